import { inputParts } from '../planning/input-parts.ts';
import type { Plan, Planned } from '../planning/plan.ts';
import { explainChange } from './explain-change.ts';

/** A scenario in one of the two versions. */
export interface Version {
  /** Path of its file from the working directory, or from where that was: the same in both. */
  readonly path: string;
  readonly planned: Planned;
  /** How files are called in what is told. */
  readonly pathOf: (file: string) => string;
  /** Why it is affected, whatever its digest. */
  readonly why?: string;
}

export interface Selection {
  /** With the reasons, in the order of `now`. */
  readonly affected: readonly { readonly version: Version; readonly plan: Plan; readonly because: readonly string[] }[];
  readonly notAffected: readonly Plan[];
  /** Same inputs at another place. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  /** Paths of scenarios that are no more. */
  readonly removed: readonly string[];
  /** What cannot be planned now. */
  readonly broken: readonly Version[];
}

/**
 * Which scenarios a change affects: those whose input digest is not the one that they had at the base, which is also what makes evidence stale. In doubt
 * a scenario is affected.
 * @param everything why all are affected, whatever their digests; empty when nothing speaks for it
 */
export function selectAffected(now: readonly Version[], before: readonly Version[], everything: readonly string[]): Selection {
  const old = new Map(before.map(version => [version.path, version]));
  const paths = new Set(now.map(({ path }) => path));
  const gone = before.filter(({ path }) => !paths.has(path));
  const affected: Selection['affected'][number][] = [];
  const notAffected: Plan[] = [];
  const renamed: { from: string; to: string }[] = [];
  const moved = new Set<Version>();
  for (const version of now) {
    const { planned, path } = version;
    if (!planned.ok) continue;
    const { plan } = planned;
    const digest = digestOf(version);
    const same = gone.find(other => digestOf(other) === digest && !moved.has(other));
    const previous = old.get(path) ?? same;
    const why = becauseOf(previous, version, version.why === undefined ? everything : [version.why, ...everything]);
    if (why.length > 0) affected.push({ version, plan, because: why });
    else notAffected.push(plan);
    if (previous !== undefined && previous === same) {
      moved.add(same);
      renamed.push({ from: same.path, to: path });
    }
  }
  return {
    affected,
    notAffected,
    renamed,
    removed: gone.filter(version => !moved.has(version)).map(({ path }) => path),
    broken: now.filter(({ planned }) => !planned.ok),
  };
}

/** Why a scenario is to be drilled; empty when nothing speaks for it. */
function becauseOf(previous: Version | undefined, version: Version, everything: readonly string[]): readonly string[] {
  if (previous === undefined) return ['it is new'];
  if (!previous.planned.ok) return [...everything, `it could not be planned at the base: ${firstError(previous)}`];
  if (digestOf(previous) === digestOf(version)) return everything;
  const told = explainChange(partsOf(previous), partsOf(version));
  // What decides is the digest; what is told of it may fall short.
  return [...everything, ...(told.length > 0 ? told : ['what it puts to the test changed'])];
}

function partsOf({ planned, pathOf }: Version): ReturnType<typeof inputParts> {
  return planned.ok && planned.plan.inputs !== undefined ? inputParts(planned.plan.inputs, pathOf) : [];
}

function digestOf({ planned }: Version): string | undefined {
  return planned.ok ? planned.plan.facts.inputDigest : undefined;
}

function firstError({ planned, pathOf }: Version): string {
  const problem = planned.ok ? undefined : planned.problems.find(({ severity }) => severity === 'error');
  return problem === undefined ? 'it has a problem' : `${pathOf(problem.location.file)}:${problem.location.line}`;
}

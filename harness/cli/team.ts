import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Config } from '../model/config.ts';
import type { PlanFacts } from '../model/event.ts';
import type { Location } from '../model/location.ts';
import type { Problem } from '../model/problem.ts';
import type { Located } from '../model/scenario.ts';
import type { Control, FollowUp, Population, Team } from '../model/team.ts';
import { readControls } from '../reading/read-controls.ts';
import { readFollowups } from '../reading/read-followups.ts';
import { scenarioId, unknownScenario } from '../reading/team/scenario-names.ts';
import { controlPlaces } from '../reading/scenario/about.ts';
import { canonicalJson } from '../support/canonical-json.ts';
import { nearest } from '../support/nearest.ts';

export interface TeamOptions {
  /** Those that hold for the scenarios of the run; each counts once. */
  readonly configs: readonly Config[];
  /** The working directory, from which paths in them are counted. */
  readonly cwd: string;
  /** The scenarios of the run: what their `about.controls` names is mapped as well. */
  readonly scenarios?: readonly Pick<PlanFacts, 'scenario' | 'scenarioFile' | 'about'>[];
  /** The run's place in the register; absent without one. */
  readonly population?: Population;
  /** What the register tells about a finding after it was found; absent without a register. */
  readonly retestOf?: (followup: FollowUp) => FollowUp['retest'] | undefined;
}

/**
 * What a team adds to a run's evidence, from the files that its `drillbook.yaml` names. Undefined when it adds nothing. A Problem
 * that is an error stops a drill before anything runs.
 */
export async function teamOf(options: TeamOptions): Promise<{ readonly team?: Team; readonly problems: readonly Problem[] }> {
  const { cwd, scenarios = [], population, retestOf } = options;
  const configs = [...new Map(options.configs.map(config => [config.file, config])).values()].sort((a, b) => (a.file < b.file ? -1 : 1));
  const controlFiles = await readAll(configs, 'controls', cwd, (file, text) => {
    const { controls = [], problems } = readControls(file, text, cwd);
    return { entries: controls, problems };
  });
  const followupFiles = await readAll(configs, 'followups', cwd, (file, text) => {
    const { followups = [], problems } = readFollowups(file, text, cwd);
    return { entries: followups, problems };
  });
  const problems = [
    ...controlFiles.problems,
    ...followupFiles.problems,
    ...configs.flatMap(({ waivers }) => waivers).flatMap(({ of, location }) => unknownWaived(of, cwd, location)),
    ...(controlFiles.read === 0 ? [] : await unknownControls(controlFiles.entries, scenarios, cwd)),
  ];
  if (problems.some(({ severity }) => severity === 'error')) return { problems };
  const followups = followupFiles.entries.map((followup): FollowUp => {
    const retest = retestOf?.(followup);
    return retest === undefined ? followup : { ...followup, retest };
  });
  const team: Team = {
    controls: mergedControls(controlFiles.entries, scenarios),
    followups,
    waivers: unique(configs.flatMap(({ waivers }) => waivers)),
    ...(population === undefined ? {} : { population }),
  };
  const adds = team.controls.length + team.followups.length + team.waivers.length > 0 || population !== undefined;
  return { ...(adds ? { team } : {}), problems };
}

interface Entries<T> {
  readonly entries: readonly T[];
  readonly problems: readonly Problem[];
}

/** The entries of all files that configurations name under a key; a file that several name is read once. */
async function readAll<T>(
  configs: readonly Config[],
  key: 'controls' | 'followups',
  cwd: string,
  read: (file: string, text: string) => Entries<T>,
): Promise<Entries<T> & { readonly read: number }> {
  const named = new Map(configs.flatMap(config => (config[key] === undefined ? [] : [[resolve(cwd, config[key].value), config[key]]])));
  const files = await Promise.all([...named].map(async ([path, { value, location }]) => await readOne(path, { value, location }, read)));
  return {
    entries: files.flatMap(({ entries }) => entries),
    problems: files.flatMap(({ problems }) => problems),
    read: files.length,
  };
}

async function readOne<T>(
  path: string,
  { value, location }: Located<string>,
  read: (file: string, text: string) => Entries<T>,
): Promise<Entries<T>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return {
      entries: [],
      problems: [
        {
          rule: 'team-file',
          severity: 'error',
          message: `unexpected file "${value}", expected one that exists and can be read`,
          location,
          hint: 'Mend the path, or take the line out.',
        },
      ],
    };
  }
  return read(value, text);
}

/** One control per id, with all scenarios that any file or any scenario of the run maps to it. Those that no file explains come last, without a title. */
function mergedControls(entries: readonly Control[], scenarios: NonNullable<TeamOptions['scenarios']>): readonly Control[] {
  const controls = new Map<string, Control>();
  const add = (control: Control): void => {
    const before = controls.get(control.id);
    const all = [...new Set([...(before?.scenarios ?? []), ...control.scenarios])].sort();
    controls.set(control.id, { ...(before ?? control), scenarios: all });
  };
  for (const control of entries) add(control);
  for (const { scenario, about } of scenarios) for (const id of about?.controls ?? []) add({ id, title: '', scenarios: [scenario] });
  return [...controls.values()];
}

/** What `about` names and no file explains: most often mistyped. */
async function unknownControls(
  entries: readonly Control[],
  scenarios: NonNullable<TeamOptions['scenarios']>,
  cwd: string,
): Promise<readonly Problem[]> {
  const ids = entries.map(({ id }) => id);
  const found = scenarios.map(async ({ scenarioFile, about }): Promise<readonly Problem[]> => {
    const unknown = (about?.controls ?? []).filter(id => !ids.includes(id));
    if (unknown.length === 0) return [];
    const placeOf = controlPlaces(scenarioFile, await readFile(resolve(cwd, scenarioFile), 'utf8').catch(() => ''));
    return unknown.map(id => {
      const close = nearest(id, ids);
      return {
        rule: 'unknown-control',
        severity: 'warning',
        message: `unexpected control "${id}", expected ${close === undefined ? 'one of the file of controls' : `"${close}"`}`,
        location: placeOf(id),
        hint: close === undefined ? 'Give it a title there; the report shows it without one.' : `Did you mean "${close}"?`,
      };
    });
  });
  return (await Promise.all(found)).flat();
}

/** What is waived and is not there: most often mistyped. */
function unknownWaived(of: string, cwd: string, location: Location): readonly Problem[] {
  const [file = '', procedure] = of.split('#');
  if (procedure === undefined) return unknownScenario(scenarioId(of), cwd, location);
  return existsSync(resolve(cwd, file))
    ? []
    : [
        {
          rule: 'unknown-runbook',
          severity: 'warning',
          message: `unexpected runbook "${file}", expected one that exists, as a path from the working directory`,
          location,
        },
      ];
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Map(values.map(value => [canonicalJson(value), value])).values()];
}

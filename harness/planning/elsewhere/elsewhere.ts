import { readFile } from 'node:fs/promises';
import type { Difference, Differing, Unchanged } from '../../model/elsewhere.ts';
import type { Stack } from '../../model/stack.ts';
import type { Plan } from '../plan.ts';
import { findInFiles } from './find-in-files.ts';
import { leastPrivilege, type LeastRole } from './least-role.ts';
import { isNamed } from './named.ts';
import { operatorPlace } from './operator-place.ts';
import { rename } from './rename.ts';
import { subjectsOf } from './subjects.ts';

/** The same system at a place that is otherwise in what the runbook does not declare. */
export interface Elsewhere extends Differing {
  readonly stack: Stack;
  /** To be made before the operator logs in. */
  readonly role?: LeastRole;
}

/** What decides whether something may be otherwise. */
export interface Declared {
  /** Whatever the operator reads or is given: the runbooks whole, blocks as they run, the scenario's variables. */
  readonly texts: readonly string[];
  /** What the scenario asks of the system by itself. */
  readonly asked: readonly string[];
  /** Why a value must stay for a file that holds it, for each that one holds. */
  readonly inFiles: ReadonlyMap<string, string>;
}

/** Plans the place of the trial `elsewhere`: looks through the files of the stack and those that the scenario names. */
export async function planElsewhere(plan: Pick<Plan, 'stack' | 'documents' | 'steps' | 'scenario' | 'inputs'>): Promise<Elsewhere> {
  const { stack, scenario } = plan;
  const files = await Promise.all(Object.keys(plan.inputs?.files ?? {}).map(file => readFile(file, 'utf8').catch(() => '')));
  const { prepare, load, steadyState, never, recovered, goal, faults } = scenario;
  const texts = [
    ...plan.documents,
    ...plan.steps.flatMap(({ script, block: { attributes } }) => [script, ...Object.values(attributes).map(String)]),
    ...scenario.steps.map(({ answer = '' }) => answer),
    ...scenario.variables.flatMap(({ text, value }) => [text, value]),
  ];
  // A file of the operator's home that is not there can hold nothing.
  const looked = { ...stack, bastion: operatorPlace(stack.bastion, texts).bastion };
  return elsewhere(stack, {
    texts,
    asked: [JSON.stringify([prepare, load, steadyState, never, recovered, goal, faults], withoutPlaces), ...files],
    inFiles: await findInFiles(
      looked,
      subjectsOf(stack).map(({ value }) => value),
    ),
  });
}

/** The stack elsewhere, with all that differs and what had to stay. Pure. */
export function elsewhere(stack: Stack, { texts, asked, inFiles }: Declared): Elsewhere {
  const place = operatorPlace(stack.bastion, texts);
  const differs: Difference[] = [];
  const unchanged: Unchanged[] = [...place.unchanged];
  let there: Stack = { ...stack, bastion: place.bastion };
  for (const subject of subjectsOf(stack)) {
    const { kind, what, value } = subject;
    // What the runbook names is declared, and stays without a word.
    if (isNamed(value, texts)) continue;
    const renamed = rename(there, subject);
    const why = inFiles.get(value) ?? (isNamed(value, asked) ? 'the scenario names it' : renamed.ok ? undefined : renamed.why);
    if (why !== undefined) unchanged.push({ what, why });
    else if (renamed.ok) {
      there = renamed.stack;
      differs.push({ kind, what, ...(kind === 'database' ? { before: value } : {}) });
    }
  }
  const { stack: least, role, ...told } = leastPrivilege(there, texts);
  return {
    stack: least,
    ...(role === undefined ? {} : { role }),
    differs: [...place.differs, ...differs, ...told.differs],
    unchanged: [...unchanged, ...told.unchanged],
  };
}

/** Folders and names of files are no values. */
function withoutPlaces(key: string, value: unknown): unknown {
  return /location/i.test(key) ? undefined : value;
}

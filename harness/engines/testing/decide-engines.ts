import type { Availability } from '../engine.ts';

/** Where the global setup tells the workers which engines run here; not in the file that reads it, which the setup must not load too early. */
export const variable = 'DRILLBOOK_TEST_ENGINES';

export interface Decided {
  /** Engines that the tests run on. */
  readonly here: readonly string[];
  /** What to tell who runs the tests: at most one line for each engine that is left out. */
  readonly lines: readonly string[];
}

/**
 * Docker alone may be missing, and only where a developer runs the tests: that is said in one line. In CI,
 * and for every other engine, a test that was left out is no test that passed.
 * @throws what is missing and what to do.
 */
export function decideEngines(answers: readonly (readonly [kind: string, answer: Availability])[], inCi: boolean): Decided {
  const lines: string[] = [];
  const here = answers.flatMap(([kind, answer]) => {
    if (answer.ok) return [kind];
    if (kind !== 'containers' || inCi) throw new Error(`tests on ${kind} cannot run: ${answer.because}. ${answer.hint}`);
    lines.push(
      `Tests on containers are left out: ${answer.because}. \`.ci/docker\` makes Docker answer on Debian; see also \`npx drillbook doctor\`.`,
    );
    return [];
  });
  return { here, lines };
}

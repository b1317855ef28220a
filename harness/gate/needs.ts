import { z } from 'zod';
import { HarnessError } from '../support/harness-error.ts';

/** How the jobs before the gate ended, as GitHub's `toJSON(needs)` has it. */
export type Needs = ReadonlyMap<string, string>;

const schema = z.record(z.string(), z.looseObject({ result: z.string() }));

/**
 * Reads `DRILLBOOK_NEEDS`.
 * @throws {HarnessError} `usage` when it is set and is not what it must be
 */
export function readNeeds(text: string | undefined): Needs | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const { data } = schema.safeParse(value);
  if (data === undefined)
    throw new HarnessError(
      'usage',
      'unexpected DRILLBOOK_NEEDS, expected the JSON of the jobs before this one',
      'In GitHub Actions: ${{ toJSON(needs) }}, by `env`.',
    );
  return new Map(Object.entries(data).map(([job, { result }]) => [job, result]));
}

/**
 * Jobs that did not end well although everything that the evidence tells is as expected. They met something that no evidence tells of: that
 * is no pass. (A job that was skipped leaves results out, and those are missed.)
 */
export function unexplained(needs: Needs | undefined): readonly { readonly what: string; readonly next: string }[] {
  return [...(needs ?? [])]
    .filter(([, result]) => result !== 'success' && result !== 'skipped')
    .map(([job, result]) => ({
      what: `the job ${job} ended "${result}", though every planned result is as expected`,
      next: 'Look at its log, and run it again.',
    }));
}

import type { Population } from '../model/team.ts';
import { standing } from './ended.ts';
import type { RunRecord } from './record.ts';

/**
 * A run's place among all runs, for its report: what stands before it in `records`, which are in the order in which they were opened.
 * A run that is not among them comes after all.
 */
export function populationOf(records: readonly RunRecord[], run: string, now: Date): Population {
  const found = records.findIndex(record => record.run === run);
  const earlier = found === -1 ? records : records.slice(0, found);
  const previous = earlier.at(-1);
  const before = new Map<string, Population['before'][number]>();
  for (const { run: name, openedAt, state, results = [] } of earlier)
    // What was interrupted is no evidence, whatever it had found by then.
    if (state === 'closed')
      for (const { id, outcome, reason } of results) before.set(id, { scenario: id, run: name, at: openedAt, outcome, reason });
  const open = earlier.filter(record => standing(record, now) === 'open');
  return {
    position: earlier.length + 1,
    ...(previous === undefined ? {} : { previous: previousOf(previous) }),
    // One that is open for less than a day may still be under way somewhere.
    aborted: earlier.filter(record => standing(record, now) === 'aborted').map(record => record.run),
    ...(open.length === 0 ? {} : { open: open.map(record => record.run) }),
    before: [...before.values()].sort((a, b) => (a.scenario < b.scenario ? -1 : 1)),
  };
}

function previousOf({ run, manifest }: RunRecord): NonNullable<Population['previous']> {
  return { run, ...(manifest === undefined ? {} : { manifest }) };
}

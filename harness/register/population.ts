import type { Population } from '../model/team.ts';
import type { RunRecord } from './record.ts';
import { stateOf } from './run-state.ts';

/**
 * A run's place among all runs, for its report. `records` in the order in which they were opened, as `readRegister` has them.
 * Undefined for a run that is not among them.
 */
export function populationOf(records: readonly RunRecord[], run: string): Population | undefined {
  const index = records.findIndex(record => record.run === run);
  const own = records[index];
  if (own === undefined) return undefined;
  const before = records.slice(0, index);
  const previous = before.at(-1);
  return {
    position: own.position,
    ...(previous === undefined
      ? {}
      : { previous: { run: previous.run, ...(previous.manifest === undefined ? {} : { manifest: previous.manifest }) } }),
    // One that was still under way then may have come to its end since.
    aborted: before.filter(record => stateOf(record, own.openedAt) === 'aborted').map(record => record.run),
    before: latestOf(before),
  };
}

function latestOf(records: readonly RunRecord[]): Population['before'] {
  const latest = new Map<string, Population['before'][number]>();
  for (const { run, openedAt, state, results = [] } of records)
    if (state === 'closed')
      for (const { id, outcome, reason } of results) latest.set(id, { scenario: id, run, at: openedAt, outcome, reason });
  return [...latest.values()].sort((a, b) => (a.scenario < b.scenario ? -1 : 1));
}

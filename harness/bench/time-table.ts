import type { Phase } from '../model/event.ts';
import { median } from './measure.ts';
import { neededShare, type TimeSplit } from './time-split.ts';

/** What stands side by side, with the phases that it adds up. */
const columns: readonly (readonly [string, readonly Phase[]])[] = [
  ['set up', ['provision', 'prepare']],
  ['baseline', ['baseline']],
  ['inject', ['inject', 'effect']],
  ['symptom', ['symptom']],
  ['respond', ['respond']],
  ['recovery', ['recovery']],
  ['hold', ['hold']],
  ['residual', ['residual']],
  ['destroy', ['destroy']],
];

/** One line for each trial: the medians of all runs, in seconds; last what part of the trial the system needs. */
export function timeTable(runs: readonly (readonly TimeSplit[])[]): string {
  const trials = (runs[0] ?? []).map(({ trial }) => trial);
  const width = Math.max(...trials.map(name => name.length), 5);
  const line = (first: string, cells: readonly string[]): string => [first.padEnd(width), ...cells.map(cell => cell.padStart(8))].join(' ');
  const head = line('trial', ['begins', ...columns.map(([name]) => name), 'ends', 'waits']);
  const lines = trials.map(trial => {
    const same = runs.flatMap(run => run.filter(split => split.trial === trial));
    const seconds = (of: (split: TimeSplit) => number): string => (median(same.map(of)) / 1000).toFixed(2);
    return line(trial, [
      seconds(({ beginsMs }) => beginsMs),
      ...columns.map(([, phases]) => seconds(({ phaseMs }) => phases.reduce((sum, phase) => sum + (phaseMs.get(phase) ?? 0), 0))),
      seconds(({ endsMs }) => endsMs),
      `${Math.round(median(same.map(split => neededShare([split]))) * 100)} %`,
    ]);
  });
  return [head, ...lines].join('\n');
}

import { mainTrial, row } from './row.ts';
import type { ScenarioState } from './row.ts';
import { lastLines } from './trial-state.ts';

export interface RowsWanted {
  /** What a scenario is called. */
  readonly names: ReadonlyMap<string, string>;
  /** Rows that there is room for. */
  readonly most: number;
  readonly now: number;
  /** Scenarios that have ended, and all. */
  readonly done: number;
  readonly all: number;
  /** What they are called together. */
  readonly what: string;
}

/** Lines of output that a running step shows. */
const outputLines = 5;

/**
 * What is drawn at the foot of a terminal: a line per scenario that is under way, below it the end of what its running step printed, and
 * the count where there are several. Where there is not room for all, lines of output give way first, those of the youngest step before others.
 */
export function liveRows(scenarios: readonly ScenarioState[], { names, most, now, done, all, what }: RowsWanted): readonly string[] {
  const foot = all > 1 ? [`${done} of ${all} ${what} have ended`] : [];
  const room = Math.max(1, most - foot.length);
  const shown = scenarios.length > room ? scenarios.slice(0, Math.max(0, room - 1)) : scenarios;
  const left = scenarios.length - shown.length;
  const panes = panesOf(shown, room - shown.length - (left > 0 ? 1 : 0));
  return [
    ...shown.flatMap(scenario => [
      row(names.get(scenario.id) ?? scenario.id, scenario, now),
      ...(panes.get(scenario) ?? []).map(line => `  │ ${line}`),
    ]),
    ...(left > 0 ? [`… and ${left} more under way`] : []),
    ...foot,
  ].slice(0, most);
}

/** The step that has run longest is the one that people wonder about. */
function panesOf(scenarios: readonly ScenarioState[], room: number): ReadonlyMap<ScenarioState, readonly string[]> {
  const running = scenarios
    .flatMap(scenario => {
      const trial = mainTrial([...scenario.trials.values()]);
      return trial === undefined || trial.step === '' ? [] : [{ scenario, trial, sinceMs: trial.heardMs - trial.atMs + trial.stepMs }];
    })
    .sort((a, b) => a.sinceMs - b.sinceMs);
  const panes = new Map<ScenarioState, readonly string[]>();
  let left = room;
  for (const { scenario, trial } of running) {
    if (left <= 0) break;
    const lines = lastLines(trial.output, Math.min(outputLines, left));
    panes.set(scenario, lines);
    left -= lines.length;
  }
  return panes;
}

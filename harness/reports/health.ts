import type { DrillEvent, Phase } from '../model/event.ts';
import { roundsOf } from '../judging/rounds.ts';
import type { ReportTrial } from './report-schema.ts';

const afterwards: ReadonlySet<Phase> = new Set(['recovery', 'hold', 'residual']);

/**
 * The rounds of a trial with neighbours of one colour put together: what a user saw, and for how long. Before the procedure the
 * steady state decides, after it what the scenario calls recovered.
 */
export function healthOf(events: readonly DrillEvent[], planned: boolean): ReportTrial['health'] {
  const spells: ReportTrial['health'] = [];
  for (const { phase, steady, restored, startedMs, endedMs } of roundsOf(events)) {
    const green = afterwards.has(phase) || (phase === 'respond' && !planned) ? restored : steady;
    const last = spells.at(-1);
    if (last !== undefined) last.toMs = Math.round(startedMs);
    if (last?.green === green) Object.assign(last, { toMs: Math.round(endedMs), rounds: last.rounds + 1 });
    else spells.push({ green, fromMs: Math.round(startedMs), toMs: Math.round(endedMs), rounds: 1 });
  }
  return spells;
}

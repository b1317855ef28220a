import { stepLeftOut } from '../model/trial-kind.ts';
import type { PlanFacts } from '../model/event.ts';
import type { ReportTrial } from './report-schema.ts';

/** What a drill says nothing about: never to be read as met. */
export function notMeasured(facts: PlanFacts, trials: readonly ReportTrial[]): readonly string[] {
  const ran = (kind: ReportTrial['trial']): boolean => trials.some(({ trial }) => trial === kind);
  const ledger = trials.findLast(({ trial }) => trial === 'as-written')?.ledger;
  return [
    ...(facts.hasLoad ? (ledger === undefined ? ['data loss: the ledger was not read'] : []) : ['data loss: the scenario has no load']),
    ...(facts.planned || facts.rtoMs !== undefined ? [] : ['a recovery target: neither scenario nor runbook names one (rto)']),
    trials.some(({ rehearsal }) => rehearsal !== undefined)
      ? 'people: the page, handing over, and anybody but those at the gate'
      : 'people: reading, deciding and handing over (machine part only)',
    ...(ran('without-fault') ? [] : ['what the procedure does to a healthy system (trial without-fault)']),
    ...(ran('twice') ? [] : ['following it twice (trial twice)']),
    ...(trials.some(({ trial }) => stepLeftOut(trial) !== undefined) ? [] : ['which steps are necessary (trials without-step)']),
    ...(trials.some(({ trial, outcome }) => trial === 'elsewhere' && outcome !== 'inconclusive')
      ? []
      : ['what it needs and does not name (trial elsewhere)']),
  ];
}

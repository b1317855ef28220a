import type { PlanFacts } from '../model/event.ts';
import type { Finding } from '../model/verdict.ts';
import { place } from './report-place.ts';
import type { ReportScenario, ReportTrial } from './report-schema.ts';

/** What stands in the runbook or the scenario and was not put to the test: steps that nobody carried out, probes that saw nothing. */
export function notExercised(
  facts: PlanFacts,
  trials: readonly ReportTrial[],
  findings: readonly Finding[],
): ReportScenario['notExercised'] {
  const branches = new Set(facts.notTaken.map(({ step }) => step));
  const written = trials.findLast(({ trial }) => trial === 'as-written');
  const left = (written?.steps ?? []).filter(({ id, status }) => !branches.has(id) && (status === 'skipped' || status === 'not-reached'));
  return [
    ...(written === undefined ? [{ what: 'the procedure: the trial as-written was not run' }] : []),
    ...left.map(({ id, status, message, at }) => ({
      what: `step ${id} ${status === 'skipped' ? 'was skipped' : 'was not reached'}${message === '' ? '' : `: ${message}`}`,
      at,
    })),
    ...facts.notTaken.map(({ step, condition, location }) => ({
      what: `step ${step}, a branch not taken: ${condition}`,
      at: place(location),
    })),
    ...findings.filter(({ rule }) => rule === 'stayed-green').map(({ message }) => ({ what: `probes that ${message}` })),
  ];
}

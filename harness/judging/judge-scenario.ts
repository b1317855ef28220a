import type { TrialKind } from '../model/event.ts';
import type { ScenarioRun, TrialRun } from '../model/run.ts';
import type { Finding, Reason, ScenarioVerdict, TrialVerdict } from '../model/verdict.ts';
import { watchedMs } from './control.ts';
import { judgeTrial } from './judge-trial.ts';
import { recordOf } from './trial-record.ts';

/**
 * Puts the trials together: refuted when one that is not void refutes, inconclusive when a required one
 * is void, missing or in doubt, verified only when every required one is clean. Of repeats the last counts.
 */
export function judgeScenario({ facts, trials }: ScenarioRun): ScenarioVerdict {
  const judged = trials.map(trial => ({ trial, verdict: judgeTrial(trial.events) }));
  const verdicts = judged.map(({ verdict }) => verdict);
  const counted = [...new Map(judged.map(one => [one.trial.trial, one])).values()];
  const required: readonly TrialKind[] = facts.planned ? ['as-written'] : ['as-written', 'without-runbook'];
  const findings = [...counted.flatMap(({ verdict }) => verdict.findings), ...repeats(trials)];
  const of = (kind: TrialKind): TrialVerdict | undefined => counted.find(({ trial }) => trial.trial === kind)?.verdict;
  const asWritten = of('as-written');
  const from = (verdict: TrialVerdict): ScenarioVerdict => ({
    outcome: verdict.outcome, reason: verdict.reason, sentence: verdict.sentence, findings, trials: verdicts,
    ...(verdict.at === undefined ? {} : { at: verdict.at }), ...(asWritten?.recoveryMs === undefined ? {} : { recoveryMs: asWritten.recoveryMs }),
  });
  const inconclusive = (reason: Reason, sentence: string): ScenarioVerdict => ({ outcome: 'inconclusive', reason, sentence, findings, trials: verdicts, ...(asWritten?.recoveryMs === undefined ? {} : { recoveryMs: asWritten.recoveryMs }) });

  const refuting = [asWritten, ...counted.map(({ verdict }) => verdict)].find(verdict => verdict?.outcome === 'refuted');
  if (refuting !== undefined) return from(refuting);
  for (const kind of required) {
    const verdict = of(kind);
    if (verdict === undefined) return inconclusive('incomplete', `the trial ${kind} was not run: nothing can be said without it`);
    if (verdict.outcome !== 'verified') return from(verdict);
  }
  const short = facts.planned ? undefined : controlTooShort(counted.map(({ trial }) => trial));
  if (short !== undefined) return inconclusive('harness-error', short);
  const doubtful = counted.find(({ verdict }) => verdict.outcome !== 'verified');
  if (doubtful !== undefined) return from(doubtful.verdict);
  return asWritten === undefined ? inconclusive('incomplete', 'no trial was run') : from(asWritten);
}

/** A control that stopped earlier than the procedure needed could have healed in that time. */
function controlTooShort(trials: readonly TrialRun[]): string | undefined {
  const lengthOf = (kind: TrialKind): number => {
    const record = recordOf(trials.find(({ trial }) => trial === kind)?.events ?? []);
    return record === undefined ? 0 : watchedMs(record);
  };
  const [withRunbook, without] = [lengthOf('as-written'), lengthOf('without-runbook')];
  return without < withRunbook ? `the control watched for ${Math.round(without)} ms, the procedure took ${Math.round(withRunbook)} ms` : undefined;
}

/** A repeat never hides the attempt before it. */
function repeats(trials: readonly TrialRun[]): readonly Finding[] {
  const words = { 'human-pace': 'at human pace (3 s between steps)', alone: 'alone on this machine', 'second-attempt': 'as a second attempt' };
  return trials.flatMap(({ trial, because, attempt }) => (because === undefined ? [] : [{ rule: 'repeated', message: `${trial} was repeated ${words[because]}; attempt ${attempt} is judged, both journals stay`, evidence: [] }]));
}

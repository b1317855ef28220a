import { isBeside, stepLeftOut, type TrialKind } from '../model/trial-kind.ts';
import type { ScenarioRun, TrialRun } from '../model/run.ts';
import type { Finding, Reason, ScenarioVerdict, TrialVerdict } from '../model/verdict.ts';
import { watchedMs } from './control.ts';
import { canonicalJson } from '../support/canonical-json.ts';
import { hiddenState } from './hidden-state.ts';
import { failsInAnyWeather } from './in-any-weather.ts';
import { judgeTrial } from './judge-trial.ts';
import { stepMarks, type RecordedTrial } from './step-marks.ts';
import { sentenceOf } from './sentence.ts';
import { recordOf } from './trial-record.ts';

/**
 * Puts the trials together: refuted when one that is not void refutes, inconclusive when a required one
 * is void, missing or in doubt, verified only when every required one is clean. Of repeats the last counts.
 */
export function judgeScenario(run: ScenarioRun): ScenarioVerdict {
  const known = verdicts.get(run);
  if (known !== undefined) return known;
  const verdict = judge(run);
  verdicts.set(run, verdict);
  return verdict;
}

/** A run does not change, so its verdict does not: reports, seals and audits ask for it again and again. */
const verdicts = new WeakMap<ScenarioRun, ScenarioVerdict>();

function judge({ facts, trials }: ScenarioRun): ScenarioVerdict {
  const judged = trials.map((trial): JudgedTrial => ({ trial, verdict: judgeOne(trial, facts.scenario) }));
  const ofTrials = judged.map(({ verdict }) => verdict);
  const counted = counting(judged);
  // What a trial was planned as stands in its own journal; what is said about the run beside it cannot lift the need for a control.
  const planned = facts.planned && trials.every(({ events }) => events[0]?.type !== 'trial.started' || events[0].facts.planned);
  const required: readonly TrialKind[] = planned ? ['as-written'] : ['as-written', 'without-runbook'];
  // What a procedure does without one of its steps tells about the step; what it does elsewhere, about what it needs.
  const whole = counted.filter(({ trial }) => !isBeside(trial.trial));
  const of = (kind: TrialKind): TrialVerdict | undefined => worst(whole.filter(({ trial }) => trial.trial === kind))?.verdict;
  const asWritten = of('as-written');
  const measures = {
    asWritten: recorded(worst(whole.filter(({ trial }) => trial.trial === 'as-written'))),
    control: of('without-runbook'),
  };
  const marks = stepMarks(
    measures,
    counted.flatMap(one => (stepLeftOut(one.trial.trial) === undefined ? [] : (recorded(one) ?? []))),
  );
  const elsewhere = recorded(worst(counted.filter(({ trial }) => trial.trial === 'elsewhere')));
  const hidden = elsewhere === undefined ? undefined : hiddenState(measures, elsewhere);
  const findings = [
    ...whole.flatMap(({ verdict }) => verdict.findings),
    ...lostByFault(whole),
    ...breachedByFault(whole),
    ...repeats(judged),
    ...failsInAnyWeather(recordedOf(whole, 'as-written'), recordedOf(whole, 'without-fault')),
    ...(hidden?.findings ?? []),
  ];
  const beside = { ...(marks.length === 0 ? {} : { steps: marks }), ...(hidden === undefined ? {} : { hidden: hidden.state }) };
  const from = (verdict: TrialVerdict): ScenarioVerdict => ({
    outcome: verdict.outcome,
    reason: verdict.reason,
    sentence: verdict.sentence,
    findings,
    trials: ofTrials,
    ...beside,
    ...(verdict.at === undefined ? {} : { at: verdict.at }),
    ...recovered(asWritten),
  });
  const inconclusive = (reason: Reason, sentence: string): ScenarioVerdict => ({
    outcome: 'inconclusive',
    reason,
    sentence,
    findings,
    trials: ofTrials,
    ...beside,
    ...recovered(asWritten),
  });

  const refuting = [asWritten, ...whole.map(({ verdict }) => verdict)].find(verdict => verdict?.outcome === 'refuted');
  if (refuting !== undefined) return from(refuting);
  if (trials.length === 0) return inconclusive('harness-error', 'could not be tried: no trial left a journal');
  for (const kind of required) {
    const verdict = of(kind);
    if (verdict === undefined) return inconclusive('incomplete', `the trial ${kind} was not run: nothing can be said without it`);
    if (verdict.outcome !== 'verified') return from(verdict);
  }
  if (differentPlans(counted)) return inconclusive('harness-error', 'the trials are not of one plan');
  const short = planned ? undefined : controlTooShort(counted.map(({ trial }) => trial));
  if (short !== undefined) return inconclusive('harness-error', short);
  const doubtful = whole.find(({ verdict }) => verdict.outcome !== 'verified');
  if (doubtful !== undefined) return from(doubtful.verdict);
  return asWritten === undefined ? inconclusive('incomplete', 'no trial was run') : from(asWritten);
}

function recovered(asWritten: TrialVerdict | undefined): Pick<ScenarioVerdict, 'recoveryMs' | 'withReader'> {
  if (asWritten === undefined) return {};
  const { recoveryMs, withReader } = asWritten;
  return { ...(recoveryMs === undefined ? {} : { recoveryMs }), ...(withReader === undefined ? {} : { withReader }) };
}

function recorded(judged: JudgedTrial | undefined): RecordedTrial | undefined {
  const record = recordOf(judged?.trial.events ?? []);
  return judged === undefined || record === undefined ? undefined : { record, verdict: judged.verdict };
}

function recordedOf(judged: readonly JudgedTrial[], kind: TrialKind): RecordedTrial['record'] | undefined {
  return recorded(worst(judged.filter(({ trial }) => trial.trial === kind)))?.record;
}

interface JudgedTrial {
  readonly trial: TrialRun;
  readonly verdict: TrialVerdict;
}

/** A control that stopped earlier than the procedure needed could have healed in that time. */
function controlTooShort(trials: readonly TrialRun[]): string | undefined {
  const lengthOf = (kind: TrialKind): number => {
    const record = recordOf(trials.find(({ trial }) => trial === kind)?.events ?? []);
    return record === undefined ? 0 : watchedMs(record);
  };
  const [withRunbook, without] = [lengthOf('as-written'), lengthOf('without-runbook')];
  return without <= withRunbook
    ? `the control watched for ${Math.round(without)} ms, the procedure took ${Math.round(withRunbook)} ms`
    : undefined;
}

/** A journal counts as the trial that it says it is, and only for the scenario that it names. */
function judgeOne({ trial, attempt, events }: TrialRun, scenario: string): TrialVerdict {
  const verdict = judgeTrial(events);
  const start = events[0];
  if (start?.type !== 'trial.started') return { ...verdict, trial };
  if (start.trial === trial && start.attempt === attempt && start.facts?.scenario === scenario) return verdict;
  return {
    trial,
    outcome: 'inconclusive',
    reason: 'harness-error',
    sentence: `could not be judged: its journal is of ${start.trial}, attempt ${start.attempt}, of ${start.facts?.scenario}`,
    findings: [],
  };
}

/** Which verdict a repeat may take the place of (DESIGN 2); any other repeat stands beside what it repeats. */
const replaceable: Readonly<Record<NonNullable<TrialRun['because']>, (verdict: TrialVerdict) => boolean>> = {
  'human-pace': ({ reason }) => reason === 'step-failed',
  alone: ({ reason }) => reason === 'restored-late',
  'second-attempt': ({ reason }) => reason === 'harness-error' || reason === 'baseline-unhealthy',
};

/**
 * The attempts that count: all but those whose repeat the rules ask for. What was refuted by late answers alone, and repeated alone, is in
 * doubt: the repeat can refute it for good, and cannot prove that the machine was why.
 */
function counting(judged: readonly JudgedTrial[]): readonly JudgedTrial[] {
  return judged.flatMap(one => {
    const { trial, attempt } = one.trial;
    const next = judged.find(other => other.trial.trial === trial && other.trial.attempt === attempt + 1)?.trial.because;
    if (next === undefined) return [one];
    if (replaceable[next](one.verdict)) return [];
    return next === 'alone' && one.verdict.lateOnly === true ? [{ ...one, verdict: inDoubt(one.verdict) }] : [one];
  });
}

function inDoubt(verdict: TrialVerdict): TrialVerdict {
  const detail = `beside other trials it ${verdict.sentence}; answers were late, none was wrong`;
  return { ...verdict, outcome: 'inconclusive', reason: 'too-slow', sentence: sentenceOf('too-slow', 'as-written', false, detail) };
}

/** Of attempts that stand beside each other the one that says the least for the runbook. */
function worst(judged: readonly JudgedTrial[]): JudgedTrial | undefined {
  return (
    judged.find(({ verdict }) => verdict.outcome === 'refuted') ??
    judged.find(({ verdict }) => verdict.outcome === 'inconclusive') ??
    judged.at(-1)
  );
}

function differentPlans(judged: readonly JudgedTrial[]): boolean {
  return (
    new Set(judged.map(({ trial: { events } }) => (events[0]?.type === 'trial.started' ? canonicalJson(events[0].facts) : ''))).size > 1
  );
}

/** What the control lost as well is the fault's doing: it does not excuse the runbook, but a reader must know. */
function lostByFault(judged: readonly JudgedTrial[]): readonly Finding[] {
  const ledger = (kind: TrialKind): TrialVerdict['ledger'] => judged.find(({ trial }) => trial.trial === kind)?.verdict.ledger;
  const [written, without] = [ledger('as-written'), ledger('without-runbook')];
  if (written === undefined || without === undefined || written.lost === 0) return [];
  return [
    {
      rule: 'lost-by-fault',
      message: `without the runbook ${without.lost} of ${without.acknowledged} acknowledged writes were lost as well, with it ${written.lost} of ${written.acknowledged}`,
      evidence: [],
    },
  ];
}

/** The same for what must never be. */
function breachedByFault(judged: readonly JudgedTrial[]): readonly Finding[] {
  const record = recordOf(judged.find(({ trial }) => trial.trial === 'without-runbook')?.trial.events ?? []);
  const probe = record?.rounds
    .flatMap(({ phase, probes }) => (phase === 'baseline' ? [] : probes))
    .find(({ of, held }) => of === 'never' && !held);
  return probe === undefined
    ? []
    : [{ rule: 'breached-by-fault', message: `without the runbook as well: "${probe.name}" was breached: ${probe.message}`, evidence: [] }];
}

/** A repeat never hides the attempt before it. */
function repeats(judged: readonly JudgedTrial[]): readonly Finding[] {
  const words = {
    'human-pace': 'at human pace (3 s between steps)',
    alone: 'alone on this machine',
    'second-attempt': 'as a second attempt',
  };
  return judged.flatMap(({ trial: { trial, because, attempt } }) => {
    if (attempt <= 1 && because === undefined) return [];
    const before = judged.find(one => one.trial.trial === trial && one.trial.attempt === attempt - 1)?.verdict;
    const replaced = before !== undefined && because !== undefined && replaceable[because](before);
    const told = before === undefined ? '' : `; the attempt before ended ${before.outcome}: ${before.reason}`;
    return [
      {
        rule: 'repeated',
        message: `${trial} was repeated ${because === undefined ? 'without a reason' : words[because]}${told}; ${replaced ? `attempt ${attempt} is judged` : 'both are judged'}, both journals stay`,
        evidence: [],
      },
    ];
  });
}

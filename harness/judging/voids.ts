import type { Judged } from './judged.ts';
import { leftAtGate } from './left-at-gate.ts';
import { alreadyThere, baselineUnhealthy, faultIneffective, noSymptom } from './put-to-the-test.ts';
import { tooSlow } from './too-slow.ts';
import type { TrialRecord } from './trial-record.ts';

type Rule = (record: TrialRecord) => Judged | undefined;

/** Why a trial proves nothing, in the order in which it is looked for. */
export const voidRules: readonly Rule[] = [
  record => found(record.first('interrupted'), 'interrupted', ({ by }) => by),
  record => found(record.first('harness.failed'), 'harness-error', ({ message }) => message),
  record => {
    const event = record.first('unsupported');
    if (event === undefined) return undefined;
    return { reason: 'unsupported', detail: event.what, ...(event.location === undefined ? {} : { at: event.location }) };
  },
  tooSlow,
  record => {
    const event = record.all('prepared').find(({ held }) => !held);
    return event === undefined
      ? undefined
      : {
          reason: 'not-prepared',
          detail: `${event.what}: ${event.message}`,
          ...(event.location === undefined ? {} : { at: event.location }),
        };
  },
  baselineUnhealthy,
  alreadyThere,
  // Before what is asked at the first acting step: once somebody has left the procedure, nothing is proven there any more.
  leftAtGate,
  faultIneffective,
  noSymptom,
  record => {
    const event = record.first('deviated');
    return event === undefined
      ? undefined
      : withStep(record, event.step, { reason: 'deviated', detail: `step ${event.step} is left out: ${event.message}` });
  },
  record => {
    const event = record.first('incomplete');
    return event === undefined
      ? undefined
      : { reason: 'incomplete', detail: event.message, ...(event.location === undefined ? {} : { at: event.location }) };
  },
  nothingActed,
];

function found<E>(event: E | undefined, reason: Judged['reason'], detail: (event: E) => string): Judged | undefined {
  return event === undefined ? undefined : { reason, detail: detail(event) };
}

/** Nothing that acts was carried out, so that recovery cannot be the procedure's deed. Where the procedure stopped before, that decides. */
function nothingActed(record: TrialRecord): Judged | undefined {
  if (record.kind !== 'as-written' || record.phase('respond') === undefined || record.first('procedure.stopped') !== undefined)
    return undefined;
  const acted = record.facts.steps.some(
    ({ id, role }) => role !== 'diagnose' && role !== 'verify' && record.all('step.ended').some(({ step }) => step === id),
  );
  const at = record.facts.steps[0]?.location;
  return acted ? undefined : { reason: 'incomplete', detail: 'no step that acts was carried out', ...(at === undefined ? {} : { at }) };
}

/** Adds the step's own place in the runbook. */
export function withStep(record: TrialRecord, step: string, judged: Judged): Judged {
  const at = record.facts.steps.find(({ id }) => id === step)?.location;
  return at === undefined ? judged : { ...judged, at };
}

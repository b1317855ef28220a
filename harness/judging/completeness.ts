import type { Phase } from '../model/event.ts';
import { neededHoldMs } from './recovery.ts';
import type { TrialRecord } from './trial-record.ts';

const before: readonly Phase[] = ['provision', 'prepare', 'baseline'];
const breaking: readonly Phase[] = ['inject', 'effect', 'symptom'];

/** What is missing for this journal to say anything about the runbook; undefined when nothing is. Asked before any refutation. */
export function missingPhase(record: TrialRecord): string | undefined {
  const watches = record.kind === 'without-runbook';
  const broken = record.facts.planned || record.kind === 'without-fault' ? [] : breaking;
  const needed: readonly Phase[] = [...before, ...broken, ...(watches ? [] : (['respond'] as const)), 'recovery', ...(!watches && record.phase('recovery')?.held === true ? (['hold'] as const) : []), 'residual'];
  const missing = needed.find(name => record.phase(name) === undefined);
  if (missing !== undefined) return `the trial never came to the end of ${missing}`;
  if (broken.length > 0 && !record.faulted) return 'no fault was put in';
  if (record.rounds.length === 0) return 'no round was asked';
  const unfinished = watches ? undefined : record.facts.steps.find(({ id }) => !record.all('step.ended').some(({ step, last }) => step === id && last) && !record.all('step.skipped').some(({ step }) => step === id));
  return unfinished === undefined ? undefined : `step ${unfinished.id} was neither carried out nor left out`;
}

/** What a trial that nothing refutes lacks to be clean; undefined when nothing. */
export function missingProof(record: TrialRecord): string | undefined {
  if (record.facts.hasLoad && record.all('ledger').length === 0) return record.first('ledger.unread')?.message ?? 'the ledger was not read';
  if (record.kind === 'without-runbook') return undefined;
  const hold = record.phase('hold');
  const neededMs = neededHoldMs(record);
  const heldRounds = record.rounds.filter(({ phase }) => phase === 'hold');
  if (hold === undefined || hold.endedMs - hold.startedMs < neededMs - 50) return `service was watched for ${Math.round((hold?.endedMs ?? 0) - (hold?.startedMs ?? 0))} ms after it came back, needed are ${Math.round(neededMs)} ms`;
  if (heldRounds.at(-1)?.restored !== true) return 'the last round was not green';
  const acted = record.kind === 'as-written' && record.faulted && record.facts.steps.some(({ id, role }) => role !== 'diagnose' && record.all('step.started').some(({ step }) => step === id));
  const provenAgain = record.all('fault.injected').every(({ fault }) => record.all('fault.effect').some(effect => effect.fault === fault && effect.when === 'respond' && effect.held));
  if (acted && !provenAgain) return 'the fault was not proven again before the first acting step';
  return record.kind === 'as-written' && record.faulted && !acted ? 'no step acted' : undefined;
}

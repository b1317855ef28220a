import { enough, lastInARow } from '../model/in-a-row.ts';
import type { Phase, ProbeResult } from '../model/event.ts';
import { stepLeftBehind } from '../model/trial-kind.ts';
import { phases as phaseNames } from '../model/event.ts';
import { causesThatMustBeGone } from './refutations.ts';
import { neededHoldMs, restoredRun, stepsEndedMs } from './recovery.ts';
import { runsOf } from './rounds.ts';
import { passesOf, type TrialRecord } from './trial-record.ts';

/** Times are rounded to whole milliseconds, at both ends. */
const roundingMs = 50;
/** From here on a phase that did not hold is a result. */
const results: ReadonlySet<Phase> = new Set(phaseNames.slice(phaseNames.indexOf('respond')));

/** What is missing for this journal to say anything about the runbook; undefined when nothing is. Asked before any refutation. */
export function missingPhase(record: TrialRecord): string | undefined {
  return wrongPhase(record) ?? nothingAsked(record) ?? contradiction(record) ?? stepsAmiss(record);
}

function wrongPhase(record: TrialRecord): string | undefined {
  const expected = expectedPhases(record);
  const wrong = expected.findIndex((name, index) => record.phases[index]?.name !== name);
  if (wrong !== -1) return `the trial never came to ${expected[wrong] ?? ''}`;
  const extra = record.phases[expected.length];
  if (extra !== undefined) return `unexpected phase ${extra.name} after ${expected.at(-1) ?? ''}`;
  const open = record.phases.find(({ ended }) => !ended);
  if (open !== undefined) return `the trial never came to the end of ${open.name}`;
  const failed = record.phases.find(({ name, held }) => !held && !results.has(name));
  return failed === undefined ? undefined : `${failed.name} did not hold${failed.note === '' ? '' : `: ${failed.note}`}`;
}

/** The phases of a trial of this kind, in order. Where service did not come back there is no hold, and no second pass. */
function expectedPhases(record: TrialRecord): readonly Phase[] {
  const faulted = !record.facts.planned && record.kind !== 'without-fault';
  const before: readonly Phase[] = ['provision', 'prepare', 'baseline', ...(faulted ? (['inject', 'effect', 'symptom'] as const) : [])];
  const after: readonly Phase[] = ['residual', 'destroy'];
  if (record.kind === 'without-runbook') return [...before, 'recovery', ...after];
  const passes = passesOf(record);
  const came = (index: number): boolean => passes.filter(({ recovery }) => recovery !== undefined)[index]?.recovery?.held === true;
  // Who left it and began again looked at nothing between.
  const once: readonly Phase[] = [...(stepLeftBehind(record.kind) === undefined ? [] : (['respond'] as const)), 'respond', 'recovery'];
  const both = record.kind === 'twice' && came(0);
  return [...before, ...once, ...(both ? once : []), ...(came(both ? 1 : 0) ? (['hold'] as const) : []), ...after];
}

function nothingAsked({ facts, kind, faulted, rounds }: TrialRecord): string | undefined {
  if (!facts.planned && kind !== 'without-fault' && !faulted) return 'no fault was put in';
  const probes = rounds[0]?.probes;
  if (probes === undefined) return 'no round was asked';
  return probes.some(({ of }) => of === (facts.planned ? 'goal' : 'steady'))
    ? undefined
    : `no probe of the ${facts.planned ? 'goal' : 'steady state'} was asked`;
}

/** What the drill concluded must follow from the rounds; where it does not, neither is to be believed. */
function contradiction(record: TrialRecord): string | undefined {
  if (record.kind === 'without-runbook') return undefined;
  for (const pass of passesOf(record)) {
    const { recovery } = pass;
    if (recovery?.held === true && restoredRun(record, pass).length === 0)
      return 'service is said to have come back, the rounds do not show it';
    const green = lastInARow(
      record.rounds.filter(({ seq }) => recovery !== undefined && seq < recovery.seq),
      round => round.restored,
    );
    const endedMs = stepsEndedMs(record, pass);
    const late = record.rehearsal !== undefined && (green[0]?.startedMs ?? 0) > endedMs + record.facts.budget.recoveryMs;
    if (recovery?.held === false && green.length >= enough && (green.at(-1)?.startedMs ?? 0) >= endedMs && !late)
      return 'service is said not to have come back, the rounds show that it did';
  }
  const hold = record.phase('hold');
  if (hold === undefined) return undefined;
  const rounds = record.rounds.filter(({ phase }) => phase === 'hold');
  const relapsed = runsOf(rounds, round => !round.restored).some(run => run.length >= enough);
  if (hold.held === relapsed) return `service is said to have ${hold.held ? 'held' : 'failed again'}, the rounds say otherwise`;
  return hold.held && rounds.at(-1)?.restored !== true ? 'the last round was not green' : undefined;
}

/** In each pass every planned step was carried out or left out, in the plan's order; ids may repeat, places may not. */
function stepsAmiss(record: TrialRecord): string | undefined {
  const passes = passesOf(record);
  const decided = record.events.flatMap(event =>
    event.type === 'step.skipped' || (event.type === 'step.ended' && event.last) ? [event] : [],
  );
  const within = decided.filter(({ seq }) => passes.some(({ respond }) => seq > respond.startedSeq && seq < respond.seq));
  const planned = passes.flatMap(() => record.facts.steps);
  if (within.length !== decided.length) return 'a step was carried out outside of the procedure';
  const wrong = planned.findIndex(({ id }, index) => decided[index]?.step !== id);
  if (wrong !== -1) return `step ${planned[wrong]?.id ?? ''} was neither carried out nor left out in its turn`;
  const started = record.all('step.started');
  const sudden = record
    .all('step.ended')
    .find(
      ({ step, attempt, seq }) =>
        started.findLast(one => one.seq < seq)?.step !== step || started.findLast(one => one.seq < seq)?.attempt !== attempt,
    );
  if (sudden !== undefined) return `step ${sudden.step} ended and had not begun`;
  return decided.length > planned.length ? `step ${decided[planned.length]?.step ?? ''} was not planned` : undefined;
}

/** What a trial that nothing refutes lacks to be clean; undefined when nothing. */
export function missingProof(record: TrialRecord): string | undefined {
  if (record.kind === 'without-runbook') return undefined;
  const { facts } = record;
  if (facts.hasLoad && record.all('ledger').length === 0) return record.first('ledger.unread')?.message ?? 'the ledger was not read';
  if (facts.countsJobs === true && record.all('ledger').at(-1)?.jobs === undefined) return 'executions of the jobs were not read';
  if (facts.rpo.upTo !== undefined && !record.all('marked').some(({ name }) => name === facts.rpo.upTo))
    return `the mark ${facts.rpo.upTo} was never passed`;
  const left = record.all('fault.effect').filter(({ when }) => when === 'residual');
  const must = causesThatMustBeGone(record);
  const count = (all: readonly { readonly fault: string }[]): number => all.filter(({ fault }) => must(fault)).length;
  if (count(left) < count(record.all('fault.injected'))) return 'whether the cause is gone was not looked at';
  const unwatched = neverUnanswered(record);
  if (unwatched !== undefined) return unwatched;
  const hold = record.phase('hold');
  const neededMs = neededHoldMs(record);
  const heldMs = hold === undefined ? 0 : (record.rounds.findLast(({ phase }) => phase === 'hold')?.endedMs ?? 0) - hold.startedMs;
  return heldMs < neededMs - roundingMs
    ? `service was watched for ${Math.round(heldMs)} ms after it came back, needed are ${Math.round(neededMs)} ms`
    : undefined;
}

/** While a service is down nothing is seen of what must never be, which is no breach; once it is back, somebody must have looked. */
function neverUnanswered(record: TrialRecord): string | undefined {
  const [silent] = silentAfterwards(record);
  return silent === undefined ? undefined : `"${silent.name}" was not answered once after the last step: ${silent.message}`;
}

/** Probes of what must never be that were not answered once after the last step, each as it was first asked then. */
export function silentAfterwards(record: TrialRecord): readonly ProbeResult[] {
  const pass = passesOf(record).at(-1);
  const after = record.rounds.filter(({ startedMs }) => pass !== undefined && startedMs >= stepsEndedMs(record, pass));
  const asked = after.flatMap(({ probes }) => probes.filter(({ of }) => of === 'never'));
  return asked.filter(
    ({ name }, index) =>
      asked.findIndex(one => one.name === name) === index &&
      asked.every(probe => probe.name !== name || (probe.held && probe.message !== '')),
  );
}

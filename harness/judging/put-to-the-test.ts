import { enough, lastInARow } from '../model/in-a-row.ts';
import type { EventOf } from '../model/event.ts';
import type { Judged } from './judged.ts';
import { showsSymptom } from './rounds.ts';
import { passesOf, type TrialRecord } from './trial-record.ts';

/** The system was healthy before: green at the end of baseline and, with a load, a write that got through. */
export function baselineUnhealthy(record: TrialRecord): Judged | undefined {
  const span = record.phase('baseline');
  if (span === undefined) return undefined;
  const rounds = record.rounds.filter(({ phase }) => phase === 'baseline');
  const green = lastInARow(rounds, round => round.steady && round.probes.every(probe => probe.of !== 'never' || probe.held));
  if (!span.held || green.length < enough)
    return {
      reason: 'baseline-unhealthy',
      detail: span.note || 'the system was not healthy three rounds in a row before anything was done',
    };
  const wrote = record
    .all('writes')
    .some(({ seq, results }) => seq < span.seq && results.some(({ outcome }) => outcome === 'acknowledged'));
  return record.facts.hasLoad && !wrote ? { reason: 'baseline-unhealthy', detail: 'no write of the load was acknowledged' } : undefined;
}

/** All goals must be red in the rounds that decided the baseline: that is the control of a planned procedure. */
export function alreadyThere(record: TrialRecord): Judged | undefined {
  if (!record.facts.planned || record.phase('baseline') === undefined) return undefined;
  const goals = record.rounds
    .filter(({ phase }) => phase === 'baseline')
    .slice(-enough)
    .flatMap(({ probes }) => probes.filter(({ of }) => of === 'goal'));
  const there = goals.find(({ held }) => held);
  if (there !== undefined) return { reason: 'already-there', detail: `"${there.name}" held before the procedure began` };
  return goals.length === 0 ? { reason: 'already-there', detail: 'no goal was asked before the procedure began' } : undefined;
}

/** Each fault's own proof held after the injection, and again immediately before the first step that is not `diagnose`. */
export function faultIneffective(record: TrialRecord): Judged | undefined {
  const blocked = record.all('not-clear-to-act').find(({ why }) => why === 'fault-ineffective');
  if (blocked !== undefined) return { reason: 'fault-ineffective', detail: `before the first acting step: ${blocked.message}` };
  const effect = record.phase('effect');
  if (effect === undefined) return undefined;
  const unproven = withoutProof(record, 'effect', effect.startedSeq, effect.seq) ?? withoutStrike(record);
  if (unproven !== undefined) return unproven;
  const act = firstAct(record);
  return act === undefined ? undefined : withoutProof(record, 'respond', passesOf(record)[0]?.respond.startedSeq ?? 0, act.seq);
}

/** Users noticed, in time, and still did immediately before the first step that is not `diagnose`. */
export function noSymptom(record: TrialRecord): Judged | undefined {
  const blocked = record.all('not-clear-to-act').find(({ why }) => why === 'no-symptom');
  if (blocked !== undefined) return { reason: 'no-symptom', detail: blocked.message };
  const span = record.phase('symptom');
  if (span === undefined || !record.faulted) return undefined;
  if (!span.held || record.symptom === undefined)
    return { reason: 'no-symptom', detail: span.note || 'the probes were not red three rounds in a row' };
  // One round of leave: the drill's budget begins a moment after the phase.
  if (record.symptom.startedMs > span.startedMs + record.facts.budget.symptomMs + record.facts.probeEveryMs)
    return { reason: 'no-symptom', detail: 'the symptom came after its budget' };
  const act = firstAct(record);
  if (act === undefined) return undefined;
  const last = record.rounds.findLast(({ seq }) => seq < act.seq);
  if (last === undefined || !showsSymptom(last, record.facts.symptomProbes))
    return { reason: 'no-symptom', detail: 'the last round before the first acting step was green' };
  // Where other probes tell of recovery, they too must have something to recover from.
  return last.restored ? { reason: 'no-symptom', detail: 'the probes of `recovered` were green before the first acting step' } : undefined;
}

/** Start of the first step of the first pass that is not `diagnose`; ids may repeat, so that the step's place in the plan counts. */
function firstAct(record: TrialRecord): EventOf<'step.started'> | undefined {
  const pass = passesOf(record)[0];
  if (pass === undefined || !record.faulted) return undefined;
  const roleOf = new Map(record.facts.steps.map(({ id, role }) => [id, role]));
  return record.all('step.started').find(({ seq, step }) => seq > pass.respond.startedSeq && roleOf.get(step) !== 'diagnose');
}

/** A fault that was to come with a step came, and had effect before the step's end; else the procedure was not put to that test. */
function withoutStrike(record: TrialRecord): Judged | undefined {
  const planned = record.facts.faults.filter(({ during }) => during !== undefined);
  const respond = passesOf(record)[0]?.respond;
  if (planned.length === 0 || respond === undefined) return undefined;
  const proofs = record.all('fault.effect').filter(({ when }) => when === 'during');
  const failed = proofs.find(({ held }) => !held);
  const lacking = planned.find(
    ({ name }) => proofs.filter(({ fault }) => fault === name).length < planned.filter(fault => fault.name === name).length,
  );
  const fault = failed === undefined ? lacking : planned.find(({ name }) => name === failed.fault);
  // A trial that something else ended is not this one's matter.
  if (fault === undefined || (failed === undefined && !respond.ended)) return undefined;
  return {
    reason: 'fault-ineffective',
    detail: `${fault.name}, during step ${fault.during ?? ''}: ${failed?.proof ?? 'it never came, for the step was not run'}`,
    at: fault.location,
  };
}

/** Names of faults may repeat: as many proofs must hold as there are faults of that name, and none may fail. */
function withoutProof(record: TrialRecord, when: 'effect' | 'respond', after: number, before: number): Judged | undefined {
  const proofs = record.all('fault.effect').filter(proof => proof.when === when && proof.seq > after && proof.seq < before);
  // Those that come with steps have rules of their own.
  const injected = record.all('fault.injected').filter(({ phase }) => phase === 'inject');
  const count = (all: readonly { readonly fault: string }[], name: string): number => all.filter(({ fault }) => fault === name).length;
  const failed = proofs.find(({ held }) => !held);
  const lacking = injected.find(({ fault }) => count(proofs, fault) < count(injected, fault));
  const name = failed?.fault ?? lacking?.fault;
  if (name === undefined) return undefined;
  const at = injected.find(({ fault }) => fault === name)?.location;
  return {
    reason: 'fault-ineffective',
    detail: `${name}: ${failed?.proof ?? (when === 'effect' ? 'never proven' : 'not proven again before the first acting step')}`,
    ...(at === undefined ? {} : { at }),
  };
}

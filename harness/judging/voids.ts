import type { Phase } from '../model/event.ts';
import type { Judged } from './judged.ts';
import { enough, runsOf } from './rounds.ts';
import type { TrialRecord } from './trial-record.ts';

type Rule = (record: TrialRecord) => Judged | undefined;

/** Hold-ups below this are noise of any machine, however short the phase. */
const harmlessMs = 300;
const watched: readonly Phase[] = ['baseline', 'symptom', 'respond', 'recovery', 'hold'];

/** Why a trial proves nothing, in the order in which it is looked for. */
export const voidRules: readonly Rule[] = [
  record => found(record.first('interrupted'), 'interrupted', ({ by }) => by),
  record => found(record.first('harness.failed'), 'harness-error', ({ message }) => message),
  record => {
    const event = record.first('unsupported');
    return event === undefined ? undefined : { reason: 'unsupported', detail: event.what, ...(event.location === undefined ? {} : { at: event.location }) };
  },
  tooSlow,
  record => {
    const event = record.all('prepared').find(({ held }) => !held);
    return event === undefined ? undefined : { reason: 'not-prepared', detail: `${event.what}: ${event.message}`, ...(event.location === undefined ? {} : { at: event.location }) };
  },
  baselineUnhealthy,
  alreadyThere,
  faultIneffective,
  noSymptom,
  record => {
    const event = record.first('deviated');
    return event === undefined ? undefined : withStep(record, event.step, { reason: 'deviated', detail: `step ${event.step} is left out: ${event.message}` });
  },
  record => {
    const event = record.first('incomplete');
    return event === undefined ? undefined : { reason: 'incomplete', detail: event.message, ...(event.location === undefined ? {} : { at: event.location }) };
  },
];

function found<E>(event: E | undefined, reason: Judged['reason'], detail: (event: E) => string): Judged | undefined {
  return event === undefined ? undefined : { reason, detail: detail(event) };
}

function tooSlow(record: TrialRecord): Judged | undefined {
  const slow = record.first('slow');
  if (slow !== undefined) return { reason: 'too-slow', detail: `${slow.what} for ${slow.heldUpMs} ms of ${slow.ofMs} ms` };
  for (const name of watched) {
    const span = record.phase(name);
    if (span === undefined) continue;
    const lateMs = record.all('round.late').filter(event => event.phase === name).reduce((sum, { byMs }) => sum + byMs, 0);
    const ofMs = span.endedMs - span.startedMs;
    if (lateMs > harmlessMs && lateMs > ofMs / 10) return { reason: 'too-slow', detail: `rounds were held up for ${lateMs} ms of ${Math.round(ofMs)} ms in ${name}` };
  }
  return undefined;
}

function baselineUnhealthy(record: TrialRecord): Judged | undefined {
  const span = record.phase('baseline');
  if (span === undefined) return undefined;
  const rounds = record.rounds.filter(({ phase }) => phase === 'baseline');
  const green = runsOf(rounds, round => round.steady && round.probes.every(probe => probe.of !== 'never' || probe.held)).at(-1);
  const isHealthy = span.held && green !== undefined && green.length >= enough && green.at(-1) === rounds.at(-1);
  return isHealthy ? undefined : { reason: 'baseline-unhealthy', detail: span.note || 'the system was not healthy three rounds in a row before anything was done' };
}

function alreadyThere(record: TrialRecord): Judged | undefined {
  if (!record.facts.planned || record.phase('baseline') === undefined) return undefined;
  const goals = record.rounds.findLast(({ phase }) => phase === 'baseline')?.probes.filter(({ of }) => of === 'goal') ?? [];
  const there = goals.find(({ held }) => held);
  if (there !== undefined) return { reason: 'already-there', detail: `"${there.name}" held before the procedure began` };
  return goals.length === 0 ? { reason: 'already-there', detail: 'no goal was asked before the procedure began' } : undefined;
}

function faultIneffective(record: TrialRecord): Judged | undefined {
  const blocked = record.all('not-clear-to-act').find(({ why }) => why === 'fault-ineffective');
  if (blocked !== undefined) return { reason: 'fault-ineffective', detail: `before the first acting step: ${blocked.message}` };
  for (const injected of record.all('fault.injected')) {
    const effects = record.all('fault.effect').filter(({ fault, when }) => fault === injected.fault && when === 'effect');
    const last = effects.at(-1);
    if (record.phase('effect') !== undefined && last?.held !== true) return { reason: 'fault-ineffective', detail: `${injected.fault}: ${last?.proof ?? 'never proven'}`, at: injected.location };
  }
  return undefined;
}

function noSymptom(record: TrialRecord): Judged | undefined {
  const blocked = record.all('not-clear-to-act').find(({ why }) => why === 'no-symptom');
  if (blocked !== undefined) return { reason: 'no-symptom', detail: blocked.message };
  const span = record.phase('symptom');
  if (span === undefined || !record.faulted) return undefined;
  return span.held && record.symptom !== undefined ? undefined : { reason: 'no-symptom', detail: span.note || 'the probes stayed green' };
}

/** Adds the step's own place in the runbook. */
export function withStep(record: TrialRecord, step: string, judged: Judged): Judged {
  const at = record.facts.steps.find(({ id }) => id === step)?.location;
  return at === undefined ? judged : { ...judged, at };
}

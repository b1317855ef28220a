import type { DrillEvent, EventOf, PlanFacts } from '../model/event.ts';
import { eventsOf } from './events-of.ts';

/** Where the time went, from the fault on; milliseconds, at machine pace. */
export interface RecoverySplit {
  /** Until probes had noticed it for certain. */
  readonly detectedMs: number;
  /** Until the first step that acts; absent where none ran. */
  readonly diagnosedMs?: number;
  /** Until the last step that acts had ended. */
  readonly repairedMs?: number;
  /** Until all steps had ended and service was there again; absent where it did not come back. */
  readonly verifiedMs?: number;
  /** For how long it was watched then. */
  readonly heldMs?: number;
}

/** Parts of a trial with a fault that was followed as written; undefined for any other. Each begins where the one before ends. */
export function recoverySplit(events: readonly DrillEvent[], facts: PlanFacts): RecoverySplit | undefined {
  const start = eventsOf(events, 'trial.started')[0];
  if (start?.trial !== 'as-written' || start.rehearsal !== undefined) return undefined;
  const injected = phaseOf(events, 'inject');
  const symptom = phaseOf(events, 'symptom');
  if (injected === undefined || symptom?.ended?.held !== true) return undefined;
  const acting = new Set(facts.steps.filter(({ role }) => role === 'act').map(({ id }) => id));
  const first = eventsOf(events, 'step.started').find(({ step }) => acting.has(step));
  const last = eventsOf(events, 'step.ended').findLast(({ step }) => acting.has(step));
  const detectedMs = symptom.ended.atMs - injected.startedMs;
  if (first === undefined || last === undefined) return { detectedMs };
  const parts = { detectedMs, diagnosedMs: first.atMs - symptom.ended.atMs, repairedMs: last.atMs - first.atMs };
  const recovery = phaseOf(events, 'recovery')?.ended;
  if (recovery?.held !== true) return parts;
  const hold = phaseOf(events, 'hold');
  return {
    ...parts,
    verifiedMs: recovery.atMs - last.atMs,
    ...(hold?.ended === undefined ? {} : { heldMs: hold.ended.atMs - hold.startedMs }),
  };
}

interface Span {
  readonly startedMs: number;
  readonly ended?: EventOf<'phase.ended'>;
}

function phaseOf(events: readonly DrillEvent[], phase: DrillEvent['phase']): Span | undefined {
  const started = eventsOf(events, 'phase.started').findLast(event => event.phase === phase);
  const ended = eventsOf(events, 'phase.ended').findLast(event => event.phase === phase);
  return started === undefined ? undefined : { startedMs: started.atMs, ...(ended === undefined ? {} : { ended }) };
}

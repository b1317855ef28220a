import type { RunningStack } from '../engines/engine.ts';
import type { ProbeResult } from '../model/event.ts';
import type { Answer } from '../model/operation.ts';
import { compare } from '../operations/compare.ts';
import type { PlannedProbe } from '../planning/plan.ts';
import { ask } from './ask.ts';

export interface AskProbeOptions {
  readonly stack: RunningStack;
  /** Time limit of a probe that names none. */
  readonly limitMs: number;
  /** Whether a `never` probe must be answered: before anything was harmed, one that cannot be asked watches nothing. */
  readonly neverMustAnswer: boolean;
  readonly signal: AbortSignal;
}

/** Asks one probe and compares the answer with what must hold. */
export async function askProbe(probe: PlannedProbe, { stack, limitMs, neverMustAnswer, signal }: AskProbeOptions): Promise<ProbeResult> {
  // Awaited no longer than the latency that is allowed: a later answer is red anyhow.
  const timeoutMs = probe.expect.withinMs ?? limitMs;
  const answer = await ask(probe.operation, probe.spec.settings, {
    stack,
    timeoutMs,
    signal,
    enough: seen => compare(seen, probe.expect).held,
  });
  const { held, message } = compare(answer, probe.expect);
  const result = { name: probe.name, of: probe.of, durationMs: Math.round(answer.durationMs) };
  // What `never` forbids must be seen to count as a breach: a database that is down shows nothing.
  if (!held && probe.of === 'never' && !neverMustAnswer && showsNothing(answer, probe))
    return { ...result, held: true, message: `could not be asked: ${message}` };
  return { ...result, held, message: held ? '' : message, ...(!held && isLate(answer, probe, timeoutMs) ? { late: true } : {}) };
}

function isLate(answer: Answer, { expect }: PlannedProbe, timeoutMs: number): boolean {
  return answer.durationMs >= timeoutMs && (!answer.answered || compare({ ...answer, durationMs: 0 }, expect).held);
}

function showsNothing(answer: Answer, { expect }: PlannedProbe): boolean {
  return (
    !answer.answered || answer.error !== undefined || (answer.status !== undefined && answer.status >= 500 && expect.status === undefined)
  );
}

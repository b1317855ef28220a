import type { RunningStack } from '../engines/engine.ts';
import type { ProbeResult } from '../model/event.ts';
import { compare } from '../operations/compare.ts';
import type { PlannedProbe } from '../planning/plan.ts';
import { ask } from './ask.ts';

/** Asks one probe and compares the answer with what must hold. */
export async function askProbe(probe: PlannedProbe, { stack, limitMs, signal }: { readonly stack: RunningStack; readonly limitMs: number; readonly signal: AbortSignal }): Promise<ProbeResult> {
  // Awaited no longer than the latency that is allowed: a later answer is red anyhow.
  const timeoutMs = probe.expect.withinMs ?? limitMs;
  const answer = await ask(probe.operation, probe.spec.settings, { stack, timeoutMs, signal });
  const { held, message } = compare(answer, probe.expect);
  return { name: probe.name, of: probe.of, held, message: held ? '' : message, durationMs: Math.round(answer.durationMs) };
}

import type { RunningStack } from '../engines/engine.ts';
import type { Service } from '../model/stack.ts';
import { HarnessError, messageOf } from '../support/harness-error.ts';

export interface Reach {
  /** Whether packets went there and back: a refusal is an answer, too. */
  readonly reached: boolean;
  readonly tookMs: number;
  /** `connects`, or what stood in the way. */
  readonly message: string;
}

/** Tries to connect from a service (or the bastion) to another one. */
export async function reach(
  stack: RunningStack,
  from: string | undefined,
  to: string,
  port: number,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Reach> {
  const began = performance.now();
  try {
    const stream = await stack.dial(to, port, { ...(from === undefined ? {} : { from }), timeoutMs, signal });
    const tookMs = performance.now() - began;
    stream.on('error', () => {}).destroy();
    return { reached: true, tookMs, message: 'connects' };
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof HarnessError) throw thrown;
    const code = (thrown as NodeJS.ErrnoException).code;
    return { reached: code === 'ECONNREFUSED', tookMs: performance.now() - began, message: code ?? messageOf(thrown) };
  }
}

/** A port on which a service probably listens. */
export function portOf(service: Service | undefined): number | undefined {
  const usual = service?.run?.command.startsWith('postgres') ? 5432 : service?.run?.command.startsWith('redis') ? 6379 : undefined;
  return service?.ports[0]?.target ?? service?.expose[0] ?? usual;
}

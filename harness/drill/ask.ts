import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningStack } from '../engines/engine.ts';
import type { Answer } from '../model/operation.ts';
import type { OperationDefinition } from '../operations/operation.ts';

/** How long an operation may overrun its own time limit before we stop waiting for it. */
const graceMs = 1_000;

/**
 * Asks, and never waits longer than the time limit, whatever the operation does. An operation that throws could not be asked:
 * that is the harness's trouble, and the error goes on to the caller.
 */
export async function ask(
  operation: OperationDefinition,
  settings: unknown,
  {
    stack,
    timeoutMs,
    signal,
    role,
    enough,
  }: {
    readonly stack: RunningStack;
    readonly timeoutMs: number;
    readonly signal: AbortSignal;
    readonly role?: string;
    readonly enough?: (answer: Answer) => boolean;
  },
): Promise<Answer> {
  const over = new AbortController();
  let began = (): void => undefined;
  const begun = new Promise<void>(resolve => (began = resolve));
  if (operation.opens === undefined) began();
  const asked = operation.ask(settings, {
    stack,
    timeoutMs,
    signal: AbortSignal.any([signal, over.signal]),
    began,
    ...(role === undefined ? {} : { role }),
    ...(enough === undefined ? {} : { enough }),
  });
  const limit = begun
    .then(() => sleep(timeoutMs + graceMs, undefined, { signal: over.signal }))
    .then(
      (): Answer => ({ answered: false, text: '', error: `no answer within ${timeoutMs} ms`, durationMs: timeoutMs }),
      () => new Promise<never>(() => undefined),
    );
  try {
    return await Promise.race([asked, limit]);
  } finally {
    over.abort();
    asked.catch(() => undefined);
  }
}

import type { Answer } from '../model/operation.ts';
import { HarnessError, Unsupported, messageOf } from '../support/harness-error.ts';

/**
 * The answer of something that gave none. What is our own trouble is no answer of the stack: a sandbox
 * that is lost must not look like a service that is down.
 * @throws {HarnessError | Unsupported} the very one that it was given.
 */
export function noAnswer(thrown: unknown, began: number): Answer {
  if (thrown instanceof HarnessError || thrown instanceof Unsupported) throw thrown;
  const code = (thrown as NodeJS.ErrnoException | undefined)?.code;
  const message = messageOf(thrown).split('\n')[0] ?? '';
  return {
    answered: false,
    text: '',
    error: code === undefined || message.includes(code) ? message : `${code} ${message}`,
    durationMs: performance.now() - began,
  };
}

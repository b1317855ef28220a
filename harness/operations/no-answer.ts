import type { Answer } from '../model/operation.ts';
import { messageOf } from '../support/harness-error.ts';

/** The answer of something that gave none. */
export function noAnswer(thrown: unknown, began: number): Answer {
  const code = (thrown as NodeJS.ErrnoException | undefined)?.code;
  const message = messageOf(thrown).split('\n')[0] ?? '';
  return { answered: false, text: '', error: code === undefined || message.includes(code) ? message : `${code} ${message}`, durationMs: performance.now() - began };
}

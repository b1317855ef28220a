import type { Answer } from '../model/operation.ts';
import { messageOf } from '../support/harness-error.ts';
import { deadline } from './deadline.ts';
import { unknownService } from './known-service.ts';
import { noAnswer } from './no-answer.ts';
import { defineOperation, type OperationContext } from './operation.ts';
import { openRedis } from './redis-session.ts';
import { redisSettings, type RedisSettings } from './settings/redis.ts';

/** One command to a Redis service, over a connection of its own. */
export const redis = defineOperation<RedisSettings>({ kind: 'redis', settings: redisSettings as never, check: ({ service }, stack) => unknownService(service, stack), ask });

async function ask({ service, command }: RedisSettings, { stack, timeoutMs, signal }: OperationContext): Promise<Answer> {
  const began = performance.now();
  const limit = deadline(timeoutMs, signal);
  try {
    const late = new Promise<never>((_, reject) => limit.signal.addEventListener('abort', () => reject(limit.signal.reason as Error), { once: true }));
    late.catch(() => {});
    const opening = openRedis(stack, service, { timeoutMs, signal: limit.signal });
    opening.catch(() => {});
    const client = await Promise.race([opening, late]);
    try {
      const [name = '', ...words] = command;
      const reply = await Promise.race([client.call(name, ...words), late]);
      const text = Array.isArray(reply) ? reply.map(String).join('\n') : reply === null ? '' : String(reply);
      const number = text === '' ? Number.NaN : Number(text);
      return { answered: true, text, ...(Number.isNaN(number) ? {} : { number }), ...(Array.isArray(reply) ? { rows: reply.map(value => ({ value: String(value) })) } : {}), durationMs: performance.now() - began };
    } finally {
      client.disconnect();
    }
  } catch (thrown) {
    // An error reply is the server's own answer.
    if ((thrown as Error).name === 'ReplyError') return { answered: true, text: '', error: messageOf(thrown), durationMs: performance.now() - began };
    return noAnswer(limit.signal.aborted ? limit.signal.reason : thrown, began);
  } finally {
    limit.release();
  }
}

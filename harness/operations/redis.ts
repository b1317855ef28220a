import type { Answer } from '../model/operation.ts';
import { messageOf } from '../support/harness-error.ts';
import { deadline } from './deadline.ts';
import { unknownService } from './known-service.ts';
import { noAnswer } from './no-answer.ts';
import { defineOperation, type OperationContext } from './operation.ts';
import { withRedis } from './redis-session.ts';
import { redisSettings, type RedisSettings } from './settings/redis.ts';

/** One command to a Redis service, over a connection of its own. */
export const redis = defineOperation<RedisSettings>({
  kind: 'redis',
  about: 'A Redis command. Its answer has `text` and, where it is one, `number`.',
  example: { service: 'redis', command: 'llen jobs' },
  settings: redisSettings as never,
  check: ({ service }, stack) => unknownService(service, stack),
  ask,
});

async function ask(
  { service, command: [name = '', ...words] }: RedisSettings,
  { stack, timeoutMs, signal }: OperationContext,
): Promise<Answer> {
  const began = performance.now();
  const limit = deadline(timeoutMs, signal);
  try {
    const reply = await withRedis(stack, service, { timeoutMs, signal: limit.signal }, client => client.call(name, ...words));
    const text = Array.isArray(reply) ? reply.map(String).join('\n') : reply === null ? '' : String(reply);
    const number = text === '' ? Number.NaN : Number(text);
    return {
      answered: true,
      text,
      ...(Number.isNaN(number) ? {} : { number }),
      ...(Array.isArray(reply) ? { rows: reply.map(value => ({ value: String(value) })) } : {}),
      durationMs: performance.now() - began,
    };
  } catch (thrown) {
    // An error reply is the server's own answer.
    if ((thrown as Error).name === 'ReplyError')
      return { answered: true, text: '', error: messageOf(thrown), durationMs: performance.now() - began };
    return noAnswer(limit.signal.aborted ? limit.signal.reason : thrown, began);
  } finally {
    limit.release();
  }
}

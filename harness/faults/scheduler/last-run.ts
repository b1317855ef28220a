import { z } from 'zod';
import type { RunningStack } from '../../engines/engine.ts';
import type { Stack } from '../../model/stack.ts';
import { operations } from '../../operations/index.ts';
import { commandSettings, type CommandSettings } from '../../operations/settings/command.ts';
import { redisSettings, type RedisSettings } from '../../operations/settings/redis.ts';
import { sqlSettings, type SqlSettings } from '../../operations/settings/sql.ts';

/** A question whose answer is another one after each run of a job that succeeded. */
export interface LastRun {
  readonly sql?: SqlSettings | undefined;
  readonly redis?: RedisSettings | undefined;
  readonly command?: CommandSettings | undefined;
}

export const lastRunSettings = z
  .strictObject({
    sql: sqlSettings.optional().describe('A query, such as `select max(finished_at) from runs`'),
    redis: redisSettings.optional().describe('A command, such as `get last-run`'),
    command: commandSettings.optional().describe('A line for bash, such as `stat -c %Y /backup/latest`'),
  })
  .refine(one => Object.values(one).filter(value => value !== undefined).length === 1, {
    error: 'expected one of `sql`, `redis`, `command`',
  }) as unknown as z.ZodType<LastRun>;

export function checkLastRun(lastRun: LastRun, stack: Stack): readonly string[] {
  const [kind, settings] = asked(lastRun);
  // Paths of files are told by where a scenario's own operations stand.
  if (lastRun.sql?.file !== undefined) return ['unexpected `file` in `lastRun`, expected the `query` itself'];
  return operations.find(kind)?.check?.(settings, stack) ?? [];
}

/** Its answer now, as text. Throws when there is none. */
export async function askLastRun(lastRun: LastRun, stack: RunningStack, timeoutMs: number, signal: AbortSignal): Promise<string> {
  const [kind, settings] = asked(lastRun);
  const answer = await operations.find(kind)?.ask(settings, { stack, timeoutMs, signal, role: 'operator' });
  if (answer?.answered !== true || answer.error !== undefined || (answer.exit ?? 0) !== 0)
    throw new Error(answer?.error ?? `\`lastRun\` ended with status ${answer?.exit ?? '?'}: ${answer?.text.trim().split('\n')[0] ?? ''}`);
  return answer.text.trim();
}

function asked(lastRun: LastRun): readonly [kind: string, settings: unknown] {
  const [found] = Object.entries(lastRun).filter(([, value]) => value !== undefined);
  if (found === undefined) throw new Error('unexpected lack of a question, expected one of sql, redis, command');
  return found;
}

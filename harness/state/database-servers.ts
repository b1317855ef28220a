import type { RunningStack } from '../engines/engine.ts';
import type { Service } from '../model/stack.ts';
import { ownerOf } from '../operations/database-of.ts';
import { withRedis, type RedisSession } from '../operations/redis-session.ts';
import { withSession, type SqlSession } from '../operations/sql-session.ts';
import { messageOf } from '../support/harness-error.ts';
import type { LookOptions, Seen } from './aspect.ts';

/** What the sessions that look are called, so that they are not taken for others'. */
export const ownSessions = 'drillbook';

/** Whether its files are a database's own. */
export function isDatabaseServer(service: Service): boolean {
  return runs('postgres', service) || runs('redis', service);
}

function runs(kind: 'postgres' | 'redis', { image = '', run }: Service): boolean {
  return run?.command.split(' ')[0] === kind || new RegExp(`(?:^|/)${kind}(?::|$)`).test(image);
}

/** Asks each Redis server. */
export async function ofEachRedis(
  stack: RunningStack,
  { things, unseen }: Seen,
  options: LookOptions,
  look: (client: RedisSession) => Promise<ReadonlyMap<string, string>>,
): Promise<void> {
  for (const { name } of stack.spec.services.filter(one => runs('redis', one))) {
    try {
      for (const [thing, value] of await withRedis(stack, name, options, look)) things.set(`${name}: ${thing}`, value);
    } catch (thrown) {
      unseen.set(name, messageOf(thrown));
    }
  }
}

/** Asks each PostgreSQL server, as the role that owns it, in the database that its image made. */
export async function ofEachDatabase(
  stack: RunningStack,
  { things, unseen }: Seen,
  { timeoutMs, signal }: LookOptions,
  look: (session: SqlSession) => Promise<ReadonlyMap<string, string>>,
): Promise<void> {
  for (const service of stack.spec.services.filter(one => runs('postgres', one))) {
    try {
      const target = { service: service.name, role: ownerOf(service), applicationName: ownSessions };
      const found = await withSession(stack, { ...target, timeoutMs, signal }, look);
      for (const [thing, value] of found) things.set(`${service.name}: ${thing}`, value);
    } catch (thrown) {
      unseen.set(service.name, messageOf(thrown));
    }
  }
}

/** Two columns, `thing` and `value`, as a map. */
export async function pairsOf(session: SqlSession, query: string): Promise<ReadonlyMap<string, string>> {
  const { rows } = await session.query<{ readonly thing: string; readonly value: string | null }>(query);
  return new Map(rows.map(({ thing, value }) => [thing, value ?? '']));
}

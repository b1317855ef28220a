import type { RedisSession } from '../../operations/redis-session.ts';

/** Who is logged in to a Redis server, and how often somebody has logged in. */
export interface Logins {
  /** Number of the connection that looked; a server numbers them in order, and anew after a restart. */
  readonly own: number;
  readonly clients: readonly { readonly id: number; readonly command: string }[];
  /** Logins that succeeded; undefined where the server does not tell them from those that failed (before Redis 6.2). */
  readonly logins: number | undefined;
  /** How often each command was carried out; one that was refused for lack of a login does not count. */
  readonly calls: ReadonlyMap<string, number>;
}

const loggingIn = ['auth', 'hello'];

export async function lookAtLogins(client: RedisSession): Promise<Logins> {
  const own = Number(await client.client('ID'));
  const list = String(await client.client('LIST'));
  const stats = String(await client.call('INFO', 'commandstats'));
  const calls = new Map<string, number>();
  let logins: number | undefined = /failed_calls=/.test(stats) ? 0 : undefined;
  for (const [, name = '', count = '', rest = ''] of stats.matchAll(/^cmdstat_(\S+?):calls=(\d+)(.*)$/gm)) {
    calls.set(name, Number(count));
    if (logins !== undefined && loggingIn.includes(name)) logins += Number(count) - Number(/failed_calls=(\d+)/.exec(rest)?.[1] ?? 0);
  }
  return {
    own,
    logins,
    calls,
    clients: list.split('\n').flatMap(line => {
      const [id, command] = [/\bid=(\d+)/.exec(line)?.[1], /\bcmd=(\S+)/.exec(line)?.[1]];
      return id === undefined || command === undefined ? [] : [{ id: Number(id), command }];
    }),
  };
}

/**
 * How many of the clients that are connected now came after the first look and have been let in. A server does not say it of a client: one
 * that was refused stays connected, too. So somebody must have logged in beside ourselves, and what the client asked last been carried out.
 */
export function newerUsers(first: Logins, now: Logins, ownLogins: number): number {
  if (first.logins !== undefined && now.logins !== undefined && now.logins - first.logins <= ownLogins) return 0;
  const isCarriedOut = (command: string): boolean => (now.calls.get(command) ?? 0) > (first.calls.get(command) ?? 0);
  return now.clients.filter(({ id, command }) => id > first.own && id !== now.own && !loggingIn.includes(command) && isCarriedOut(command))
    .length;
}

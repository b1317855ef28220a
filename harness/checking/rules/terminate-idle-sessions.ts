import type { Report, Rule } from '../rule.ts';

/**
 * Sessions are ended because they are idle.
 *
 * An idle session of a pool waits for work and costs little; the pool opens the next one at once, or hands out one that is dead. What holds
 * connections and locks is `idle in transaction`, which `state = 'idle'` leaves alone.
 *
 * Where a pool is known to leak, it frees connections for some minutes: then say so, and restart the program that leaks.
 *
 * @example Only idle
 * ````markdown
 * ```sql
 * SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 * WHERE datname = 'tickets' AND state = 'idle' AND state_change < now() - interval '5 minutes';
 * ```
 * ````
 * 3:39-3:45 unexpected end of sessions that are `idle`, expected those that are `idle in transaction`: they hold locks and connections
 *
 * @example In a transaction
 * ````markdown
 * ```sql
 * SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 * WHERE datname = 'tickets' AND state = 'idle in transaction';
 * ```
 * ````
 * none
 *
 * @example Only a look
 * ````markdown
 * ```sql
 * SELECT count(*) FROM pg_stat_activity WHERE state = 'idle';
 * ```
 * ````
 * none
 */
export const terminateIdleSessions: Rule = {
  kind: 'terminate-idle-sessions',
  preset: 'all',
  *check({ sqls }): Iterable<Report> {
    for (const { statements, locate } of sqls)
      for (const { text, from } of statements) {
        const match = /\bstate\s*=\s*('idle')/i.exec(text);
        if (match === null || !/\bpg_terminate_backend\b/i.test(text) || /idle in transaction/i.test(text)) continue;
        const at = from + match.index + match[0].length - (match[1]?.length ?? 0);
        yield {
          message:
            'unexpected end of sessions that are `idle`, expected those that are `idle in transaction`: they hold locks and connections',
          location: locate(at, at + (match[1]?.length ?? 0)),
        };
      }
  },
};

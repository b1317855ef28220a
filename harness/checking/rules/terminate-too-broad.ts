import { bareSql } from '../sql-facts/bare-sql.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * `pg_terminate_backend` ends sessions of every database and role.
 *
 * `pg_stat_activity` shows the whole server: the neighbour's pool, the replication, the backup that has run for five hours, the colleague
 * who looks at the incident. A state and an age do not tell whose session it is.
 *
 * What is `idle in transaction` holds locks whoever it is, and may be ended. Where the server has one database and one user, say it all the
 * same: `datname = current_database()`, `usename = current_user`.
 *
 * @example Whoever is idle
 * ````markdown
 * ```sql
 * SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 * WHERE state = 'idle' AND now() - state_change > interval '10 minutes';
 * ```
 * ````
 * 2:8-2:33 unexpected end of sessions of every database and role, expected those that are meant: by `datname`, `usename` or `application_name`
 *
 * @example Everybody else
 * ````markdown
 * ```bash
 * psql -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
 * ```
 * ````
 * 2:17-2:42 unexpected end of sessions of every database and role, expected those that are meant: by `datname`, `usename` or `application_name`
 *
 * @example Whose sessions, and which one
 * ````markdown
 * ```sql
 * SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 * WHERE datname = 'tickets' AND usename = 'web' AND state = 'idle in transaction';
 *
 * SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = 4711;
 *
 * SELECT pg_terminate_backend(4711);
 * ```
 * ````
 * none
 *
 * @example Who blocks whom
 * ````markdown
 * ```sql
 * SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 * WHERE pid = ANY (SELECT unnest(pg_blocking_pids(4711)));
 * ```
 * ````
 * none
 */
export const terminateTooBroad: Rule = {
  kind: 'terminate-too-broad',
  preset: 'default',
  *check({ sqls }): Iterable<Report> {
    for (const { statements, locate } of sqls)
      for (const { text, from } of statements) {
        const bare = bareSql(text);
        const call = /\bpg_terminate_backend\s*\(\s*(?:\w+\.)?(?:pid|procpid)\s*\)/i.exec(bare);
        if (call === null || !/\bpg_stat_activity\b/i.test(bare) || selects.test(bare) || /'idle in transaction/i.test(text)) continue;
        yield {
          message:
            'unexpected end of sessions of every database and role, expected those that are meant: by `datname`, `usename` or `application_name`',
          location: locate(from + call.index, from + call.index + call[0].length),
          hint: 'Look first, with the same WHERE: SELECT pid, usename, application_name, state, query …; add datname = current_database().',
        };
      }
  },
};

/** What tells whose session it is. */
const selects =
  /\b(?:datname|datid|usename|usesysid|application_name|client_addr|client_hostname|pg_blocking_pids|pg_locks|backend_xid|backend_xmin|wait_event)\b|\bquery\s*(?:=|~|!?i?like|ilike|not)|\bpid\s*(?:=|in\b)|\bjoin\b/i;

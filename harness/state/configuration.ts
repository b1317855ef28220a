import { withRedis } from '../operations/redis-session.ts';
import { messageOf } from '../support/harness-error.ts';
import type { Aspect } from './aspect.ts';
import { ofEachDatabase, pairsOf, redisServers } from './database-servers.ts';

/** What is in force, what `alter system` has written, and what is stored for roles and databases and comes with the next session. */
const query = `
select 'setting ' || name as thing, setting as value
from pg_settings where context <> 'internal' and source not in ('session', 'client')
union all
select 'written setting ' || name, string_agg(setting, ', ' order by seqno) from pg_file_settings where sourcefile like '%postgresql.auto.conf' group by name
union all
select 'stored setting of ' || coalesce(r.rolname, 'all roles') || ' in ' || coalesce(d.datname, 'all databases'), array_to_string(s.setconfig, ', ')
from pg_db_role_setting s left join pg_roles r on r.oid = s.setrole left join pg_database d on d.oid = s.setdatabase`;

/** What servers are told to do: PostgreSQL's settings, Redis' parameters. */
export const configuration: Aspect = {
  name: 'configuration',
  async look(stack, seen, options) {
    await ofEachDatabase(stack, seen, options, session => pairsOf(session, query));
    for (const service of redisServers(stack)) {
      try {
        const pairs = await withRedis(stack, service, options, client => client.config('GET', '*'));
        const words = pairs as readonly string[];
        for (let at = 0; at + 1 < words.length; at += 2) seen.things.set(`${service}: parameter ${words[at] ?? ''}`, words[at + 1] ?? '');
      } catch (thrown) {
        seen.unseen.set(service, messageOf(thrown));
      }
    }
  },
};

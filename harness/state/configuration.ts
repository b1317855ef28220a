import type { RedisSession } from '../operations/redis-session.ts';
import type { Aspect } from './aspect.ts';
import { ofEachDatabase, pairsOf, ofEachRedis } from './database-servers.ts';

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
    await ofEachRedis(stack, seen, options, parametersOf);
  },
};

async function parametersOf(client: RedisSession): Promise<ReadonlyMap<string, string>> {
  const words = (await client.config('GET', '*')) as readonly string[];
  const names = words.filter((_, at) => at % 2 === 0);
  return new Map(names.map((name, at) => [`parameter ${name}`, words[2 * at + 1] ?? '']));
}

import type { RedisSession } from '../operations/redis-session.ts';
import type { Aspect } from './aspect.ts';
import { ofEachDatabase, pairsOf, ofEachRedis } from './database-servers.ts';

/** Exact, as the planner's estimate is not; `query_to_xml` lets one query count tables that it finds only then. */
const counts = `
select 'table ' || table_schema || '.' || table_name as thing,
  (xpath('/row/count/text()', query_to_xml(format('select count(*) as count from %I.%I', table_schema, table_name), false, true, '')))[1]::text || ' rows' as value
from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`;

/** More keys than this are not named. */
const mostKeys = 2_000;
/** A queue that is empty has no key: that they come and go says nothing. */
const queues = new Set(['list', 'stream', 'zset']);

/** How much data there is: rows of each table, and the keys of each Redis but its queues. */
export const rows: Aspect = {
  name: 'rows',
  async look(stack, seen, options) {
    await ofEachDatabase(stack, seen, options, session => pairsOf(session, counts));
    await ofEachRedis(stack, seen, options, keysOf);
  },
};

async function keysOf(client: RedisSession): Promise<ReadonlyMap<string, string>> {
  const size = await client.dbsize();
  if (size > mostKeys) throw new Error(`it has ${size} keys, more than ${mostKeys}`);
  const keys = await client.keys('*');
  const types = await Promise.all(keys.map(async key => [key, await client.type(key)] as const));
  return new Map(types.filter(([, type]) => !queues.has(type) && type !== 'none').map(([key, type]) => [`key ${key}`, type]));
}

import type { Aspect } from './aspect.ts';
import { ofEachDatabase, ownSessions, pairsOf } from './database-servers.ts';

/** Open sessions of programs, by the name that they give themselves: which ones, so that ended and opened again is a change. */
const query = `
select 'sessions of ' || usename || coalesce(' (' || nullif(application_name, '') || ')', '') as thing,
  count(*) || ' open: ' || string_agg(pid::text || '@' || extract(epoch from backend_start)::bigint, ' ' order by pid) as value
from pg_stat_activity where backend_type = 'client backend' and application_name <> '${ownSessions}' group by usename, application_name`;

export const sessions: Aspect = {
  name: 'sessions',
  look: (stack, seen, options) => ofEachDatabase(stack, seen, options, session => pairsOf(session, query)),
};

import type { Aspect } from './aspect.ts';
import { ofEachDatabase, pairsOf } from './database-servers.ts';

const own = `n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'`;

/** Tables with their columns, indexes with their definition and state, constraints, and who may do what. */
const query = `
select 'table ' || n.nspname || '.' || c.relname as thing,
  string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end, ', ' order by a.attnum)
    || coalesce(' granted ' || c.relacl::text, '') as value
from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind in ('r', 'p', 'v', 'm') and ${own} group by n.nspname, c.relname, c.relacl::text
union all
select 'index ' || n.nspname || '.' || c.relname, pg_get_indexdef(i.indexrelid) || case when i.indisvalid then '' else ' (invalid)' end
from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace where ${own}
union all
select 'constraint ' || n.nspname || '.' || t.relname || '.' || c.conname, pg_get_constraintdef(c.oid)
from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_namespace n on n.oid = t.relnamespace where ${own}
union all
select 'role ' || rolname, concat_ws(' ', case when rolcanlogin then 'login' end, case when rolsuper then 'superuser' end, 'limit ' || rolconnlimit)
from pg_roles where rolname !~ '^pg_'`;

/** How the data is kept: tables, indexes, constraints, roles. */
export const schema: Aspect = {
  name: 'schema',
  look: (stack, seen, options) => ofEachDatabase(stack, seen, options, session => pairsOf(session, query)),
};

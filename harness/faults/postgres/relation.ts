import { z } from 'zod';
import type { SqlSession } from '../../operations/sql-session.ts';
import { HarnessError } from '../../support/harness-error.ts';
import { nearest } from '../../support/nearest.ts';

/** A table, an index or a sequence, as the server knows it. */
export interface Relation {
  readonly oid: string;
  /** With its schema, quoted where that is needed. */
  readonly name: string;
  readonly schema: string;
  /** Its bare name, unquoted. */
  readonly bare: string;
}

const part = String.raw`(?:[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|"(?:[^"\u0000]|"")+")`;
const identifier = new RegExp(`^${part}(?:\\.${part})?$`);
const kinds = { table: ['r', 'p'], index: ['i', 'I'], sequence: ['S'] } as const;
type Kind = keyof typeof kinds;

/** Name of a table, an index or a sequence, also with its schema; quoted as SQL wants it, or plain. */
export function relationName(kind: Kind): z.ZodType<string> {
  return z
    .string()
    .regex(identifier, `expected the name of ${kind === 'index' ? 'an' : 'a'} ${kind}, such as orders, shop.orders or "Order"`);
}

/** Name of a column, quoted or plain; as the catalog has it. */
export const columnName = z
  .string()
  .regex(new RegExp(`^${part}$`), 'expected the name of a column, such as text or "createdAt"')
  .transform(name => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name));

/**
 * Finds a relation by the search path of the session's role. Names with capitals are found without quotes, too.
 * @throws {HarnessError} with the nearest name that is there.
 */
export async function findRelation(session: SqlSession, service: string, kind: Kind, name: string): Promise<Relation> {
  const { rows } = await session.query<Relation>(
    `select c.oid::text as oid, format('%I.%I', n.nspname, c.relname) as name, n.nspname as schema, c.relname as bare
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = any ($2) and (c.oid = to_regclass($1) or to_regclass($1) is null
       and (c.relname = $1 and pg_table_is_visible(c.oid) or n.nspname || '.' || c.relname = $1))
     limit 1`,
    [name, kinds[kind]],
  );
  const [found] = rows;
  if (found !== undefined) return found;
  const others = await session.query<{ name: string }>(
    `select quote_ident(relname) as name from pg_class where relkind = any ($1) and pg_table_is_visible(oid)
     and relnamespace <> all (array['pg_catalog'::regnamespace, 'information_schema'::regnamespace]) order by 1 limit 1000`,
    [kinds[kind]],
  );
  const names = others.rows.map(row => row.name);
  const close = nearest(name, names);
  throw new HarnessError(
    'fault-not-injected',
    `unexpected ${kind} ${name} of ${service}, expected one that exists${close === undefined ? '' : `; did you mean ${close}?`}`,
    names.length === 0
      ? `The app's role sees no ${kind} in its search path; name it with its schema, and say which database.`
      : `The app's role sees ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', …' : ''}.`,
  );
}

/** Quotes a name for SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Quotes a text for SQL. */
export function literal(text: string): string {
  return `${text.includes('\\') ? ' E' : ''}'${text.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
}

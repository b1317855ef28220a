import type { Table } from '../../model/stack-contents.ts';
import { parseSql } from '../sql/parse-sql.ts';

/** Extensions that bring functions and types, and views by names of PostgreSQL's own at most. */
const withoutTables =
  /^(?:pg_(?!partman|pathman)\w+|pgcrypto|uuid-ossp|citext|btree_gi[ns]t?|hstore|ltree|unaccent|intarray|tablefunc|fuzzystrmatch|pgstattuple|pageinspect|amcheck|vector|plpgsql|earthdistance|cube|isn|lo|seg|dblink|postgres_fdw|file_fdw|moddatetime|bloom)$/;

type Fields = Readonly<Record<string, unknown>>;

/** The tables and views that an SQL file for PostgreSQL makes; undefined where it may make others as well. */
export function postgresqlTables(text: string): readonly Table[] | undefined {
  // Other files, and statements that a query makes.
  if (/^\s*\\i|\\gexec\b/m.test(text)) return undefined;
  const parsed = parseSql(text);
  if (parsed === undefined || parsed.error !== undefined) return undefined;
  const tables: Table[] = [];
  for (const { type, fields } of parsed.statements) {
    if (!madeBy(type, fields, tables)) return undefined;
  }
  return tables;
}

/** Adds what a statement makes; false where nobody knows. */
function madeBy(type: string, fields: Fields, tables: Table[]): boolean {
  const add = (relation: unknown, columns?: readonly string[]): void => {
    const { relname, schemaname } = (relation ?? {}) as { readonly relname?: string; readonly schemaname?: string };
    if (relname === undefined) return;
    tables.push({
      name: relname,
      ...(schemaname === undefined ? {} : { schema: schemaname }),
      ...(columns === undefined ? {} : { columns }),
    });
  };
  switch (type) {
    case 'CreateStmt':
      add(fields['relation'], columnsOf(fields, tables));
      return true;
    case 'CreateForeignTableStmt':
      add((fields['base'] as Fields | undefined)?.['relation']);
      return true;
    case 'ViewStmt':
      add(fields['view']);
      return true;
    case 'CreateTableAsStmt':
      add((fields['into'] as Fields | undefined)?.['rel']);
      return true;
    case 'SelectStmt':
      add((fields['intoClause'] as Fields | undefined)?.['rel']);
      return true;
    case 'AlterTableStmt':
      add(fields['relation'], addedColumns(fields));
      return true;
    case 'RenameStmt':
      // Old and new names count; a table's columns are then known by neither.
      add(fields['relation']);
      if (fields['renameType'] !== 'OBJECT_COLUMN') add({ ...(fields['relation'] as Fields | undefined), relname: fields['newname'] });
      return true;
    case 'CreateExtensionStmt':
      return withoutTables.test(String(fields['extname']));
    case 'DoStmt':
    case 'CreateFunctionStmt':
      // What they carry out is not read.
      return !/\bcreate\b|\bexecute\b|\balter\s+table\b|\brename\b/i.test(JSON.stringify(fields['options'] ?? fields['args'] ?? ''));
    case 'ImportForeignSchemaStmt':
      return false;
    default:
      return true;
  }
}

/** Undefined where they come from elsewhere and are not known. */
function columnsOf(fields: Fields, tables: readonly Table[]): readonly string[] | undefined {
  if (fields['ofTypename'] !== undefined) return undefined;
  const columns: string[] = [];
  const inherit = (relation: unknown): boolean => {
    const from = tables.filter(({ name }) => name === (relation as Fields | undefined)?.['relname']);
    for (const table of from) columns.push(...(table.columns ?? []));
    return from.length > 0 && from.every(table => table.columns !== undefined);
  };
  for (const element of list(fields['tableElts'])) {
    const { ColumnDef: column, TableLikeClause: like } = element;
    if (column !== undefined) columns.push(String((column as Fields)['colname']));
    else if (like !== undefined && !inherit((like as Fields)['relation'])) return undefined;
  }
  for (const { RangeVar: parent } of list(fields['inhRelations'])) if (!inherit(parent)) return undefined;
  return columns;
}

function addedColumns(fields: Fields): readonly string[] {
  return list(fields['cmds']).flatMap(({ AlterTableCmd: command }) => {
    const column = ((command as Fields | undefined)?.['def'] as { readonly ColumnDef?: Fields } | undefined)?.ColumnDef;
    return column?.['colname'] === undefined ? [] : [String(column['colname'])];
  });
}

function list(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? (value as Readonly<Record<string, unknown>>[]) : [];
}

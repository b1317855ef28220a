import type { SqlNode } from '../../reading/sql/parse-sql.ts';

/** A table that a statement names. */
export interface TableName {
  readonly name: string;
  readonly schema?: string;
  /** Of the grammar's bytes. */
  readonly at: number;
}

/** A column that a statement names. */
export interface ColumnName {
  readonly name: string;
  readonly at: number;
  /** Before it: an alias or a table. */
  readonly qualifier?: string;
  /** The tables that it can be of, and no other. */
  readonly of: readonly TableName[];
}

export interface NamesInStatement {
  readonly tables: readonly TableName[];
  /** Those of which it is known whose they can be. */
  readonly columns: readonly ColumnName[];
}

/** What a query reads from; without a table where its columns are made by the statement itself. */
interface Relation {
  readonly alias: string;
  readonly table?: TableName;
  /** Found by its alias alone, as `excluded` is. */
  readonly hidden?: boolean;
}

type Fields = Readonly<Record<string, unknown>>;
type Scopes = readonly (readonly Relation[])[];

interface Reading {
  readonly tables: TableName[];
  readonly columns: ColumnName[];
  /** Names that the statement makes: what it selects `as`, and its common tables. */
  readonly made: ReadonlySet<string>;
  readonly commonTables: ReadonlySet<string>;
}

/** The tables and columns that a statement names and does not make. */
export function namesInStatement(statement: SqlNode): NamesInStatement {
  const made = new Set<string>();
  const commonTables = new Set<string>();
  collectMade(statement.fields, made, commonTables);
  const reading: Reading = { tables: [], columns: [], made, commonTables };
  statementOf(statement.type, statement.fields, [], reading);
  return { tables: reading.tables, columns: reading.columns };
}

function collectMade(value: unknown, made: Set<string>, commonTables: Set<string>): void {
  if (Array.isArray(value)) for (const one of value) collectMade(one, made, commonTables);
  else if (typeof value === 'object' && value !== null) {
    const { ctename, aliasname, ResTarget: target } = value as Fields;
    if (typeof ctename === 'string') commonTables.add(ctename);
    if (typeof aliasname === 'string') made.add(aliasname);
    const { name, val } = (target ?? {}) as Fields;
    if (typeof name === 'string' && val !== undefined) made.add(name);
    for (const one of Object.values(value)) collectMade(one, made, commonTables);
  }
}

function statementOf(type: string, fields: Fields, scopes: Scopes, reading: Reading): void {
  const inner = (value: unknown, relations: readonly Relation[] = []): void => visit(value, [relations, ...scopes], reading);
  const target = (): readonly Relation[] => relationsOf({ RangeVar: fields['relation'] }, reading);
  switch (type) {
    case 'SelectStmt':
      return selectOf(fields, scopes, reading);
    case 'InsertStmt': {
      const own = target();
      targetsOf(fields['cols'], own, reading);
      for (const key of ['withClause', 'selectStmt']) inner(fields[key]);
      const conflict = fields['onConflictClause'] as Fields | undefined;
      targetsOf(conflict?.['targetList'], own, reading);
      inner(conflict, [...own, { alias: 'excluded', hidden: true }]);
      return inner(fields['returningClause'], own);
    }
    case 'UpdateStmt':
    case 'DeleteStmt': {
      const own = target();
      if (type === 'UpdateStmt') targetsOf(fields['targetList'], own, reading);
      const others = list(fields['fromClause'] ?? fields['usingClause']).flatMap(item => relationsOf(item, reading));
      inner(fields['withClause']);
      for (const key of ['targetList', 'fromClause', 'usingClause', 'whereClause', 'returningClause', 'returningList'])
        inner(fields[key], [...own, ...others]);
      return;
    }
    case 'AlterTableStmt':
      if (fields['objtype'] === 'OBJECT_TABLE' && fields['missing_ok'] !== true) target();
      return;
    case 'IndexStmt':
    case 'CopyStmt':
      if (fields['relation'] !== undefined) target();
      return inner(fields['query']);
    case 'TruncateStmt':
    case 'LockStmt':
      for (const item of list(fields['relations'])) relationsOf(item, reading);
      return;
    case 'VacuumStmt':
      for (const item of list(fields['rels']))
        relationsOf({ RangeVar: (item['VacuumRelation'] as Fields | undefined)?.['relation'] }, reading);
      return;
    case 'ExplainStmt':
    case 'DeclareCursorStmt':
    case 'PrepareStmt':
    case 'CreateTableAsStmt':
    case 'ViewStmt':
      return inner(fields['query']);
    default:
  }
}

function selectOf(fields: Fields, scopes: Scopes, reading: Reading): void {
  visit(fields['withClause'], scopes, reading);
  const [left, right] = [fields['larg'], fields['rarg']];
  if (left !== undefined && right !== undefined) {
    // What it is ordered by are names of its own.
    for (const side of [left, right]) selectOf((unwrapped(side)?.[1] ?? side) as Fields, scopes, reading);
    return;
  }
  const relations = list(fields['fromClause']).flatMap(item => relationsOf(item, reading));
  const { withClause: _with, intoClause: _into, ...rest } = fields;
  visit(rest, [relations, ...scopes], reading);
}

/** What a piece of `from` brings; tables are noted, subqueries and conditions are read with the whole. */
function relationsOf(item: Fields, reading: Reading): readonly Relation[] {
  const [type, fields] = unwrapped(item) ?? ['', {}];
  const alias = fields['alias'] as { readonly aliasname?: string; readonly colnames?: unknown } | undefined;
  switch (type) {
    case 'RangeVar': {
      const { relname, schemaname, location, catalogname } = fields as Readonly<Record<string, string | undefined>> & Fields;
      if (relname === undefined) return [{ alias: '' }];
      const name = alias?.aliasname ?? relname;
      if ((schemaname === undefined && reading.commonTables.has(relname)) || catalogname !== undefined) return [{ alias: name }];
      const table: TableName = { name: relname, ...(schemaname === undefined ? {} : { schema: schemaname }), at: Number(location ?? 0) };
      reading.tables.push(table);
      return [alias?.colnames === undefined ? { alias: name, table } : { alias: name }];
    }
    case 'JoinExpr':
      return [
        ...[fields['larg'], fields['rarg']].flatMap(side => relationsOf((side ?? {}) as Fields, reading)),
        ...(alias?.aliasname === undefined ? [] : [{ alias: alias.aliasname }]),
      ];
    case 'RangeTableSample':
      return relationsOf((fields['relation'] ?? {}) as Fields, reading);
    default:
      return [{ alias: alias?.aliasname ?? '' }];
  }
}

/** Columns that are written to. */
function targetsOf(targets: unknown, [own]: readonly Relation[], { columns }: Reading): void {
  const { table } = own ?? {};
  if (table === undefined) return;
  for (const { ResTarget: target } of list(targets)) {
    const { name, location } = (target ?? {}) as { readonly name?: string; readonly location?: number };
    if (name !== undefined && location !== undefined) columns.push({ name, at: location, of: [table] });
  }
}

function visit(value: unknown, scopes: Scopes, reading: Reading): void {
  if (Array.isArray(value)) for (const one of value) visit(one, scopes, reading);
  else if (typeof value === 'object' && value !== null) {
    const [type, fields] = unwrapped(value) ?? [undefined, value as Fields];
    if (type === 'ColumnRef') columnOf(fields, scopes, reading);
    // Its tables were noted with the clause that it is in.
    else if (type === 'RangeVar') return;
    else if (type !== undefined && /^(?:Select|Insert|Update|Delete)Stmt$/.test(type)) statementOf(type, fields, scopes, reading);
    else for (const one of Object.values(fields)) visit(one, scopes, reading);
  }
}

const ofEveryTable: ReadonlySet<string> = new Set(['ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid', 'oid']);

function columnOf({ fields, location }: Fields, scopes: Scopes, { columns, made, commonTables }: Reading): void {
  const names = list(fields).map(({ String: name }) => (name as { readonly sval?: string } | undefined)?.sval);
  const [first, second] = names;
  if (typeof location !== 'number' || first === undefined || names.length > 2) return;
  if (names.length === 2) {
    if (second === undefined || ofEveryTable.has(second)) return;
    const owner = scopes.map(relations => relations.find(({ alias }) => alias === first)).find(relation => relation !== undefined);
    if (owner?.table !== undefined) columns.push({ name: second, qualifier: first, at: location, of: [owner.table] });
    return;
  }
  const relations = scopes.flat().filter(({ hidden }) => hidden !== true);
  const isOwn = made.has(first) || commonTables.has(first) || ofEveryTable.has(first) || relations.some(({ alias }) => alias === first);
  if (isOwn || relations.length === 0 || relations.some(({ table }) => table === undefined)) return;
  columns.push({ name: first, at: location, of: relations.flatMap(({ table }) => table ?? []) });
}

/** `{ "ColumnRef": { … } }` */
function unwrapped(value: unknown): readonly [string, Fields] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const [entry, ...more] = Object.entries(value as Record<string, Fields>);
  return entry !== undefined && more.length === 0 && /^[A-Z]/.test(entry[0]) ? entry : undefined;
}

function list(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? (value as Fields[]) : [];
}

import type { Location } from '../../model/location.ts';
import type { Schema, Table } from '../../model/stack-contents.ts';
import { writtenTables } from '../../reading/contents/written-tables.ts';
import { parseSql } from '../../reading/sql/parse-sql.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { Project } from '../document/project.ts';
import { namesInStatement, type ColumnName, type TableName } from '../sql-facts/names-in-statement.ts';
import { isStandIn } from './is-stand-in.ts';
import { databaseOf } from './database-of.ts';

/** A name in a document's SQL, and where it stands. */
export interface Found<Name> {
  readonly name: Name;
  readonly schema: Schema;
  /** Whether double quotes stand around it. */
  readonly quoted: boolean;
  readonly location: Location;
}

export interface StackSqlNames {
  readonly tables: readonly Found<TableName>[];
  readonly columns: readonly Found<ColumnName>[];
}

/** Tables and columns that a document's SQL names, where the stack's databases are known and it is them that get it. */
export function namesInStackSql(document: CheckedDocument): StackSqlNames {
  const { stack, sqls } = document;
  const tables: Found<TableName>[] = [];
  const columns: Found<ColumnName>[] = [];
  if (stack?.contents?.postgresql === undefined && stack?.contents?.sqlite === undefined) return { tables, columns };
  for (const sql of sqls) {
    const schema = databaseOf(sql, stack, document);
    if (schema === undefined) continue;
    for (const { text, from } of sql.statements) {
      const parsed = parseSql(text);
      if (parsed === undefined || parsed.error !== undefined) continue;
      const found = <Name extends TableName | ColumnName>(name: Name): readonly Found<Name>[] => {
        const [start, end] = placeOf(text, parsed.indexOf(name.at), name.name) ?? [];
        return start === undefined || end === undefined || isStandIn(text.slice(start, end))
          ? []
          : [{ name, schema, quoted: text[start] === '"', location: sql.locate(from + start, from + end) }];
      };
      for (const statement of parsed.statements) {
        const names = namesInStatement(statement);
        tables.push(...names.tables.flatMap(found));
        columns.push(...names.columns.flatMap(found));
      }
    }
  }
  return { tables, columns };
}

const made = new WeakMap<Project, ReadonlySet<string>>();

/** Tables that documents make or change themselves, whatever for; in small letters. */
export function madeTables({ source, project }: Pick<CheckedDocument, 'source' | 'project'>): { has(name: string): boolean } {
  const ofAll = (): ReadonlySet<string> => {
    const before =
      made.get(project) ??
      new Set(project.blocks.flatMap(({ texts }) => texts.flatMap(text => writtenTables(text, { exact: false }).map(({ name }) => name))));
    made.set(project, before);
    return before;
  };
  // Most documents name no table of a stack: nobody asks.
  let own: ReadonlySet<string> | undefined;
  return {
    has(name) {
      own ??= new Set(writtenTables(source.text, { exact: false }).map(table => table.name));
      return own.has(name) || ofAll().has(name);
    },
  };
}

/** The table of a name, as far as it is one of the stack's own. */
export function tableIn({ tables }: Schema, { name, schema }: TableName): Table | undefined {
  const candidates = tables.filter(table => schema === undefined || schema === 'public' || (table.schema ?? 'public') === schema);
  return candidates.find(table => table.name === name) ?? candidates.find(table => table.name === name.toLowerCase());
}

/** The last part of a name as it is written at an index; undefined where somebody else puts it in, as for `:name` and `<TABLE>`. */
function placeOf(text: string, at: number, name: string): readonly [number, number] | undefined {
  if (/[:$<{%@\\[\w]/.test(text[at - 1] ?? ' ')) return undefined;
  const part = /^(?:"((?:[^"]|"")+)"|([A-Za-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*))(\s*\.\s*)?/;
  for (let from = at; ;) {
    const match = part.exec(text.slice(from));
    if (match === null) return undefined;
    const [whole, quoted, plain = '', dot] = match;
    const token = whole.length - (dot?.length ?? 0);
    const written = quoted?.replaceAll('""', '"') ?? plain.toLowerCase();
    if (dot === undefined) return written === name && !/[<{$%*]/.test(text[from + token] ?? ' ') ? [from, from + token] : undefined;
    from += whole.length;
  }
}

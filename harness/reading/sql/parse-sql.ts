import { messageOf } from '../../support/harness-error.ts';
import { remembered } from '../../support/remembered.ts';
import { plainSql } from './plain-sql.ts';

/** A node of PostgreSQL's own syntax tree, as its JSON has it: https://github.com/pganalyze/libpg_query. */
export interface SqlNode {
  /** Such as `SelectStmt`, `ColumnRef`, `RangeVar`. */
  readonly type: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Index in the text, where the tree knows one. */
  readonly at?: number;
}

/** What PostgreSQL's grammar makes of an SQL text. */
export interface ParsedSql {
  readonly statements: readonly SqlNode[];
  /** What it stumbles over; there are no statements then. */
  readonly error?: { readonly message: string; readonly at: number };
  /** All nodes of a type, in the order of the tree; of one statement or of all. */
  nodes(type: string, within?: SqlNode): readonly SqlNode[];
  /** The grammar counts bytes where a node's fields hold a place of their own. */
  indexOf(byte: number): number;
}

type Grammar = typeof import('libpg-query');
let parse: ((text: string) => ParsedSql) | undefined;

/** Loads the grammar, which takes a moment; until then `parseSql` knows nothing. */
export async function loadSqlGrammar(): Promise<void> {
  if (parse !== undefined) return;
  const loaded = await import('libpg-query');
  await loaded.loadModule();
  // Pages ask the same before and after.
  parse = remembered(64, text => parseWith(loaded, text));
}

/**
 * Parses SQL as PostgreSQL would. What only the client understands (`\dt`, `:name`) is left out, and what a shell or a person will put in
 * counts as a name. Undefined where the grammar is not loaded.
 */
export function parseSql(text: string): ParsedSql | undefined {
  return parse?.(text);
}

function parseWith(grammar: Grammar, text: string): ParsedSql {
  const sql = plainSql(text);
  // Of nothing it says that it must not be empty.
  if (sql.replaceAll(/--[^\n]*|[\s;]/g, '') === '') return { statements: [], nodes: () => [], indexOf: byte => byte };
  try {
    const { stmts = [] } = grammar.parseSync(sql);
    const indexOf = indicesOf(sql);
    const statements = stmts.flatMap(({ stmt, stmt_location: from = 0 }) => statementOf(stmt, sql, indexOf(from)) ?? []);
    return {
      statements,
      nodes: (type, within) => (within === undefined ? statements : [within]).flatMap(node => nodesIn(node, type, indexOf)),
      indexOf,
    };
  } catch (thrown) {
    const at = thrown instanceof grammar.SqlError ? (thrown.sqlDetails?.cursorPosition ?? 0) : 0;
    return {
      statements: [],
      error: { message: messageOf(thrown), at: Math.min(Math.max(0, at), text.length) },
      nodes: () => [],
      indexOf: byte => byte,
    };
  }
}

/** Its own beginning: blanks and comments before it count as its own for the grammar. */
function statementOf(stmt: unknown, sql: string, from: number): SqlNode | undefined {
  const node = nodeOf(stmt, byte => byte);
  const before = /^(?:\s|;|--[^\n]*|\/\*[^]*?\*\/)*/.exec(sql.slice(from))?.[0].length ?? 0;
  return node === undefined ? undefined : { ...node, at: from + before };
}

function nodesIn(node: SqlNode, type: string, indexOf: (byte: number) => number): readonly SqlNode[] {
  const found: SqlNode[] = node.type === type ? [node] : [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) visit(one);
    else if (typeof value === 'object' && value !== null) {
      const inner = nodeOf(value, indexOf);
      if (inner?.type === type) found.push(inner);
      for (const [key, one] of Object.entries(value)) {
        // Some fields hold a node of one type alone, without its name around it.
        if (key === 'relation' && type === 'RangeVar' && !isWrapped(one))
          found.push(asNode('RangeVar', one as Record<string, unknown>, indexOf));
        visit(one);
      }
    }
  };
  visit(node.fields);
  return found;
}

/** `{ "ColumnRef": { … } }` */
function nodeOf(value: unknown, indexOf: (byte: number) => number): SqlNode | undefined {
  if (!isWrapped(value)) return undefined;
  const [[type, fields] = ['', {}]] = Object.entries(value as Record<string, Record<string, unknown>>);
  return asNode(type, fields, indexOf);
}

function isWrapped(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const [key, ...more] = Object.keys(value);
  return key !== undefined && more.length === 0 && /^[A-Z]/.test(key);
}

function asNode(type: string, fields: Readonly<Record<string, unknown>>, indexOf: (byte: number) => number): SqlNode {
  const { location } = fields;
  return { type, fields, ...(typeof location === 'number' && location >= 0 ? { at: indexOf(location) } : {}) };
}

function indicesOf(text: string): (byte: number) => number {
  if (/^[\0-\x7F]*$/.test(text)) return byte => byte;
  return byte => Buffer.from(text, 'utf8').subarray(0, byte).toString('utf8').length;
}

import { parseSql, type ParsedSql } from '../../../reading/sql/parse-sql.ts';
import { sqlStatementsOf } from '../../../reading/runbook/statements.ts';
import type { SqlText } from './sql-text.ts';

/** An SQL text with its statements. A client's own commands (`\dt`) are no statements. Places are worked out where somebody asks for them. */
export function readSql(input: Omit<SqlText, 'statements' | 'location' | 'parsed'>): SqlText {
  const { text, locate } = input;
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  // What a client reads for itself ends with its line.
  const sql = /[\\.]/.test(text) ? text.replaceAll(/^[^\S\n]*[\\.]\w[^\n]*/gm, line => ' '.repeat(line.length)) : text;
  const statements = sqlStatementsOf(sql).map(statement => {
    const from = (starts[statement.line] ?? 0) + statement.column;
    return {
      text: statement.text,
      from,
      get location() {
        return locate(from, from + statement.text.length);
      },
    };
  });
  let parsed: { readonly sql: ParsedSql | undefined } | undefined;
  return {
    ...input,
    statements,
    get location() {
      return locate(0, text.length);
    },
    get parsed() {
      if (input.dialect !== 'postgresql' && input.dialect !== 'unknown') return undefined;
      return (parsed ??= { sql: parseSql(text) }).sql;
    },
  };
}

import type { CheckedDocument } from '../document/checked-document.ts';
import type { Source } from '../../reading/runbook/source.ts';
import { rememberedFor } from '../../support/remembered.ts';
import { titlesAbove } from '../shell-facts/around.ts';
import type { SqlText } from '../document/sql/sql-text.ts';
import type { Dialect } from './dialects.ts';

/** The database that a page speaks of three times and more, and five times as often as of any other. */
export function spokenDialect({ source }: Pick<CheckedDocument, 'source'>): Dialect | undefined {
  return spokenIn(source);
}

/** The database that a text is for: its client's, else the page's, unless the words above it name one that nobody here knows. */
export function expectedDialect(document: CheckedDocument, { dialect, block, location }: SqlText): Dialect | undefined {
  if (dialect !== 'unknown') return dialect;
  const above = [block?.prose ?? '', ...titlesAbove(document.runbook, location.line).slice(0, 1)];
  return above.some(words => unknownDatabase.test(words)) ? undefined : spokenDialect(document);
}

const unknownDatabase =
  /\b(?:clickhouse|bigquery|snowflake|cassandra|scylla|cql|oracle|sql server|mssql|t-sql|duckdb|trino|presto|athena|spark|hive|druid|influx\w*|ksql\w*|flink|neo4j|cypher|surrealdb)\b/i;

const spokenIn = rememberedFor(({ text }: Source): Dialect | undefined => {
  const counts = (
    [
      ['postgresql', /\bpostgres(?:ql)?\b|\bpsql\b|\bpg_\w+/gi],
      ['mysql', /\bmysql\w*\b|\bmariadb\b/gi],
      ['sqlite', /\bsqlite3?\b/gi],
    ] as const
  )
    .map(([dialect, pattern]) => ({ dialect, count: text.match(pattern)?.length ?? 0 }))
    .toSorted((one, other) => other.count - one.count);
  const [first, second] = counts;
  return first !== undefined && second !== undefined && first.count >= 3 && first.count >= 5 * second.count ? first.dialect : undefined;
});

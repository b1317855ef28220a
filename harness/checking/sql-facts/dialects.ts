import { bareSql } from './bare-sql.ts';

export type Dialect = 'postgresql' | 'mysql' | 'sqlite';

interface Sign {
  readonly pattern: RegExp;
  /** Who understands it. */
  readonly of: readonly Dialect[];
}

/** What only some databases understand. Each match is the token that tells. */
const signs: readonly Sign[] = [
  { pattern: /\bdatetime\s*\(\s*(?=')/i, of: ['sqlite'] },
  { pattern: /\b(?:strftime|julianday)\s*\(/i, of: ['sqlite'] },
  { pattern: /\bpragma\s+\w/i, of: ['sqlite'] },
  { pattern: /\binsert\s+or\s+(?:ignore|replace)\b/i, of: ['sqlite'] },
  { pattern: /\binterval\s+\d+\s+(?:second|minute|hour|day|week|month|year)\b/i, of: ['mysql'] },
  { pattern: /\b(?:date_sub|date_add|curdate|unix_timestamp|timestampdiff)\s*\(/i, of: ['mysql'] },
  { pattern: /\bauto_increment\b/i, of: ['mysql'] },
  { pattern: /\bon\s+duplicate\s+key\b/i, of: ['mysql'] },
  {
    pattern:
      /^\s*show\s+(?:full\s+)?(?:tables|databases|processlist|engine|engines|status|variables|create\s+table|grants|columns|slave|replica)\b/i,
    of: ['mysql'],
  },
  { pattern: /^\s*optimize\s+table\b/i, of: ['mysql'] },
  { pattern: /\b(?:ifnull|group_concat)\s*\(/i, of: ['mysql', 'sqlite'] },
  { pattern: /\breplace\s+into\b/i, of: ['mysql', 'sqlite'] },
  { pattern: /\bnow\s*\(\s*\)/i, of: ['postgresql', 'mysql'] },
  { pattern: /\binterval\s+'/i, of: ['postgresql'] },
  { pattern: /\bilike\b/i, of: ['postgresql'] },
  {
    pattern:
      /\bpg_(?:stat\w*|size_pretty|total_relation_size|relation_size|database_size|terminate_backend|cancel_backend|tables|indexes|class|locks|settings|reload_conf|sleep)\b/i,
    of: ['postgresql'],
  },
  { pattern: /\bdistinct\s+on\s*\(/i, of: ['postgresql'] },
  { pattern: /\bgen_random_uuid\s*\(/i, of: ['postgresql'] },
  {
    pattern: /\w\s*::\s*(?:text|int|integer|bigint|date|timestamp|timestamptz|numeric|json|jsonb|regclass|interval|uuid)\b/i,
    of: ['postgresql'],
  },
];

export interface Foreign {
  readonly text: string;
  /** Index in the statement. */
  readonly from: number;
  readonly of: readonly Dialect[];
}

/** The first token of a statement that a database of this kind does not understand. */
export function foreignTo(dialect: Dialect, statement: string): Foreign | undefined {
  const bare = bareSql(statement);
  return signs
    .filter(({ of }) => !of.includes(dialect))
    .flatMap(({ pattern, of }) => {
      const match = pattern.exec(bare);
      if (match === null) return [];
      const [text] = match;
      const token = text.trim().replace(/\s*[('\s]+$/, '');
      return [{ text: token, from: match.index + text.length - text.trimStart().length, of }];
    })
    .toSorted((one, other) => one.from - other.from)[0];
}

export const databaseNames: Readonly<Record<Dialect, string>> = { postgresql: 'PostgreSQL', mysql: 'MySQL', sqlite: 'SQLite' };

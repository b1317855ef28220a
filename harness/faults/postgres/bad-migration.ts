import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { dropColumn } from './migration/drop-column.ts';
import { dropTable } from './migration/drop-table.ts';
import type { Migration, Subject } from './migration/migration.ts';
import { notNullWithoutDefault } from './migration/not-null-without-default.ts';
import { ownMigration } from './migration/own-migration.ts';
import { renameColumn } from './migration/rename-column.ts';
import { columnName, findRelation, relationName } from './relation.ts';
import { asApp, inTransaction, whereThere } from './sessions.ts';

const readyMade = {
  'drop-column': dropColumn,
  'rename-column': renameColumn,
  'not-null-without-default': notNullWithoutDefault,
  'drop-table': dropTable,
} as const satisfies Readonly<Record<string, (subject: Subject) => Migration>>;
type ReadyMade = keyof typeof readyMade;
const names = Object.keys(readyMade) as [ReadyMade, ...ReadyMade[]];
const needsColumn = new Set<string>(['drop-column', 'rename-column']);

interface Settings {
  readonly service: string;
  readonly change?: ReadyMade | undefined;
  readonly table?: string | undefined;
  readonly column?: string | undefined;
  readonly to?: string | undefined;
  readonly up?: string | undefined;
  readonly down?: string | undefined;
  readonly breaks?: string | undefined;
  readonly database?: string | undefined;
}

/** Changes the schema under the app's feet: a ready-made change, or the author's own `up`, `down` and what it breaks. */
export const postgresBadMigration = defineFault<Settings>({
  kind: 'postgres.bad-migration',
  about: "A migration changed the schema so that the app's statements fail.",
  symptom: 'Some statements fail with 42P01, 42703 or 23502, others succeed; the server is healthy, `pg_isready` and `SELECT 1` succeed.',
  example: { service: 'database', change: 'drop-column', table: 'messages', column: 'text' },
  settings: z
    .strictObject({
      service: z.string().describe('The PostgreSQL server'),
      change: z
        .enum(names)
        .optional()
        .describe(
          'A ready-made migration; `drop-table` takes along what DROP … CASCADE does. Else your own with `up`, `down` and `breaks`',
        ),
      table: relationName('table').optional().describe('Name of the table that a ready-made one changes, also with its schema'),
      column: columnName.optional().describe('Name of the column; of `not-null-without-default` the new one'),
      to: columnName.optional().describe('New name of `rename-column`'),
      up: z.string().min(1).optional().describe('Your own migration, as SQL; in one transaction, as the operator'),
      down: z.string().min(1).optional().describe('SQL that takes it back'),
      breaks: z
        .string()
        .min(1)
        .optional()
        .describe("A statement of the app's that works before and fails after; it is tried in a transaction that is rolled back"),
      database: z.string().optional().describe('The database; else that of `POSTGRES_DB`'),
    })
    .superRefine(({ change, table, column, to, up, down, breaks }, { addIssue }) => {
      const wrong = (message: string): void => addIssue({ code: 'custom', message });
      const own = [up, down, breaks].filter(text => text !== undefined).length;
      if (change === undefined && own < 3)
        wrong(
          own === 0
            ? `expected \`change\`, one of ${names.join(', ')}, or a migration of your own with \`up\`, \`down\` and \`breaks\``
            : 'expected `up`, `down` and `breaks` together',
        );
      if (change === undefined && [table, column, to].some(text => text !== undefined))
        wrong('unexpected `table`, `column` or `to`, expected them with `change`');
      if (change === undefined) return;
      if (own > 0) wrong('unexpected `up`, `down` or `breaks`, expected them without `change`');
      if (table === undefined) wrong(`expected \`table\`, which \`${change}\` changes`);
      if (needsColumn.has(change) && column === undefined) wrong(`expected \`column\`, which \`${change}\` changes`);
      if (change === 'drop-table' && column !== undefined) wrong('unexpected `column`, expected none with `drop-table`');
      if (change !== 'rename-column' && to !== undefined) wrong('unexpected `to`, expected it with `rename-column` alone');
    }) as never,
  needs: [],
  persistence: 'damage',
  summarize: ({ service, change, table }) =>
    `a migration changed the schema of ${service}${change === undefined ? '' : `: ${change} of ${table ?? ''}`}`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, change, table = '', column, to, up = '', down = '', breaks = '', database }, { stack, signal, pick }) {
    const place = { stack, service, database, signal };
    try {
      const migration =
        change === undefined
          ? await ownMigration(place, { up, down, breaks })
          : readyMade[change]({
              table: await asApp(place, session => findRelation(session, service, 'table', table)),
              column,
              to,
              pick,
            });
      await inTransaction(place, session => migration.up(session));
      return {
        proveEffect: () => prove(`the schema of ${service}`, signal, limit => migration.prove({ ...place, signal: limit })),
        undo: () =>
          whereThere(place, async session => {
            await session.query('begin');
            await migration.down(session);
            await session.query('commit');
          }),
      };
    } catch (thrown) {
      throw notInjected(
        `the schema of ${service} could not be changed`,
        thrown,
        'Look whether the table is in use, and whether something depends on what is changed.',
      );
    }
  },
});

import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { deleteRows, missingRows, putBack } from './lost-rows.ts';
import { findRelation, relationName } from './relation.ts';
import { asApp, inTransaction, looking, whereThere } from './sessions.ts';

/** Deletes rows that users need, as a DELETE with a wrong condition does. */
export const postgresRowsDeleted = defineFault<{
  service: string;
  table: string;
  where: string;
  lost: number;
  database?: string | undefined;
}>({
  kind: 'postgres.rows-deleted',
  about: 'Rows were deleted by a statement with a wrong condition.',
  symptom: 'What users wrote is gone, with what refers to it on delete cascade; all statements succeed, `pg_isready` and `SELECT 1`, too.',
  example: { service: 'database', table: 'messages', where: 'id > 100' },
  settings: z.strictObject({
    service: z.string().describe('The PostgreSQL server'),
    table: relationName('table').describe('Name of the table, also with its schema'),
    where: z.string().min(1).describe('Condition of the DELETE; `true` deletes all rows'),
    lost: z
      .int()
      .min(0)
      .default(0)
      .describe(
        'Rows that may stay lost: a backup is older than the last of them. The fault has no effect any more when no more are missing; 0',
      ),
    database: z.string().optional().describe('Database of the table; else that of `POSTGRES_DB`'),
  }) as never,
  needs: [],
  persistence: 'damage',
  takesData: true,
  summarize: ({ service, table, where }) => `the rows of ${table} of ${service} where ${where.trim().split('\n')[0] ?? ''} were deleted`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, table, where, lost, database }, { stack, signal }) {
    const place = { stack, service, database, signal };
    try {
      const relation = await asApp(place, session => findRelation(session, service, 'table', table));
      const deleted = await inTransaction(place, session => deleteRows(session, relation, where));
      const count = deleted.reduce((sum, { rows }) => sum + rows.length, 0);
      return {
        proveEffect: () =>
          prove(`the rows of ${relation.name}`, signal, async limit => {
            if (count === 0) return { held: false, proof: `no row of ${relation.name} matched, so none was deleted` };
            const missing = await looking({ ...place, signal: limit }, async session => {
              let sum = 0;
              for (const part of deleted) sum += await missingRows(session, part);
              return sum;
            });
            const others = deleted.length === 1 ? '' : ` and of ${deleted.length - 1} tables that refer to it`;
            return {
              held: missing > lost,
              proof: `${missing} of ${count} deleted rows of ${relation.name}${others} are missing${lost === 0 ? '' : `, ${lost} may be`}`,
            };
          }),
        undo: () => whereThere(place, session => putBack(session, deleted)),
      };
    } catch (thrown) {
      throw notInjected(
        `the rows of ${table} of ${service} could not be deleted`,
        thrown,
        'Try the condition with a SELECT; rows that others refer to without `on delete cascade` cannot be deleted.',
      );
    }
  },
});

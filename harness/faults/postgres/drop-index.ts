import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { examineIndex, proveIndexLost, restoreIndex } from './lost-index.ts';
import { relationName } from './relation.ts';
import { asOperator } from './sessions.ts';

/** Drops an index that queries need, as a clean-up of "unused" ones does. */
export const postgresDropIndex = defineFault<{ service: string; index: string; query?: string | undefined; database?: string | undefined }>(
  {
    kind: 'postgres.drop-index',
    about: 'An index that queries need is gone.',
    symptom:
      'Queries read the whole table: they are slow, and time out under load; nothing reports an error, `pg_isready` and `SELECT 1` succeed.',
    example: { service: 'database', index: 'messages_author' },
    settings: z.strictObject({
      service: z.string().describe('The PostgreSQL server'),
      index: relationName('index').describe('Name of the index, also with its schema; one that no constraint needs'),
      query: z
        .string()
        .min(1)
        .optional()
        .describe('A query of the users whose plan shows the harm, with values in it; else a look-up by the first column of the index'),
      database: z.string().optional().describe('Database of the index; else that of `POSTGRES_DB`'),
    }) as never,
    needs: [],
    persistence: 'damage',
    summarize: ({ service, index }) => `the index ${index} of ${service} was dropped`,
    target: ({ service }) => service,
    check: ({ service }, stack) => unknownService(service, stack),
    async inject({ service, index: name, query, database }, { stack, signal }) {
      const place = { stack, service, database, signal };
      try {
        const index = await examineIndex(place, name, query);
        await asOperator(place, session => session.query(`drop index ${index.name}`));
        return {
          proveEffect: () => prove(`the index ${index.name}`, signal, limit => proveIndexLost({ ...place, signal: limit }, index)),
          undo: () => restoreIndex(place, index),
        };
      } catch (thrown) {
        throw notInjected(
          `the index ${name} of ${service} could not be dropped`,
          thrown,
          'Look whether its table is in use, and whether the query is one.',
        );
      }
    },
  },
);

import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { sqlStateOf } from '../../operations/sql-session.ts';
import { messageOf } from '../../support/harness-error.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove, type Proof } from '../proof.ts';
import { findRelation, relationName } from './relation.ts';
import { isExhausted, nextOf, sequenceState, type SequenceState } from './sequence-state.ts';
import { asApp, inTransaction, looking, whereThere, type Place } from './sessions.ts';

/** Brings a sequence to its last value, or to the last that the column which it feeds can hold, as years of inserts do. */
export const postgresSequenceExhausted = defineFault<{ service: string; sequence: string; database?: string | undefined }>({
  kind: 'postgres.sequence-exhausted',
  about: 'A sequence has no value left that its column can hold.',
  symptom: 'Inserts fail with 2200H, or with 22003 where a wide sequence feeds a narrow column; reads, updates and `pg_isready` succeed.',
  example: { service: 'database', sequence: 'orders_id_seq' },
  settings: z.strictObject({
    service: z.string().describe('The PostgreSQL server'),
    sequence: relationName('sequence').describe('Name of the sequence, also with its schema'),
    database: z.string().optional().describe('Database of the sequence; else that of `POSTGRES_DB`'),
  }) as never,
  needs: [],
  persistence: 'damage',
  summarize: ({ service, sequence }) => `the sequence ${sequence} of ${service} was exhausted`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, sequence, database }, { stack, signal }) {
    const place = { stack, service, database, signal };
    try {
      const { name } = await asApp(place, session => findRelation(session, service, 'sequence', sequence));
      const before = await inTransaction(place, async session => {
        const state = await sequenceState(session, name);
        if (state === undefined) throw new Error('it is gone');
        // The last value counts as handed out already.
        if (!isExhausted(state)) await session.query('select setval($1, $2, true)', [name, String(state.bound)]);
        return state;
      });
      return {
        proveEffect: () => prove(`the sequence ${name}`, signal, limit => proveExhausted({ ...place, signal: limit }, name, before)),
        undo: () =>
          whereThere(place, async session => {
            await session.query('begin');
            const state = await sequenceState(session, name);
            // What somebody mended goes on from where it is now.
            if (state !== undefined && isExhausted(state) && !isExhausted(before))
              await session.query('select setval($1, $2, $3)', [name, String(before.last), before.called]);
            await session.query('commit');
          }),
      };
    } catch (thrown) {
      throw notInjected(
        `the sequence ${sequence} of ${service} could not be exhausted`,
        thrown,
        'Check its name, and that the operator may change it.',
      );
    }
  },
});

/** Takes a value only where the server must refuse one. As the operator: who inserts needs no right to the sequence of an identity column. */
async function proveExhausted(place: Place, name: string, before: SequenceState): Promise<Proof> {
  return await looking(place, async session => {
    const state = await sequenceState(session, name);
    if (state === undefined) return { held: false, proof: `the sequence ${name} is gone` };
    if (before.columns.length > 0 && state.columns.length === 0)
      return { held: false, proof: `no column takes its values from ${name} any more` };
    const next = nextOf(state);
    if (!isExhausted(state)) return { held: false, proof: `the next value of ${name} is ${next}, and ${state.bound} the last that fits` };
    if (state.state === '2200H' && state.cycles) return { held: false, proof: `${name} begins anew behind its last value (cycle)` };
    const failed = await session
      // Behind its bound a sequence hands out nothing; where only the column is too narrow, to ask would use up a value.
      .query(state.state === '2200H' ? 'select nextval($1::text::regclass)' : 'select $1::text::bigint::int4::int2', [
        state.state === '2200H' ? name : String(next),
      ])
      .then(
        () => undefined,
        (thrown: unknown) => ({ state: sqlStateOf(thrown), message: messageOf(thrown) }),
      );
    if (failed === undefined) return { held: false, proof: `${name} hands out a value` };
    return {
      held: failed.state === state.state,
      proof: `${state.column === undefined ? `the next value of ${name}` : `${next}, the next value of ${name} for ${state.column}`}: ${failed.state ?? ''} ${failed.message}`,
    };
  });
}

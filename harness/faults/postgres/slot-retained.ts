import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { sizeSetting } from '../size-setting.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { asOperator, looking, whereThere } from './sessions.ts';

const mebibyte = 1024 ** 2;
const size = sizeSetting({ least: '1', most: '1g', such: '64m' });

/** Leaves a replication slot behind that nobody reads, as a removed standby does: the server keeps all log since. */
export const postgresSlotRetained = defineFault<{ service: string; retain: number; database?: string | undefined }>({
  kind: 'postgres.slot-retained',
  about: 'A replication slot that nobody reads any more keeps the write-ahead log from being removed.',
  symptom: 'Users notice nothing until the volume is full; the log grows with each write, `pg_isready`, reads and writes succeed.',
  example: { service: 'database', retain: '64m' },
  settings: z.strictObject({
    service: z.string().describe('The PostgreSQL server; its `wal_level` is `replica` or `logical`, and a slot is free'),
    retain: size.default(64 * mebibyte).describe('How much log it keeps, such as `64m`; that much is written'),
    database: z.string().optional().describe('Database to log in to; else that of `POSTGRES_DB`'),
  }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service, retain }) => `an abandoned replication slot of ${service} kept ${Math.ceil(retain / mebibyte)} MiB of log`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, retain, database }, { stack, signal, pick }) {
    const place = { stack, service, database, signal };
    const base = pick(['standby_2', 'replica_b', 'pgsync', 'cdc', 'walarchive']);
    try {
      const name = await asOperator(place, async session => {
        const { rows } = await session.query<{ name: string }>('select slot_name as name from pg_replication_slots');
        const taken = new Set(rows.map(row => row.name));
        const free = [base, `${base}_old`, `${base}_${Date.now().toString(36)}`].find(one => !taken.has(one)) ?? base;
        await session.query('select pg_create_physical_replication_slot($1, true)', [free]);
        try {
          // Messages that nobody reads: the log grows, and no table does.
          await session.query(
            "select sum(length(pg_logical_emit_message(false, $1, repeat('x', $2::int))::text)) from generate_series(1, $3::int)",
            [base, mebibyte, Math.ceil(retain / mebibyte)],
          );
        } catch (thrown) {
          await session.query('select pg_drop_replication_slot($1)', [free]).catch(() => {});
          throw thrown;
        }
        return free;
      });
      return {
        proveEffect: () =>
          prove(`the slot ${name} of ${service}`, signal, async limit => {
            const [slot] = await looking({ ...place, signal: limit }, async session => {
              const { rows } = await session.query<{ active: boolean; state: string | null; kept: string | null }>(
                `select active, wal_status as state, pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn()
                   else pg_current_wal_lsn() end, restart_lsn)::text as kept from pg_replication_slots where slot_name = $1`,
                [name],
              );
              return rows;
            });
            if (slot === undefined) return { held: false, proof: `the slot ${name} is gone` };
            const kept = Number(slot.kept ?? 0);
            const keeps = slot.state !== 'lost' && slot.state !== 'unreserved';
            return {
              held: !slot.active && keeps && kept >= retain,
              proof: `the slot ${name} is ${slot.active ? 'read' : 'read by nobody'} and ${keeps ? 'keeps' : `no longer keeps (${slot.state}) the last`} ${kept} bytes of log`,
            };
          }),
        undo: () =>
          whereThere(place, async session => {
            await session.query(
              'select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1 and not active',
              [name],
            );
          }),
      };
    } catch (thrown) {
      throw notInjected(
        `no replication slot could be left in ${service}`,
        thrown,
        'The server needs `wal_level` replica or logical and a free place in `max_replication_slots`; the operator must be a superuser.',
      );
    }
  },
});

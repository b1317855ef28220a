import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { appRole, superuser, userOf } from './app-role.ts';
import { asOperator, undoAsOperator } from './as-operator.ts';
import { endSessions } from './end-sessions.ts';
import { refusedLogin } from './login.ts';
import { pooled, type Pooled } from './pooled.ts';

/** `too_many_connections` (PostgreSQL, appendix A). */
const tooMany = '53300';

/** Lets a role have fewer sessions than its programs need. */
export const postgresConnectionLimit = defineFault<{ service: string; role: string; limit: number; pooled: Pooled }>({
  kind: 'postgres.connection-limit',
  about: "The app's role may have no more connections.",
  symptom: 'New connections of the role fail with 53300 while the server has places; other roles and `pg_isready` succeed.',
  example: { service: 'database', limit: 2, pooled: 'end' },
  settings: z.strictObject({
    service: z.string().describe('The PostgreSQL server'),
    role: appRole,
    limit: z.int().min(0).max(1000).default(0).describe('Connections that the role may have'),
    pooled,
  }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service, role, limit }) => `the role ${role} of ${service} was limited to ${limit} connections`,
  target: ({ service }) => service,
  check: (settings, stack) => superuser(settings, stack, 'has no such limit'),
  async inject({ service, role, limit: ours, pooled: sessions }, { stack, signal }) {
    const user = userOf(stack.spec, service, role);
    let before: number | undefined;
    const undo = (): Promise<void> =>
      undoAsOperator(stack, { service }, async operator => {
        const { rows } = await operator.query<{ limit: number }>('select rolconnlimit as limit from pg_roles where rolname = $1', [user]);
        // What somebody has set since stays.
        if (before !== undefined && rows[0]?.limit === ours)
          await operator.query(`alter role ${operator.escapeIdentifier(user)} connection limit ${before}`);
      });
    try {
      await asOperator(stack, { service }, signal, async operator => {
        const { rows } = await operator.query<{ limit: number }>('select rolconnlimit as limit from pg_roles where rolname = $1', [user]);
        if (rows[0] === undefined) throw new Error(`there is no role "${user}"`);
        before = rows[0].limit;
        await operator.query(`alter role ${operator.escapeIdentifier(user)} connection limit ${ours}`);
        if (sessions === 'end') await endSessions(operator, user);
      });
    } catch (thrown) {
      if (before !== undefined) await undo().catch(() => {});
      throw notInjected(`the connections of ${user} of ${service} could not be limited`, thrown, 'Look whether the role is there.');
    }
    return {
      proveEffect: () =>
        prove(`the connections of ${user}`, signal, async limit => {
          const { most, taken, exempt } = await asOperator(stack, { service }, limit, async operator => {
            const { rows } = await operator.query<{ most: number; taken: number; exempt: boolean }>(
              `select rolconnlimit as most, rolsuper as exempt,
                 (select count(*)::int from pg_stat_activity where usename = rolname and backend_type in ('client backend', 'walsender')) as taken
               from pg_roles where rolname = $1`,
              [user],
            );
            return rows[0] ?? { most: -1, taken: 0, exempt: false };
          });
          if (most < 0 || most > ours)
            return {
              held: false,
              proof: `the role ${user} may have ${most < 0 ? 'as many connections as there are' : `${most} connections`}`,
            };
          if (exempt) return { held: false, proof: `the role ${user} is a superuser, for whom no limit holds` };
          // Only then is it asked for one: the last place is left to those who need it.
          if (taken < most) return { held: false, proof: `the role ${user} has ${taken} of the ${most} connections that it may have` };
          const refused = await refusedLogin(stack, { service, role }, limit);
          if (refused === undefined) return { held: false, proof: `a new connection of ${user} succeeds` };
          return { held: refused.state === tooMany, proof: `a new connection of ${user} fails with ${refused.state} ${refused.message}` };
        }),
      undo,
    };
  },
});

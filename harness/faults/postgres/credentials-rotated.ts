import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { appRole, notOfItsOwn, userOf } from './app-role.ts';
import { asOperator, undoAsOperator } from './as-operator.ts';
import { endSessions } from './end-sessions.ts';
import { refusedLogin } from './login.ts';
import { pooled, type Pooled } from './pooled.ts';

/** `invalid_password` (PostgreSQL, appendix A). */
const invalidPassword = '28P01';

/** Changes a role's password, as a rotation does that did not reach its programs. */
export const postgresCredentialsRotated = defineFault<{ service: string; role: string; password?: string | undefined; pooled: Pooled }>({
  kind: 'postgres.credentials-rotated',
  about: "The password of the app's role has changed, and the app still has the old one.",
  symptom: 'New connections of the role fail with 28P01; those that a pool has already go on for hours, and `pg_isready` succeeds.',
  example: { service: 'database', pooled: 'end' },
  settings: z.strictObject({
    service: z.string().describe('The PostgreSQL server'),
    role: appRole,
    password: z.string().min(1).optional().describe('The new one, where the runbook gives it to the app; else one that nobody knows'),
    pooled,
  }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service, role }) => `the password of the role ${role} of ${service} was changed`,
  target: ({ service }) => service,
  check: (settings, stack) => notOfItsOwn(settings, stack),
  async inject({ service, role, password, pooled: sessions }, { stack, signal }) {
    const user = userOf(stack.spec, service, role);
    let before: string | null | undefined;
    let ours: string | null | undefined;
    let since = '';
    const verifier = 'select rolpassword as verifier from pg_authid where rolname = $1';
    const undo = (): Promise<void> =>
      undoAsOperator(stack, { service }, async operator => {
        const { rows } = await operator.query<{ verifier: string | null }>(verifier, [user]);
        // Another one was set by somebody who mended it. What the server has stored, it takes as it is (CREATE ROLE, PASSWORD).
        if (before === undefined || rows[0] === undefined || rows[0].verifier !== ours) return;
        const old = before === null ? 'null' : operator.escapeLiteral(before);
        await operator.query(`alter role ${operator.escapeIdentifier(user)} password ${old}`);
      });
    try {
      // What else could it prove, and how could somebody mend it by bringing the old one back?
      const refused = await refusedLogin(stack, { service, role }, signal);
      if (refused !== undefined) throw new Error(`it cannot log in before: ${refused.state} ${refused.message}`);
      await asOperator(stack, { service }, signal, async operator => {
        const { rows } = await operator.query<{ verifier: string | null }>(verifier, [user]);
        if (rows[0] === undefined) throw new Error(`there is no role "${user}"`);
        const secret = operator.escapeLiteral(password ?? randomBytes(18).toString('base64url'));
        await operator.query('begin');
        await operator.query(`alter role ${operator.escapeIdentifier(user)} password ${secret}`);
        ours = (await operator.query<{ verifier: string | null }>(verifier, [user])).rows[0]?.verifier;
        before = rows[0].verifier;
        await operator.query('commit');
        since = (await operator.query<{ now: string }>('select clock_timestamp()::text as now')).rows[0]?.now ?? '';
        if (sessions === 'end') await endSessions(operator, user);
      });
    } catch (thrown) {
      if (before !== undefined) await undo().catch(() => {});
      throw notInjected(
        `the password of ${user} of ${service} could not be changed`,
        thrown,
        'Look whether the role is there and has the password POSTGRES_PASSWORD, and that the role `operator` is a superuser.',
      );
    }
    return {
      proveEffect: () =>
        prove(`the password of ${user}`, signal, async limit => {
          const refused = await refusedLogin(stack, { service, role }, limit);
          if (refused === undefined)
            return {
              held: false,
              proof: `a new connection of ${user} succeeds with the old password: it is valid (again), or the server does not ask for it (trust)`,
            };
          const failed = `a new connection of ${user} with the old password fails with ${refused.state}`;
          if (refused.state !== invalidPassword) return { held: false, proof: `${failed} ${refused.message}` };
          // The app may have the new one by now. Whoever comes through a socket file is not asked for any.
          const newer = await asOperator(stack, { service }, limit, async operator => {
            const { rows } = await operator.query<{ count: number }>(
              `select (select count(*)::int from pg_stat_activity
                 where usename = rolname and backend_type = 'client backend' and client_addr is not null and backend_start > $2::timestamptz) as count
               from pg_roles where rolname = $1`,
              [user, since],
            );
            return rows[0]?.count;
          });
          // A server does not tell a role that it does not have from a wrong password.
          if (newer === undefined) return { held: false, proof: `there is no role ${user} any more` };
          return newer > 0
            ? { held: false, proof: `${failed}, but ${newer} sessions have begun since: the app has the new one` }
            : { held: true, proof: `${failed}, and nobody has logged in with the new one` };
        }),
      undo,
    };
  },
});

import { z } from 'zod';
import { sqlStateOf, withSession, type SqlSession } from '../../operations/sql-session.ts';
import { messageOf } from '../../support/harness-error.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { appRole, superuser, userOf } from './app-role.ts';
import { asOperator, undoAsOperator } from './as-operator.ts';
import { grantMissing, grantsOn, nameOf, type Grant } from './table-grants.ts';
import { tableName } from './table-name.ts';

/** `insufficient_privilege` (PostgreSQL, appendix A). */
const denied = '42501';
const privileges = ['select', 'insert', 'update', 'delete'] as const;
type Privilege = (typeof privileges)[number];

/** Takes a role's rights on a table, as a migration does that makes the table anew and forgets its grants. */
export const postgresAccessRevoked = defineFault<{
  service: string;
  role: string;
  table: string;
  privileges: readonly Privilege[];
  database?: string | undefined;
}>({
  kind: 'postgres.access-revoked',
  about: "The app's role has lost its rights on a table.",
  symptom: 'Statements on the table fail with 42501, at once also in sessions that are open; other tables and `pg_isready` succeed.',
  example: { service: 'database', table: 'messages', privileges: ['insert', 'update'] },
  settings: z.strictObject({
    service: z.string().describe('The PostgreSQL server'),
    role: appRole,
    table: tableName,
    privileges: z
      .array(z.enum(privileges))
      .min(1)
      .default([...privileges])
      .describe('Which rights'),
    database: z.string().optional().describe('Database of the table; else that of `POSTGRES_DB`'),
  }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service, role, table, privileges: taken }) =>
    `the role ${role} of ${service} lost ${taken.map(one => one.toUpperCase()).join(', ')} on ${table}`,
  target: ({ service }) => service,
  check: (settings, stack) => superuser(settings, stack, 'needs no rights'),
  async inject({ service, role, table, privileges: taken, database }, { stack, signal }) {
    const user = userOf(stack.spec, service, role);
    const access = { service, database };
    let lost: readonly Grant[] = [];
    const undo = (): Promise<void> =>
      undoAsOperator(stack, access, async operator => {
        await grantMissing(operator, table, lost);
      });
    let column = '';
    /** Only what it had can have been taken. */
    const missed = (): readonly Privilege[] =>
      taken.filter(one => lost.some(({ grantee, privilege }) => grantee === user && privilege.toLowerCase() === one));
    try {
      await asOperator(stack, access, signal, async operator => {
        const grants = await grantsOn(operator, table);
        column = await anyColumn(operator, table);
        await operator.query('begin');
        // As each of those who granted them: a superuser takes only what the owner gave.
        for (const grantor of new Set(grants.filter(({ grantee }) => grantee === user).map(grant => grant.grantor))) {
          await operator.query(`set local role ${operator.escapeIdentifier(grantor)}`);
          await operator.query(`revoke ${taken.join(', ')} on ${table} from ${operator.escapeIdentifier(user)} cascade`);
        }
        const left = new Set((await grantsOn(operator, table)).map(nameOf));
        lost = grants.filter(grant => !left.has(nameOf(grant)));
        await operator.query('commit');
      });
    } catch (thrown) {
      if (lost.length > 0) await undo().catch(() => {});
      throw notInjected(`the rights of ${user} on ${table} of ${service} could not be taken`, thrown, 'Check the table and the role.');
    }
    return {
      proveEffect: () =>
        prove(`the rights of ${user} on ${table}`, signal, limit =>
          withSession(stack, { ...access, role, timeoutMs: 2500, signal: limit }, async session => {
            await session.query("set lock_timeout = '1s'");
            if (missed().length === 0) return { held: false, proof: `${user} had none of these rights on ${table} by itself` };
            for (const privilege of missed()) {
              const refused = await session.query(attempt(privilege, table, column)).then(
                () => undefined,
                (thrown: unknown) => ({ state: sqlStateOf(thrown), message: messageOf(thrown) }),
              );
              if (refused === undefined)
                return {
                  held: false,
                  proof: `${user} may ${privilege.toUpperCase()} on ${table}: it has the right (again), by itself, by a role that it is in, or by PUBLIC`,
                };
              if (refused.state !== denied)
                return {
                  held: false,
                  proof: `${privilege.toUpperCase()} on ${table} fails otherwise: ${refused.state ?? ''} ${refused.message}`,
                };
            }
            return {
              held: true,
              proof: `${missed()
                .map(one => one.toUpperCase())
                .join(', ')} on ${table} as ${user} fails with ${denied}`,
            };
          }),
        ),
      undo,
    };
  },
});

/** Rights are asked when a plan is begun: nothing is read or written. */
function attempt(privilege: Privilege, table: string, column: string): string {
  if (privilege === 'select') return `select from ${table} limit 0`;
  if (privilege === 'insert') return `explain insert into ${table} default values`;
  if (privilege === 'update') return `explain update ${table} set ${column} = default`;
  return `explain delete from ${table}`;
}

async function anyColumn(operator: SqlSession, table: string): Promise<string> {
  const { rows } = await operator.query<{ name: string }>(
    `select quote_ident(attname) as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum limit 1`,
    [table],
  );
  if (rows[0] === undefined) throw new Error(`${table} has no column`);
  return rows[0].name;
}

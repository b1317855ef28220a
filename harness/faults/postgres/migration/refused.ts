import { sqlStateOf } from '../../../operations/sql-session.ts';
import { messageOf } from '../../../support/harness-error.ts';
import type { Proof } from '../../proof.ts';
import { asApp, type Place } from '../sessions.ts';

/** The server is busy, stops or cannot be reached: no harm of a migration (PostgreSQL, appendix A). */
const otherTrouble = /^(08|40|53|57|58|XX|55P03)/;

/** What became of a user's statement, in a transaction that is rolled back; it waits for no lock. */
export interface Attempt {
  /** SQLSTATE; undefined where it succeeded. */
  readonly state?: string | undefined;
  readonly text: string;
}

export async function attempt(place: Place, statement: string): Promise<Attempt> {
  return await asApp(place, async session => {
    await session.query('set statement_timeout = 2000; set lock_timeout = 300; begin');
    const failed = await session.query(statement).then(
      () => undefined,
      (thrown: unknown) => ({ state: sqlStateOf(thrown), message: messageOf(thrown) }),
    );
    await session.query('rollback').catch(() => {});
    const short = statement.trim().split('\n')[0]?.slice(0, 120) ?? '';
    if (failed === undefined) return { text: `\`${short}\` succeeds` };
    if (failed.state === undefined) throw new Error(failed.message);
    return { state: failed.state, text: `\`${short}\` fails with ${failed.state} ${failed.message}` };
  });
}

/** Whether it is refused for a reason of the schema; with `states`, for one of these. */
export async function refused(place: Place, statement: string, states?: readonly string[]): Promise<Proof> {
  const { state, text } = await attempt(place, statement);
  return { held: state !== undefined && (states === undefined ? !otherTrouble.test(state) : states.includes(state)), proof: text };
}

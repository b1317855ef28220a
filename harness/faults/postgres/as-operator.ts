import type { RunningStack } from '../../engines/engine.ts';
import { sqlStateOf, withSession, type SqlSession } from '../../operations/sql-session.ts';

export interface OperatorAccess {
  readonly service: string;
  readonly database?: string | undefined;
}

/** Longer than a busy server takes; an undo's own limit is longer still. */
const timeoutMs = 5000;
/** What was there has gone (PostgreSQL, appendix A): an undefined object or role, table, schema or database. */
const gone = new Set(['42704', '42P01', '3F000', '3D000']);

/** Work of somebody who may do everything; whatever the server's default is, it may write. */
export async function asOperator<T>(
  stack: RunningStack,
  access: OperatorAccess,
  signal: AbortSignal,
  work: (session: SqlSession) => Promise<T>,
): Promise<T> {
  return await withSession(stack, { ...access, role: 'operator', timeoutMs, signal }, async session => {
    await session.query("set default_transaction_read_only = off; set statement_timeout = 0; set lock_timeout = '4s'");
    return await work(session);
  });
}

/** Takes something back. Fine where there is nothing left to take it back from: a server that is down, new, or lets us in no more; an object that is gone. */
export async function undoAsOperator(
  stack: RunningStack,
  access: OperatorAccess,
  work: (session: SqlSession) => Promise<void>,
  limitMs: number = timeoutMs,
): Promise<void> {
  let inside = false;
  // Not the drill's own signal: after Ctrl-C it has fired.
  await asOperator(stack, access, AbortSignal.timeout(limitMs), async session => {
    inside = true;
    await work(session);
  }).catch((thrown: unknown) => {
    const state = sqlStateOf(thrown);
    // Class 57P: the server is being stopped.
    if (inside && state !== undefined && !gone.has(state) && !state.startsWith('57P')) throw thrown;
  });
}

import type { RunningStack } from '../engines/engine.ts';
import { messageOf } from '../support/harness-error.ts';
import { closeSession, openSession, sqlStateOf, type SessionOptions, type SqlSession } from './sql-session.ts';

/** A session that stays open and does nothing, as a forgotten console or a leaking pool leaves them. It never comes back by itself. */
export interface HeldSession {
  readonly session: SqlSession;
  /** Why it is over; undefined while it is open. */
  ended(): string | undefined;
  /** Ends it; fine when it is over. */
  end(): void;
}

/** Opens one; rejects as `pg` does. */
export async function holdSession(stack: RunningStack, options: SessionOptions): Promise<HeldSession> {
  const session = await openSession(stack, options);
  let why: string | undefined;
  session.on('error', thrown => (why ??= `${sqlStateOf(thrown) ?? ''} ${messageOf(thrown)}`.trim()));
  session.on('end', () => (why ??= 'the connection was closed'));
  return {
    session,
    ended: () => why,
    end() {
      if (why === undefined) closeSession(session);
    },
  };
}

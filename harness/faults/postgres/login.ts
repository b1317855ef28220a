import type { RunningStack } from '../../engines/engine.ts';
import type { DatabaseTarget } from '../../operations/database-of.ts';
import { sqlStateOf, withSession } from '../../operations/sql-session.ts';
import { messageOf } from '../../support/harness-error.ts';

const timeoutMs = 2500;

/** What the server itself says to a new connection of a role: undefined when it lets it in. Rejects when it does not answer. */
export async function refusedLogin(
  stack: RunningStack,
  target: DatabaseTarget,
  signal: AbortSignal,
): Promise<{ readonly state: string; readonly message: string } | undefined> {
  return await withSession(stack, { ...target, timeoutMs, signal }, async () => undefined).catch((thrown: unknown) => {
    const state = sqlStateOf(thrown);
    if (state === undefined) throw thrown;
    return { state, message: messageOf(thrown) };
  });
}

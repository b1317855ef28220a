import { deadline } from '../operations/deadline.ts';
import { sqlStateOf } from '../operations/sql-session.ts';
import { HarnessError, Unsupported, messageOf } from '../support/harness-error.ts';
import { unlessAborted } from '../support/unless-aborted.ts';

export interface Proof {
  readonly held: boolean;
  readonly proof: string;
}

/** A system that answers slower than this cannot be looked at. */
const usualLimitMs = 3000;

/**
 * Looks for an effect and never longer than its limit. What could not be looked at is not held: in doubt a fault has no effect.
 * Our own trouble goes on to the caller.
 */
export async function prove(
  what: string,
  signal: AbortSignal,
  look: (signal: AbortSignal) => Promise<Proof>,
  limitMs: number = usualLimitMs,
): Promise<Proof> {
  const limit = deadline(limitMs, signal);
  try {
    return await unlessAborted(look(limit.signal), limit.signal);
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof HarnessError || thrown instanceof Unsupported) throw thrown;
    return { held: false, proof: `${what} could not be looked at: ${messageOf(thrown)}` };
  } finally {
    limit.release();
  }
}

const noLogin =
  'Say its password (x-drillbook: roles: { app: { user: …, password: … } }), or give it POSTGRES_PASSWORD on the copy, with which a name alone logs in.';

/** What to throw when a fault could not be put in: our trouble, not an effect. */
export function notInjected(what: string, cause: unknown, hint: string): Error {
  if (cause instanceof HarnessError || cause instanceof Unsupported) return cause;
  return new HarnessError('fault-not-injected', `${what}: ${messageOf(cause)}`, sqlStateOf(cause) === '28P01' ? noLogin : hint, { cause });
}

import { randomUUID } from 'node:crypto';
import type { RunningStack } from '../../engines/engine.ts';
import { withRedis, type RedisSession } from '../../operations/redis-session.ts';
import { messageOf } from '../../support/harness-error.ts';
import { prove, type Proof } from '../proof.ts';

/** What a write is refused with, the error's first word before all; undefined when the server would carry it out. It writes nothing. */
export async function refusalOfWrites(client: RedisSession): Promise<string | undefined> {
  try {
    // A server looks at whether it takes writes before it looks at the key; with XX a key that is not there is not made.
    await client.call('SET', `session:${randomUUID()}`, '', 'XX');
    return undefined;
  } catch (thrown) {
    if ((thrown as Error).name === 'ReplyError') return messageOf(thrown);
    throw thrown;
  }
}

/** Proves, over a new connection, that writes are refused with an error of one kind (`OOM`, `READONLY`). */
export function proveRefusedWrites(stack: RunningStack, service: string, kind: string, signal: AbortSignal): Promise<Proof> {
  return prove(`writes to ${service}`, signal, limit =>
    withRedis(stack, service, { timeoutMs: 2500, signal: limit }, async client =>
      proofOfRefusal(await refusalOfWrites(client), service, kind),
    ),
  );
}

export function proofOfRefusal(refusal: string | undefined, service: string, kind: string): Proof {
  return refusal === undefined
    ? { held: false, proof: `${service} takes writes` }
    : { held: refusal.startsWith(`${kind} `), proof: `${service} refuses a write: ${refusal.split('.')[0] ?? ''}` };
}

import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { withRedis, type RedisSession } from '../../operations/redis-session.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { proofOfRefusal, refusalOfWrites } from './refused-writes.ts';
import { infoOf } from './server-settings.ts';
import { undoIn } from './undo-in.ts';

/** Addresses for documentation (RFC 5737), which nobody has: a server that answered would replace all data by its own. */
const addresses = ['192.0.2.11', '192.0.2.24', '192.0.2.37', '192.0.2.52'] as const;
const port = 6379;

/** Makes a server a replica of one that cannot be reached, as a failover that went half-way or a wrong address does. */
export const redisReadOnly = defineFault<{ service: string }>({
  kind: 'redis.read-only',
  about: 'A Redis server has become the replica of a server that cannot be reached.',
  symptom: 'Writes fail with `READONLY`; reads and `PING` succeed, `INFO replication` shows `role:slave` and the link down.',
  example: { service: 'redis' },
  settings: z.strictObject({ service: z.string().describe('The Redis server') }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service }) => `${service} was made the replica of a server that cannot be reached`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service }, { stack, signal, pick }) {
    const address = pick([...addresses]);
    try {
      await withRedis(stack, service, { timeoutMs: 10_000, signal }, async client => {
        const master = await masterOf(client);
        if (master !== undefined) throw new Error(`it is the replica of ${master} already`);
        await client.replicaof(address, port);
      });
    } catch (thrown) {
      throw notInjected(`${service} could not be made a replica`, thrown, 'Name the primary, and look whether it allows REPLICAOF.');
    }
    return {
      proveEffect: () =>
        prove(`writes to ${service}`, signal, limit =>
          withRedis(stack, service, { timeoutMs: 2500, signal: limit }, async client => {
            const [master, refusal] = [await masterOf(client), await refusalOfWrites(client)];
            const { held, proof } = proofOfRefusal(refusal, service, 'READONLY');
            // The replica of another one is what somebody has made of it since.
            return {
              held: held && master === `${address}:${port}`,
              proof: `${proof}; it is ${master === undefined ? 'a primary' : `the replica of ${master}`}`,
            };
          }),
        ),
      undo: () =>
        undoIn(stack, service, async client => {
          if ((await masterOf(client)) === `${address}:${port}`) await client.replicaof('NO', 'ONE');
        }),
    };
  },
});

/** Whose replica a server is; undefined for a primary. */
async function masterOf(client: RedisSession): Promise<string | undefined> {
  const host = await infoOf(client, 'replication', 'master_host');
  return host === undefined ? undefined : `${host}:${await infoOf(client, 'replication', 'master_port')}`;
}

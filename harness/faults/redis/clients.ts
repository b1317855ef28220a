import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { firstAnswer, openRedis, type RedisSession } from '../../operations/redis-session.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { changeSettings, infoOf, settingOf } from './server-settings.ts';
import { undoIn } from './undo-in.ts';

const most = 500;
const atOnce = 4;
/** What a server says to who comes when all places are taken, before it hangs up (`maxclients`). */
const tooMany = /max number of clients/i;

interface Settings {
  readonly service: string;
  readonly leave: number;
  readonly count: number;
  readonly pooled: 'keep' | 'end';
}

/**
 * Holds idle connections, and lets the server have no more than these: who is connected stays, and nobody else gets in as long as they are
 * held. The operator has no place of their own either.
 */
export const redisClients = defineFault<Settings>({
  kind: 'redis.clients',
  about: 'All connections of a Redis server are taken by idle clients.',
  symptom: 'New connections fail with `max number of clients reached`, those of the operator too; the port answers.',
  example: { service: 'redis' },
  settings: z.strictObject({
    service: z.string().describe('The Redis server'),
    leave: z.int().min(0).max(most).default(0).describe('Connections that stay free'),
    count: z
      .int()
      .min(1)
      .max(most)
      .default(20)
      .describe('How many idle clients, at most as many as the server has places; `maxclients` is set to as many'),
    pooled: z
      .enum(['keep', 'end'])
      .default('keep')
      .describe(
        'What becomes of the connections that the app has already: it keeps them until it gives them back, or they are ended, as after a restart',
      ),
  }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service, leave }) => `all ${leave === 0 ? '' : `but ${leave} `}connections of ${service} were taken`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, leave, count, pooled }, { stack, signal, pick }) {
    const name = pick(['api', 'report-worker', 'metrics', 'cron', 'session-store']);
    const held: RedisSession[] = [];
    const letGo = (): void => held.forEach(client => client.disconnect());
    const isOpen = ({ status }: RedisSession): boolean => status === 'ready' || status === 'connect';
    const idleClient = async (): Promise<RedisSession> => {
      const { client } = await openRedis(stack, service, { timeoutMs: 10_000, signal });
      try {
        await client.client('SETNAME', name);
        return client;
      } catch (thrown) {
        client.disconnect();
        throw thrown;
      }
    };
    let limit = '';
    let before = '';
    const restore = async (client: RedisSession): Promise<void> => {
      if (limit !== '' && (await settingOf(client, 'maxclients')) === limit) await client.config('SET', 'maxclients', before);
    };
    try {
      while (held.length < count) {
        const opened = await Promise.allSettled(Array.from({ length: Math.min(atOnce, count - held.length) }, idleClient));
        held.push(...opened.flatMap(one => (one.status === 'fulfilled' ? [one.value] : [])));
        signal.throwIfAborted();
        const refused = opened.find(one => one.status === 'rejected');
        if (refused === undefined) continue;
        // It has not that many places: then those that it has are all taken.
        if (held.length === 0) throw refused.reason;
        break;
      }
      const first = held.findLast(isOpen);
      if (first === undefined) throw new Error('the server ended them at once');
      // Of those who are connected none is counted out: more places than these are free only when ours are.
      const others = Number(await infoOf(first, 'clients', 'connected_clients')) - held.length;
      limit = String(held.length + leave + (leave > 0 && pooled === 'keep' ? others : 0));
      ({
        before: { maxclients: before = '' },
      } = await changeSettings(first, { maxclients: limit }));
      if (pooled === 'end') await endOthers(first, held.filter(isOpen));
    } catch (thrown) {
      const first = held.findLast(isOpen);
      if (first !== undefined) await restore(first).catch(() => {});
      letGo();
      throw notInjected(
        `the connections of ${service} could not be taken`,
        thrown,
        'Look whether the server allows CONFIG SET and CLIENT.',
      );
    }
    return {
      proveEffect: () =>
        prove(`the connections of ${service}`, signal, async limitOfProof => {
          const idle = held.filter(isOpen);
          const [looker] = idle;
          if (looker === undefined) return { held: false, proof: `none of the ${held.length} idle clients is left` };
          if (leave > 0) {
            const taken = Number(await infoOf(looker, 'clients', 'connected_clients'));
            const free = Number(await settingOf(looker, 'maxclients')) - taken;
            return { held: free <= leave, proof: `${free} connections of ${service} are free, ${idle.length} are held by idle clients` };
          }
          const answer = await firstAnswer(stack, service, limitOfProof);
          return {
            held: tooMany.test(answer),
            proof: `a new connection to ${service} is answered with ${answer}; ${idle.length} are held by idle clients`,
          };
        }),
      async undo() {
        // Over one that is open since before: a new one would not get in. Over a new one where the server has ended these.
        const inside = held.findLast(isOpen);
        const isRestored =
          inside !== undefined &&
          (await restore(inside).then(
            () => true,
            () => false,
          ));
        letGo();
        if (!isRestored && limit !== '') await undoIn(stack, service, restore);
        limit = '';
      },
    };
  },
});

/** Ends all connections but ours. */
async function endOthers(first: RedisSession, held: readonly RedisSession[]): Promise<void> {
  const ours = new Set(await Promise.all(held.map(async client => String(await client.client('ID')))));
  const list = String(await first.client('LIST'));
  for (const line of list.split('\n')) {
    const id = /\bid=(\d+)/.exec(line)?.[1];
    // Replicas (S) and a primary (M) are no clients.
    if (id !== undefined && !ours.has(id) && !/\bflags=[A-Za-z]*[SM]/.test(line)) await first.client('KILL', 'ID', id);
  }
}

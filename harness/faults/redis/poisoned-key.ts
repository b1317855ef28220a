import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { withRedis, type RedisSession } from '../../operations/redis-session.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { keepKeys, restoreKeys } from './kept-keys.ts';
import { undoIn } from './undo-in.ts';

const types = ['string', 'list', 'hash', 'set', 'zset'] as const;
type Type = (typeof types)[number];
const mostBytes = 64 * 1024 ** 2;

interface Settings {
  readonly service: string;
  readonly key: string;
  readonly value: string;
  readonly type: Type;
  readonly db: number;
}

/** Puts something into a key that its readers do not expect: another type (`WRONGTYPE`), or text that they cannot read. */
export const redisPoisonedKey = defineFault<Settings>({
  kind: 'redis.poisoned-key',
  about: 'A key in Redis holds something that its readers cannot read.',
  symptom: 'What uses the key fails, with `WRONGTYPE` or on what it holds; all other keys and `PING` are fine.',
  example: { service: 'redis', key: 'cache:prices', value: '{"eur":' },
  settings: z.strictObject({
    service: z.string().describe('The Redis server'),
    key: z.string().min(1).describe('The key'),
    value: z.string().default('(nil)').describe('What it holds then; of a list, set, hash or sorted set the only member'),
    type: z.enum(types).default('string').describe('Type that the key has then; where it had another one, readers get `WRONGTYPE`'),
    db: z.int().min(0).max(1_000_000).default(0).describe('Number of the database'),
  }) as never,
  needs: [],
  persistence: 'damage',
  summarize: ({ service, key }) => `the key ${key} of ${service} was given something that its readers cannot read`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, key, value, type, db }, { stack, signal }) {
    const name = Buffer.from(key);
    const inDatabase = async <T>(client: RedisSession, work: () => Promise<T>): Promise<T> => {
      if (db !== 0) await client.select(db);
      return await work();
    };
    const { kept, formerType, poison } = await withRedis(stack, service, { timeoutMs: 10_000, signal }, client =>
      inDatabase(client, async () => {
        const former = await client.type(key);
        const [before] = await keepKeys(client, [name], { remove: false, mostBytes });
        // All at once: no reader sees a key that is not there.
        const done = await client
          .multi()
          .del(key)
          .call(...(poisonWords(type, key, value) as [string, ...string[]]))
          .exec();
        const failed = done?.find(([error]) => error !== null)?.[0];
        if (failed !== undefined && failed !== null) {
          if (before !== undefined) await restoreKeys(client, [before], { replace: true });
          throw failed;
        }
        const [after] = await keepKeys(client, [name], { remove: false, mostBytes });
        return { kept: before, formerType: former, poison: after?.dump };
      }),
    ).catch((thrown: unknown) => {
      throw notInjected(`the key ${key} of ${service} could not be changed`, thrown, 'Its former value must not be larger than 64m.');
    });
    const isSame = poison !== undefined && kept?.dump.equals(poison) === true;
    /** Of another type than its readers know it is wrong whatever was added to it since; of the same type as long as nobody changed it. */
    const isPoisoned = async (client: RedisSession): Promise<boolean> => {
      if (isSame) return false;
      if (formerType !== 'none' && formerType !== type) return (await client.type(key)) === type;
      const [now] = await keepKeys(client, [name], { remove: false, mostBytes });
      return poison !== undefined && now?.dump.equals(poison) === true;
    };
    return {
      proveEffect: () =>
        prove(`the key ${key}`, signal, limit =>
          withRedis(stack, service, { timeoutMs: 2500, signal: limit }, client =>
            inDatabase(client, async () => {
              if (isSame) return { held: false, proof: `${key} held the same before` };
              const [held, now] = [await isPoisoned(client), await client.type(key)];
              const was = formerType === 'none' ? 'was not there before' : `was a ${formerType} before`;
              return {
                held,
                proof: `${key} ${now === 'none' ? 'is gone' : held ? `is the ${now} that was put there` : `is another ${now}`}, and ${was}`,
              };
            }),
          ),
        ),
      undo: () =>
        undoIn(stack, service, client =>
          inDatabase(client, async () => {
            if (!(await isPoisoned(client))) return;
            if (kept === undefined) await client.del(key);
            else await restoreKeys(client, [kept], { replace: true });
          }),
        ),
    };
  },
});

function poisonWords(type: Type, key: string, value: string): readonly string[] {
  switch (type) {
    case 'string':
      return ['SET', key, value];
    case 'list':
      return ['RPUSH', key, value];
    case 'hash':
      return ['HSET', key, 'value', value];
    case 'set':
      return ['SADD', key, value];
    case 'zset':
      return ['ZADD', key, '0', value];
  }
}

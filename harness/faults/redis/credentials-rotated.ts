import { createHash } from 'node:crypto';
import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { openRedis, withRedis, type RedisSession } from '../../operations/redis-session.ts';
import { messageOf } from '../../support/harness-error.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { lookAtLogins, newerUsers, type Logins } from './logins.ts';
import { undoIn } from './undo-in.ts';

/** The first words of what a server says to who has no password, or an old one. */
const refusals = /^(NOAUTH|WRONGPASS)\b/;

interface Settings {
  readonly service: string;
  readonly password?: string | undefined;
  readonly connections: 'keep' | 'end';
}

/** Gives the default user another password, as a rotation does of which the apps were not told. */
export const redisCredentialsRotated = defineFault<Settings>({
  kind: 'redis.credentials-rotated',
  about: 'The password of a Redis server has been changed, and its apps have the old one.',
  symptom: 'New connections fail with `NOAUTH` or `WRONGPASS`; those that are open go on working until they are ended.',
  example: { service: 'redis', password: 'winter-2024' },
  settings: z.strictObject({
    service: z.string().describe('The Redis server'),
    password: z.string().min(1).optional().describe('The new password, where the runbook has to know it; else one that nobody knows'),
    connections: z
      .enum(['keep', 'end'])
      .default('end')
      .describe('What becomes of the connections that are open: they go on working, or they are ended, so that apps must log in again'),
  }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service }) => `the password of ${service} was changed`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, password, connections }, { stack, signal, pick }) {
    const fresh = password ?? pick(['Qm7-tulip-frost', 'harbor.92.lynx', 'k4w-Granite-oak', 'sable_Pine_310']);
    const hash = createHash('sha256').update(fresh).digest('hex');
    let before: readonly string[] = [];
    let first: Logins | undefined;
    // Those of the harness itself, which has to look.
    let ownLogins = 0;
    try {
      before = await withRedis(stack, service, { timeoutMs: 10_000, signal }, async client => {
        const rules = await passwordsOf(client);
        if (rules.length === 0) throw new Error('its default user can log in with no password at all');
        if (rules.includes(`#${hash}`)) throw new Error('the new password is the old one');
        await client.call('ACL', 'SETUSER', 'default', 'resetpass', `>${fresh}`);
        if (connections === 'end') await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
        first = await lookAtLogins(client);
        return rules;
      });
    } catch (thrown) {
      throw notInjected(`the password of ${service} could not be changed`, thrown, 'Look whether the server allows ACL SETUSER (Redis 6).');
    }
    return {
      proveEffect: () =>
        prove(`logging in to ${service}`, signal, async limit => {
          // As the apps do: with what the stack says.
          const answer = await withRedis(stack, service, { timeoutMs: 2500, signal: limit }, client =>
            client.call('EXISTS', 'session'),
          ).then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          if (answer === undefined) return { held: false, proof: `a new connection to ${service} succeeds` };
          const refusal = refusals.exec(messageOf(answer))?.[1];
          if (refusal === undefined) throw answer;
          const failed = `a new connection to ${service} with the old password fails with ${refusal}`;
          // The app may have the new one by now, or somebody has rotated it once more.
          const login = await whoGetsIn();
          if (login === undefined) return { held: false, proof: `${failed}, and so does the one that was set: there is another one since` };
          ownLogins += 1;
          const newer = await withRedis(stack, service, { timeoutMs: 2500, signal: limit, ...login }, async client => {
            ownLogins += 1;
            return first === undefined ? 0 : newerUsers(first, await lookAtLogins(client), ownLogins);
          });
          return newer > 0
            ? { held: false, proof: `${failed}, but ${newer} clients have logged in since: the app has the new one` }
            : { held: true, proof: `${failed}, and no client has logged in with the new one` };
        }),
      async undo() {
        const login = await whoGetsIn();
        if (login === undefined) return;
        await undoIn(
          stack,
          service,
          async client => {
            const now = await passwordsOf(client);
            // What somebody has set since is theirs.
            if (now.length === 1 && now[0] === `#${hash}`) await client.call('ACL', 'SETUSER', 'default', 'resetpass', ...before);
          },
          login,
        );
      },
    };

    /** Nobody's password but the new one is of interest: with another one there is nothing to take back. */
    async function whoGetsIn(): Promise<{ readonly login: { readonly password: string } } | undefined> {
      const login = { password: fresh };
      try {
        const { client } = await openRedis(stack, service, { timeoutMs: 10_000, signal: new AbortController().signal, login });
        client.disconnect();
        return { login };
      } catch (thrown) {
        if ((thrown as Error).name === 'ReplyError') return undefined;
        // A server that is not there is told apart below.
        return { login };
      }
    }
  },
});

/** The default user's passwords as rules of `ACL SETUSER`: `nopass`, or `#` and a hash each. */
async function passwordsOf(client: RedisSession): Promise<readonly string[]> {
  const answer: unknown = await client.call('ACL', 'GETUSER', 'default');
  const fields = Array.isArray(answer)
    ? Object.fromEntries(answer.flatMap((_, index) => (index % 2 === 0 ? [[answer[index], answer[index + 1]]] : [])) as [string, unknown][])
    : (answer as Record<string, unknown>);
  const flags = fields['flags'] as Iterable<string>;
  if ([...flags].includes('nopass')) return ['nopass'];
  return [...(fields['passwords'] as Iterable<string>)].map(one => `#${one}`);
}

import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { firstAnswer, openRedis, withRedis, type RedisSession } from '../../operations/redis-session.ts';
import { deadline } from '../../operations/deadline.ts';
import { messageOf } from '../../support/harness-error.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';

/** A server says nothing at all until its script has run for `busy-reply-threshold`, 5 s; then it says BUSY, and listens to SCRIPT KILL. */
const silenceMs = 1500;
const killMs = 15_000;

/** Loops that look like work. None writes, or it could not be ended but with the server. */
const scripts = [
  "local n = 0 while true do n = n + redis.call('DBSIZE') end return n",
  "local last = '' while true do last = redis.sha1hex(last .. #redis.call('KEYS', 'session:*')) end return last",
  "local seen = {} while true do seen[1] = redis.call('EXISTS', 'rank:today') end return seen",
] as const;

/** Runs a script that never ends, as a loop over a key that never empties does: a Redis server does one thing at a time. */
export const redisBusyScript = defineFault<{ service: string }>({
  kind: 'redis.busy-script',
  about: 'A Redis server is busy with a script that does not end.',
  symptom: 'No command is answered, later each one with `BUSY`, `PING` too; the port takes connections. `SCRIPT KILL` ends it.',
  example: { service: 'redis' },
  settings: z.strictObject({ service: z.string().describe('The Redis server') }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service }) => `${service} was busy with a script that does not end`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service: name }, { stack, signal, pick }) {
    const script = pick([...scripts]);
    /** Said by the server; a connection that broke says nothing of the script. */
    let over: string | undefined;
    const ended = (): string | undefined => over;
    let lost = false;
    let client: RedisSession | undefined;
    try {
      ({ client } = await openRedis(stack, name, { timeoutMs: 10_000, patient: true, signal }));
      // Whether scripts may be run at all.
      await client.eval('return 1', 0);
    } catch (thrown) {
      client?.disconnect();
      throw notInjected(`a script could not be run in ${name}`, thrown, 'Look whether the server allows EVAL.');
    }
    client.on('close', () => (lost = true));
    void client.eval(script, 0).then(
      () => (over ??= 'it has ended'),
      (thrown: unknown) => {
        if ((thrown as Error).name === 'ReplyError') over = messageOf(thrown);
      },
    );
    return {
      proveEffect: () =>
        prove(name, signal, async limit => {
          if (ended() !== undefined) return { held: false, proof: `the script does not run any more: ${ended()}` };
          const silence = deadline(silenceMs, limit);
          try {
            const answer = await firstAnswer(stack, name, silence.signal);
            if (answer.startsWith('-BUSY')) return { held: true, proof: `${name} answers BUSY, for it runs a script` };
            return { held: false, proof: `${name} answers ${answer}` };
          } catch (thrown) {
            limit.throwIfAborted();
            if (!silence.signal.aborted) throw thrown;
            const { state } = await serviceOf(stack, name).status({ health: false });
            // An end that is heard of only now.
            if (ended() !== undefined) return { held: false, proof: `the script does not run any more: ${ended()}` };
            if (lost)
              return {
                held: false,
                proof: `${name} is ${state} and does not answer for ${silenceMs} ms; the connection of the script is lost`,
              };
            return {
              held: state === 'running',
              proof: `${name} is ${state}, takes a connection, and does not answer for ${silenceMs} ms: it runs a script`,
            };
          } finally {
            silence.release();
          }
        }),
      async undo() {
        if (over !== undefined || (lost && !(await isBusy()))) return client?.disconnect();
        // Heard only once the server has been silent for its time.
        const options = { timeoutMs: killMs, signal: new AbortController().signal };
        try {
          await withRedis(stack, name, options, killer => killer.call('SCRIPT', 'KILL'));
        } catch (thrown) {
          const { state } = await serviceOf(stack, name).status({ health: false });
          if (!messageOf(thrown).startsWith('NOTBUSY') && state === 'running') throw thrown;
        } finally {
          client?.disconnect();
        }
      },
    };

    /** Whether a script runs there still, though its connection is lost. */
    async function isBusy(): Promise<boolean> {
      const limit = deadline(silenceMs * 2, new AbortController().signal);
      return await firstAnswer(stack, name, limit.signal)
        .then(
          answer => answer.startsWith('-BUSY'),
          () => false,
        )
        .finally(limit.release);
    }
  },
});

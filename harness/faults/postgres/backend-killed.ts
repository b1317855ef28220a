import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { sqlStateOf, withSession } from '../../operations/sql-session.ts';
import { HarnessError, messageOf } from '../../support/harness-error.ts';
import { durationSetting } from '../duration-setting.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';

/** How long a session must live to tell that nobody kills any more. */
const livesMs = 1500;
const againMs = 50;
const duration = durationSetting({ least: '0s', most: '60s', such: '5s' });
/** Logging in was refused for another reason than a crash (PostgreSQL, appendix A, class 28): the server is there. */
const isAnswer = (state: string | undefined): boolean => state !== undefined && !state.startsWith('57P') && state !== '08006';

/**
 * Ends one process of the server with SIGKILL, as the kernel does when memory runs out: the server ends all sessions and recovers by
 * itself. For controls: no runbook has a part in it.
 */
export const postgresBackendKilled = defineFault<{ service: string; lasts: number }>({
  kind: 'postgres.backend-killed',
  about: 'A process of the server is killed, again and again for a while; the server ends all sessions and recovers by itself.',
  symptom: 'All sessions end with 57P02, new ones fail with 57P03 until the recovery is over; it passes by itself.',
  example: { service: 'database', lasts: '5s' },
  settings: z.strictObject({
    service: z.string().describe('The PostgreSQL server'),
    lasts: duration
      .default(5000)
      .describe('How long a session of the app is killed as soon as it is open again, up to 60s, or once with 0s; 5s'),
  }) as never,
  needs: ['process'],
  persistence: 'transient',
  summarize: ({ service, lasts }) => `a process of ${service} was killed${lasts === 0 ? '' : `, again and again for ${lasts / 1000} s`}`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service: name, lasts: lastsMs }, { stack, signal, pick }) {
    const service = serviceOf(stack, name);
    const access = { service: name, role: 'app', applicationName: pick(['report-worker', 'api', 'exporter']), timeoutMs: 2500, signal };
    const kill = (): Promise<void> =>
      withSession(stack, access, async session => {
        const { rows } = await session.query<{ pid: number }>('select pg_backend_pid() as pid');
        const { status, stderr } = await service.exec(['sh', '-c', 'kill -9 "$0"', String(rows[0]?.pid)], { timeoutMs: 5000, signal });
        if (status !== 0)
          throw new HarnessError('fault-not-injected', `kill: ${stderr.trim()}`, 'Look whether the service has a POSIX shell.');
      });
    await kill().catch((thrown: unknown) => {
      throw notInjected(`a process of ${name} could not be killed`, thrown, 'Look whether the role `app` can log in.');
    });
    const until = performance.now() + lastsMs;
    let over = false;
    const killing = (): boolean => !over && !signal.aborted && performance.now() < until;
    const killer = (async () => {
      while (killing()) {
        // It fails until the server has recovered.
        await kill().catch(() => {});
        if (killing()) await sleep(againMs, undefined, { signal, ref: false }).catch(() => {});
      }
    })();
    return {
      proveEffect: () =>
        prove(name, signal, async limit => {
          const end = await withSession(stack, { ...access, signal: limit }, session =>
            session.query('select pg_sleep($1)', [livesMs / 1000]),
          ).then(
            () => undefined,
            (thrown: unknown) => ({ state: sqlStateOf(thrown), message: messageOf(thrown) }),
          );
          limit.throwIfAborted();
          if (end === undefined) return { held: false, proof: `a new session of ${name} lives` };
          const words = `${end.state ?? ''} ${end.message}`.trim();
          if (isAnswer(end.state)) return { held: false, proof: `a new session of ${name} fails otherwise: ${words}` };
          return { held: true, proof: `a new session of ${name} does not live for ${livesMs / 1000} s: ${words}` };
        }),
      async undo() {
        over = true;
        await killer;
      },
    };
  },
});

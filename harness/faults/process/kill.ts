import { constants } from 'node:os';
import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { waitUntil } from '../../support/clock.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { needed } from '../needed.ts';
import { prove } from '../proof.ts';

const signals = z
  .string()
  .regex(/^(SIG)?[A-Z0-9]+$/)
  .transform(name => (name.startsWith('SIG') ? name : `SIG${name}`))
  .refine(name => name in constants.signals, { error: 'expected the name of a signal, such as SIGKILL' })
  // Frozen, it would still be there, and to start it would not wake it.
  .refine(name => !/^SIG(STOP|TSTP|TTIN|TTOU)$/.test(name), {
    error: 'expected a signal that ends a process; `process.pause` freezes one',
  });

/** Ends a service's processes with a signal from outside, as the kernel does when memory runs out. */
export const processKill = defineFault<{ service: string; signal: string }>({
  kind: 'process.kill',
  about: "A service's processes are ended by a signal.",
  symptom: 'Connections are refused, or nobody does the work; clients see `ECONNREFUSED`.',
  example: { service: 'worker', signal: 'SIGKILL' },
  settings: z.strictObject({
    service: z.string().describe('The service'),
    signal: signals.default('SIGKILL').describe('Name of the signal, with or without SIG; SIGKILL'),
  }) as never,
  needs: ['process'],
  persistence: 'damage',
  summarize: ({ service, signal }) => `${service} was killed with ${signal}`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service: name, signal }, { stack, signal: abort }) {
    const service = serviceOf(stack, name);
    const control = needed(service, 'process');
    const [first, killed] = await Promise.all([service.status(), control.states()]);
    await control.signal(signal);
    await waitUntil(async () => (await service.status()).state !== 'running', { withinMs: 3000, everyMs: 25, signal: abort });
    return {
      proveEffect: () =>
        prove(name, abort, async () => {
          if (killed.length === 0) return { held: false, proof: `${name} had no processes before it was killed` };
          const [status, processes] = await Promise.all([service.status(), control.states()]);
          // A service counts its pids anew with each start, so they alone do not tell old from new.
          const isNew = status.restarts > first.restarts || (status.startedAt?.getTime() ?? 0) > (first.startedAt?.getTime() ?? 0);
          if (status.state === 'restarting') return { held: false, proof: `${name} is about to be restarted by its policy` };
          if (processes.length > 0 && isNew)
            return {
              held: false,
              proof: `${name} runs again as pid ${status.pid ?? processes[0]?.pid ?? '?'}${status.restarts > first.restarts ? ', restarted by its policy' : ''}`,
            };
          if (processes.length > 0 || status.state === 'running')
            return { held: false, proof: `${name} still runs: ${signal} did not end it` };
          return {
            held: true,
            proof: `${name} is ${status.state}${status.signal === undefined ? '' : ` by ${status.signal}`}, the ${killed.length} processes that it had are gone`,
          };
        }),
      undo: () => control.start(),
    };
  },
});

import { constants } from 'node:os';
import { z } from 'zod';
import { unknownService } from '../operations/known-service.ts';
import { waitUntil } from '../support/clock.ts';
import { defineFault, serviceOf } from './fault.ts';
import { needed } from './needed.ts';

const signals = z.string().regex(/^(SIG)?[A-Z0-9]+$/).transform(name => (name.startsWith('SIG') ? name : `SIG${name}`)).refine(name => name in constants.signals, { error: 'expected the name of a signal, such as SIGKILL' });

/** Ends a service's processes with a signal from outside, as the kernel does when memory runs out. */
export const processKill = defineFault<{ service: string; signal: string }>({
  kind: 'process.kill',
  about: 'A service\'s processes are ended by a signal.',
  settings: z.strictObject({ service: z.string(), signal: signals.default('SIGKILL') }) as never,
  needs: ['process'],
  persistence: 'damage',
  summarize: ({ service, signal }) => `${service} was killed with ${signal}`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service: name, signal }, { stack, signal: abort }) {
    const service = serviceOf(stack, name);
    const control = needed(service, 'process');
    const before = new Set((await control.states()).map(({ pid }) => pid));
    await control.signal(signal);
    await waitUntil(async () => (await service.status()).state !== 'running', { withinMs: 5000, everyMs: 25, signal: abort });
    return {
      async proveEffect() {
        const [status, processes] = await Promise.all([service.status(), control.states()]);
        if (processes.some(({ pid }) => before.has(pid))) return { held: false, proof: `${name} still runs: ${signal} did not end it` };
        if (status.state === 'running') return { held: false, proof: `${name} runs again as pid ${status.pid ?? '?'}` };
        return { held: before.size > 0, proof: `${name} is ${status.state}${status.signal === undefined ? '' : ` by ${status.signal}`}, ${before.size} processes are gone` };
      },
      undo: () => control.start(),
    };
  },
});

import { z } from 'zod';
import { unknownService } from '../operations/known-service.ts';
import { defineFault, serviceOf } from './fault.ts';
import { needed } from './needed.ts';

/** Freezes every process of a service: it is there, keeps its connections and answers nothing. */
export const processPause = defineFault({
  kind: 'process.pause',
  about: 'A service\'s processes are frozen.',
  settings: z.strictObject({ service: z.string() }),
  needs: ['process'],
  persistence: 'held',
  summarize: ({ service }) => `${service} was frozen`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service: name }, { stack }) {
    const control = needed(serviceOf(stack, name), 'process');
    await control.pause();
    return {
      async proveEffect() {
        const processes = await control.states();
        const frozen = processes.filter(({ state }) => state === 'T');
        return { held: processes.length > 0 && frozen.length === processes.length, proof: `${frozen.length} of ${processes.length} processes of ${name} are stopped (state T)` };
      },
      undo: () => control.resume(),
    };
  },
});

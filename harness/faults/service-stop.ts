import { z } from 'zod';
import { unknownService } from '../operations/known-service.ts';
import { defineFault, serviceOf } from './fault.ts';
import { needed } from './needed.ts';

/** Stops a service in order, as an operator, an update or a failed dependency would. */
export const serviceStop = defineFault({
  kind: 'service.stop',
  about: 'A service is stopped in order and stays down.',
  settings: z.strictObject({ service: z.string() }),
  needs: ['process'],
  persistence: 'damage',
  summarize: ({ service }) => `${service} was stopped`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service: name }, { stack }) {
    const service = serviceOf(stack, name);
    const control = needed(service, 'process');
    await control.stop();
    return {
      async proveEffect() {
        const [{ state }, processes] = await Promise.all([service.status(), control.states()]);
        return { held: state !== 'running' && state !== 'restarting' && processes.length === 0, proof: `${name} is ${state} with ${processes.length} processes` };
      },
      undo: () => control.start(),
    };
  },
});

import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { needed } from '../needed.ts';
import { prove } from '../proof.ts';

/** Stops a service in order, as an operator, an update or a failed dependency would. */
export const serviceStop = defineFault({
  kind: 'service.stop',
  about: 'A service is stopped in order and stays down.',
  symptom: 'Connections are refused, or nobody does the work.',
  example: { service: 'database' },
  settings: z.strictObject({ service: z.string().describe('The service') }),
  needs: ['process'],
  persistence: 'damage',
  summarize: ({ service }) => `${service} was stopped`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service: name }, { stack, signal }) {
    const service = serviceOf(stack, name);
    const control = needed(service, 'process');
    // What had ended before was not stopped by us.
    const before = (await control.states()).length;
    await control.stop();
    return {
      proveEffect: () =>
        prove(name, signal, async () => {
          if (before === 0) return { held: false, proof: `${name} had no processes before it was stopped` };
          const [{ state }, processes] = await Promise.all([service.status(), control.states()]);
          return {
            held: (state === 'stopped' || state === 'exited') && processes.length === 0,
            proof: `${name} is ${state} with ${processes.length} processes`,
          };
        }),
      undo: () => control.start(),
    };
  },
});

import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ProcessControl } from '../../engines/engine.ts';
import { unknownService } from '../../operations/known-service.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { needed } from '../needed.ts';
import { prove } from '../proof.ts';

/** Freezes every process of a service: it is there, keeps its connections and answers nothing. */
export const processPause = defineFault({
  kind: 'process.pause',
  about: "A service's processes are frozen.",
  symptom: 'Connections open and get no answer; clients run into their limits.',
  example: { service: 'worker' },
  settings: z.strictObject({ service: z.string().describe('The service') }),
  needs: ['process'],
  persistence: 'held',
  summarize: ({ service }) => `${service} was frozen`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service: name }, { stack, signal }) {
    const control = needed(serviceOf(stack, name), 'process');
    try {
      await control.pause();
      // A process that was just being forked may have escaped the first time.
      for (let again = 0; again < 5 && (await awake(control)).length > 0; again++) {
        await sleep(20, undefined, { signal });
        if ((await awake(control)).length > 0) await control.pause();
      }
    } catch (thrown) {
      await control.resume().catch(() => {});
      throw thrown;
    }
    return {
      proveEffect: () =>
        prove(name, signal, async () => {
          const alive = (await control.states()).filter(isAlive);
          const frozen = alive.filter(({ state }) => state === 'T');
          return {
            held: alive.length > 0 && frozen.length === alive.length,
            proof: `${frozen.length} of ${alive.length} processes of ${name} are stopped (state T)`,
          };
        }),
      undo: () => control.resume(),
    };
  },
});

async function awake(control: ProcessControl): Promise<readonly unknown[]> {
  return (await control.states()).filter(process => isAlive(process) && process.state !== 'T');
}

/** What has ended and waits for its parent (Z, X) runs no more, frozen or not. */
function isAlive({ state }: { readonly state: string }): boolean {
  return state !== 'Z' && state !== 'X';
}

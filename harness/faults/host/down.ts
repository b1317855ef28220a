import { z } from 'zod';
import type { ServiceStatus } from '../../engines/engine.ts';
import type { Stack } from '../../model/stack.ts';
import { unknownService } from '../../operations/known-service.ts';
import { waitUntil } from '../../support/clock.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { needed } from '../needed.ts';
import { notInjected, prove } from '../proof.ts';

const healthyMs = 10_000;

/**
 * Ends several services at once and without warning, as when the machine that they run on loses its power.
 *
 * Restart policies do not act, since nothing runs that could; volumes stay as they were at that moment. Each service comes
 * back when somebody starts it.
 *
 * @example `host.down: { services: [database, cache] }`
 */
export const hostDown = defineFault<{ services: readonly string[] }>({
  kind: 'host.down',
  about: 'Several services end at once, as when their machine loses its power.',
  symptom: 'Connections to all of them are refused; what they had not written is lost, their volumes are there.',
  example: { services: ['database', 'cache'] },
  settings: z.strictObject({
    services: z
      .array(z.string())
      .min(1)
      .refine(names => new Set(names).size === names.length, { error: 'expected each service once' })
      .describe('What ran on the machine'),
  }) as never,
  needs: ['process'],
  persistence: 'damage',
  summarize: ({ services }) => `the machine of ${services.join(', ')} went down`,
  target: ({ services: [first] }) => first,
  check: ({ services }, stack) => services.flatMap(name => unknownService(name, stack)),
  async inject({ services: names }, { stack, signal }) {
    const all = await Promise.all(
      names.map(async name => {
        const service = serviceOf(stack, name);
        const control = needed(service, 'process');
        const [status, processes] = await Promise.all([service.status({ health: false }), control.states()]);
        return { name, service, control, ran: processes.length > 0, status };
      }),
    );
    const down = all.filter(({ ran }) => ran);
    const undo = async (): Promise<void> => {
      for (const name of inOrder(
        stack.spec,
        down.map(one => one.name),
      )) {
        const service = serviceOf(stack, name);
        // Who has been started since is not touched.
        if ((await service.status({ health: false })).state === 'running') continue;
        await needed(service, 'process').start();
        await waitUntil(async () => isReady(await service.status()), { withinMs: healthyMs, everyMs: 100 });
      }
    };
    try {
      await Promise.all(down.map(({ control }) => control.stop({ signal: 'SIGKILL', graceMs: 0 })));
    } catch (thrown) {
      await undo().catch(() => {});
      throw notInjected(`${names.join(', ')} could not be ended`, thrown, 'Look whether the stack still runs.');
    }
    return {
      proveEffect: () =>
        prove(names.join(', '), signal, async () => {
          if (down.length === 0) return { held: false, proof: `${names.join(', ')} had no processes before` };
          const now = await Promise.all(
            down.map(async ({ name, service, control }) => {
              const [{ state }, processes] = await Promise.all([service.status({ health: false }), control.states()]);
              return { name, state, gone: processes.length === 0 && (state === 'stopped' || state === 'exited') };
            }),
          );
          const gone = now.filter(one => one.gone);
          const back = now.filter(one => !one.gone);
          // The machine is up again for all of them, or it is not up.
          return {
            held: gone.length > 0,
            proof: [
              ...(gone.length === 0 ? [] : [`${gone.map(({ name, state }) => `${name} is ${state}`).join(', ')} without a process`]),
              ...(back.length === 0 ? [] : [`${back.map(({ name, state }) => `${name} is ${state}`).join(', ')}`]),
            ].join('; '),
          };
        }),
      undo,
    };
  },
});

function isReady({ state, health }: ServiceStatus): boolean {
  return state !== 'running' || health === undefined || health === 'healthy';
}

/** Those that others of them depend on first. */
function inOrder({ services }: Stack, names: readonly string[]): readonly string[] {
  const ordered: string[] = [];
  const visit = (name: string, above: readonly string[]): void => {
    if (above.includes(name) || ordered.includes(name)) return;
    for (const { service } of services.find(one => one.name === name)?.dependsOn ?? []) visit(service, [...above, name]);
    if (names.includes(name)) ordered.push(name);
  };
  for (const name of names) visit(name, []);
  return ordered;
}

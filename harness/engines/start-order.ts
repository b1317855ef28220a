import type { Service, Stack } from '../model/stack.ts';
import { waitUntil } from '../support/clock.ts';
import { HarnessError } from '../support/harness-error.ts';
import { nearest } from '../support/nearest.ts';
import type { RunningStack } from './engine.ts';

export interface StartPace {
  /** Between two questions for a service's health. */
  readonly everyMs: number;
  /** For how long a service must have been healthy at each question. */
  readonly steadyMs: (service: Service) => number;
}

/** Starts each service as soon as those that it depends on are as far as it asks; in parallel otherwise. */
export async function startInOrder(
  stack: Stack,
  running: Pick<RunningStack, 'services'>,
  { deadline, signal, pace = { everyMs: 50, steadyMs: () => 0 } }: { deadline: number; signal: AbortSignal; pace?: StartPace },
): Promise<void> {
  const started = new Map<string, Promise<void>>();
  const healthy = new Map<string, Promise<void>>();
  const startOf = (service: Service): Promise<void> =>
    remember(started, service.name, async () => {
      await Promise.all(
        service.dependsOn.map(async ({ service: name, condition }) => {
          const dependency = stack.services.find(candidate => candidate.name === name);
          if (dependency === undefined)
            throw new Error(
              `unexpected dependency "${name}", expected one of ${
                nearest(
                  name,
                  stack.services.map(one => one.name),
                ) ?? 'the services'
              }`,
            );
          await startOf(dependency);
          if (condition === 'service_healthy') await healthOf(dependency);
          if (condition === 'service_completed_successfully') await completionOf(dependency);
        }),
      );
      await running.services.get(service.name)?.can.process?.start();
    });
  const healthOf = (service: Service): Promise<void> =>
    remember(healthy, service.name, async () => {
      await startOf(service);
      if (service.healthcheck === undefined) return;
      let since: number | undefined;
      const isSteady = async (): Promise<boolean> => {
        const healthy = await isHealthy(service);
        since = healthy ? (since ?? performance.now()) : undefined;
        return since !== undefined && performance.now() - since >= pace.steadyMs(service);
      };
      const ok = await waitUntil(isSteady, { withinMs: deadline - performance.now(), everyMs: pace.everyMs, easily: true, signal });
      if (!ok) throw await notHealthy(running, service, 'did not become healthy in time');
    });
  const isHealthy = async (service: Service): Promise<boolean> => {
    const status = await running.services.get(service.name)?.status();
    if (status?.state === 'exited' && service.restart === 'no')
      throw await notHealthy(running, service, `ended with status ${status.exitStatus ?? '?'}`);
    return status?.health === 'healthy';
  };
  const completionOf = async (service: Service): Promise<void> => {
    const ended = async (): Promise<boolean> => (await running.services.get(service.name)?.status())?.state === 'exited';
    if (!(await waitUntil(ended, { withinMs: deadline - performance.now(), everyMs: 50, signal })))
      throw await notHealthy(running, service, 'did not complete in time');
    const status = await running.services.get(service.name)?.status();
    if (status?.exitStatus !== 0) throw await notHealthy(running, service, `ended with status ${status?.exitStatus ?? '?'}`);
  };
  await Promise.all(stack.services.map(service => healthOf(service)));
}

function remember(known: Map<string, Promise<void>>, name: string, make: () => Promise<void>): Promise<void> {
  const promise = known.get(name) ?? make();
  known.set(name, promise);
  return promise;
}

async function notHealthy(running: Pick<RunningStack, 'services'>, { name }: Service, what: string): Promise<HarnessError> {
  const log = await running.services.get(name)?.logs({ tailLines: 5 });
  return new HarnessError(
    'stack-not-healthy',
    `service ${name} ${what}; its last lines: ${log?.trim().replaceAll('\n', ' | ') || '(none)'}`,
    'Look at its healthcheck and command in the Compose file.',
  );
}

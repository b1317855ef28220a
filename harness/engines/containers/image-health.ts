import type { Healthcheck, Stack } from '../../model/stack.ts';
import type { Runtime } from './runtime.ts';

const nanosecondsPerMs = 1e6;
/** Docker's own defaults. */
const [usualMs, usualRetries] = [30_000, 3];

/** The stack with the health checks that its images bring, where the Compose file says nothing else. */
export async function withImageHealth(runtime: Runtime, stack: Stack, images: ReadonlyMap<string, string>): Promise<Stack> {
  const services = await Promise.all(
    stack.services.map(async service => {
      if (service.healthcheck !== undefined || service.noHealthcheck === true) return service;
      const image = await runtime.container.dockerode.getImage(images.get(service.name) ?? '').inspect();
      const healthcheck = healthcheckOf((image.Config as { Healthcheck?: ImageHealth }).Healthcheck);
      return healthcheck === undefined ? service : { ...service, healthcheck };
    }),
  );
  return { ...stack, services };
}

/** Durations in nanoseconds, 0 or absent for the default. */
interface ImageHealth {
  readonly Test?: readonly string[];
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly Retries?: number;
  readonly StartPeriod?: number;
}

function healthcheckOf(health: ImageHealth | undefined): Healthcheck | undefined {
  const [kind, ...words] = health?.Test ?? [];
  if ((kind !== 'CMD' && kind !== 'CMD-SHELL') || words.length === 0) return undefined;
  return {
    test: kind === 'CMD' ? words : ['/bin/sh', '-c', words.join(' ')],
    intervalMs: (health?.Interval ?? 0) / nanosecondsPerMs || usualMs,
    timeoutMs: (health?.Timeout ?? 0) / nanosecondsPerMs || usualMs,
    retries: health?.Retries === undefined || health.Retries === 0 ? usualRetries : health.Retries,
    startPeriodMs: (health?.StartPeriod ?? 0) / nanosecondsPerMs,
  };
}

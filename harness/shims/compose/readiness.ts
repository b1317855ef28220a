import { waitUntil } from '../../support/clock.ts';
import { isUp, stateOf, type Container } from '../docker/container.ts';
import type { ComposeCall } from './compose-call.ts';
import { ComposeError } from './project.ts';

/** A container without a health check is ready when it runs. Docker calls one unhealthy after its retries. */
export async function untilHealthy(
  { call }: ComposeCall,
  { name, instance, spec }: Container,
  limitMs?: number,
  prefix = '',
): Promise<void> {
  const check = spec.healthcheck;
  const patienceMs = check === undefined ? 0 : check.startPeriodMs + check.retries * (check.intervalMs + check.timeoutMs);
  const ready = await waitUntil(
    async () => {
      const status = await instance.status();
      const state = stateOf(status);
      if (state === 'exited' || state === 'created')
        throw new ComposeError(`${prefix}container ${name} exited (${status.exitStatus ?? 0})`);
      return check === undefined ? state === 'running' : status.health === 'healthy';
    },
    { withinMs: Math.min(patienceMs, limitMs ?? Infinity), everyMs: 100, signal: call.signal },
  );
  if (ready) return;
  throw new ComposeError(
    limitMs !== undefined && limitMs < patienceMs
      ? `application not healthy after ${limitMs / 1000}s`
      : `${prefix}container ${name} is unhealthy`,
  );
}

/** The first of a service's containers that ends tells how the service ended. */
export async function untilCompleted({ call }: ComposeCall, service: string, containers: readonly Container[]): Promise<void> {
  let ended: Container | undefined;
  await waitUntil(
    async () => {
      for (const container of containers) if (!(await isUp(container))) ended ??= container;
      return ended !== undefined;
    },
    { withinMs: Infinity, everyMs: 200, signal: call.signal },
  );
  const { exitStatus = 0 } = (await ended?.instance.status({ health: false })) ?? {};
  if (exitStatus !== 0) throw new ComposeError(`service "${service}" didn't complete successfully: exit ${exitStatus}`);
}

/** `--wait-timeout`, in milliseconds. */
export function limitOf(seconds: string | undefined): number | undefined {
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

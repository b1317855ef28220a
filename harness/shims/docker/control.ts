import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningStack } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { processOf } from '../controls.ts';
import { signalMain, signalName } from '../signals.ts';
import { stateOf, type Container } from './container.ts';

/** What the Docker daemon refuses; printed after "Error response from daemon:". */
export class DaemonError extends Error {
  override readonly name = 'DaemonError';
}

const aDayMs = 86_400_000;

export async function startContainer({ service }: Container, stack: RunningStack): Promise<void> {
  const process = processOf(service, stack);
  if (stateOf(await service.status({ health: false })) === 'paused')
    throw new DaemonError('cannot start a paused container, try unpause instead');
  await process.start();
}

/** The stop signal, then SIGKILL. `timeout`: seconds as given, -1 waits without end; else the container's own grace period (10 s). */
export async function stopContainer(
  { service, spec }: Container,
  stack: RunningStack,
  { timeout, signal }: { readonly timeout?: string | undefined; readonly signal?: string | undefined } = {},
): Promise<void> {
  const process = processOf(service, stack);
  const seconds = timeout === undefined ? undefined : Number(timeout);
  if (seconds !== undefined && !Number.isInteger(seconds)) throw new Unsupported(`time limit "${timeout ?? ''}"`);
  const state = stateOf(await service.status({ health: false }));
  if (state === 'exited' || state === 'created') return;
  await process.stop({
    graceMs: seconds === undefined ? spec.stopGraceMs : seconds < 0 ? aDayMs : seconds * 1000,
    ...(signal === undefined ? {} : { signal: signalName(signal) }),
  });
}

export async function restartContainer(
  container: Container,
  stack: RunningStack,
  how: { readonly timeout?: string | undefined; readonly signal?: string | undefined } = {},
): Promise<void> {
  await stopContainer(container, stack, how);
  await processOf(container.service, stack).start();
}

/** SIGKILL waits for the end, another signal is only sent. Either way Docker's restart policy no longer acts. */
export async function killContainer(container: Container, stack: RunningStack, given: string | undefined): Promise<void> {
  const { service, spec, id, name } = container;
  const process = processOf(service, stack);
  const signal = signalName(given ?? 'SIGKILL');
  const state = stateOf(await service.status({ health: false }));
  if (state === 'exited' || state === 'created') throw new DaemonError(`cannot kill container: ${name}: container ${id} is not running`);
  if (signal === 'SIGKILL') return process.stop({ signal, graceMs: 0 });
  if (spec.restart === 'no') return signalMain(service, stack, signal);
  // A stop without an end in sight sends the signal and keeps the restart policy from acting when the process goes.
  const sent = process.stop({ signal, graceMs: aDayMs });
  sent.catch(() => undefined);
  await Promise.race([sent, sleep(100)]);
}

export async function pauseContainer({ service, id }: Container, stack: RunningStack): Promise<void> {
  const process = processOf(service, stack);
  const state = stateOf(await service.status({ health: false }));
  if (state === 'paused') throw new DaemonError(`container ${id} is already paused`);
  if (state !== 'running') throw new DaemonError(`container ${id} is not running`);
  await process.pause();
}

export async function unpauseContainer({ service, id }: Container, stack: RunningStack): Promise<void> {
  const process = processOf(service, stack);
  if (stateOf(await service.status({ health: false })) !== 'paused') throw new DaemonError(`Container ${id} is not paused`);
  await process.resume();
}

import { setTimeout as sleep } from 'node:timers/promises';
import { Unsupported } from '../../support/harness-error.ts';
import { signalMain, signalName } from '../signals.ts';
import { stateOf, type Container } from './container.ts';
import { DaemonError } from './daemon-error.ts';

const aDayMs = 86_400_000;

/** What runs, or is about to by its restart policy, is left alone. */
export async function startContainer({ instance }: Container): Promise<void> {
  const state = stateOf(await instance.status({ health: false }));
  if (state === 'paused') throw new DaemonError('cannot start a paused container, try unpause instead');
  if (state !== 'running' && state !== 'restarting') await instance.process.start();
}

/** The stop signal, then SIGKILL. `timeout`: seconds as given, -1 waits without end; else the container's own grace period (10 s). */
export async function stopContainer(
  { instance, spec }: Container,
  { timeout, signal }: { readonly timeout?: string | undefined; readonly signal?: string | undefined } = {},
): Promise<void> {
  const seconds = timeout === undefined ? undefined : Number(timeout);
  if (seconds !== undefined && !Number.isInteger(seconds)) throw new Unsupported(`time limit "${timeout ?? ''}"`);
  const state = stateOf(await instance.status({ health: false }));
  if (state === 'exited' || state === 'created') return;
  await instance.process.stop({
    graceMs: seconds === undefined ? spec.stopGraceMs : seconds < 0 ? aDayMs : seconds * 1000,
    ...(signal === undefined ? {} : { signal: signalName(signal) }),
  });
}

export async function restartContainer(
  container: Container,
  how: { readonly timeout?: string | undefined; readonly signal?: string | undefined } = {},
): Promise<void> {
  await stopContainer(container, how);
  await container.instance.process.start();
}

/**
 * SIGKILL waits for the end, another signal is only sent. Docker's restart policy no longer acts after SIGKILL, after the
 * signal that the container is stopped by, and after any where none is named (moby, daemon/kill.go).
 */
export async function killContainer({ service, instance, spec, id, name }: Container, given: string | undefined): Promise<void> {
  const { process } = instance;
  const signal = signalName(given ?? 'SIGKILL');
  const state = stateOf(await instance.status({ health: false }));
  if (state === 'exited' || state === 'created') throw new DaemonError(`cannot kill container: ${name}: container ${id} is not running`);
  if (signal === 'SIGKILL') return process.stop({ signal, graceMs: 0 });
  // A stop would wake what is to be stopped, and all processes where only the first is to go on.
  const isFreezing = signal === 'SIGSTOP' || signal === 'SIGCONT';
  const isHarmless = service.stopSignal !== undefined && signalName(service.stopSignal) !== signal;
  if (isFreezing || isHarmless || spec.restart === 'no') {
    try {
      return await signalMain(instance, signal);
    } catch (thrown) {
      if (isFreezing || isHarmless || !(thrown instanceof Unsupported)) throw thrown;
    }
  }
  // A stop without an end in sight sends the signal from outside and keeps the restart policy from acting when the process goes.
  const sent = process.stop({ signal, graceMs: aDayMs });
  sent.catch(() => undefined);
  await Promise.race([sent, sleep(100)]);
}

export async function pauseContainer({ instance, id }: Container): Promise<void> {
  const state = stateOf(await instance.status({ health: false }));
  if (state === 'paused') throw new DaemonError(`container ${id} is already paused`);
  if (state !== 'running') throw new DaemonError(`container ${id} is not running`);
  await instance.process.pause();
}

export async function unpauseContainer({ instance, id }: Container): Promise<void> {
  if (stateOf(await instance.status({ health: false })) !== 'paused') throw new DaemonError(`Container ${id} is not paused`);
  await instance.process.resume();
}

import type { RunningService } from '../../engines/engine.ts';
import { controlOf } from '../control-of.ts';

/** `docker stop`'s own patience. */
const graceMs = 10_000;

/** What Docker does to a container's processes; `timeout` in seconds as people give it, -1 waits without end. */
export async function stopContainer(service: RunningService, timeout?: string): Promise<void> {
  const seconds = timeout === undefined ? undefined : Number(timeout);
  await controlOf(service).stop({ graceMs: seconds === undefined ? graceMs : seconds < 0 ? 24 * 3_600_000 : seconds * 1000 });
}

export async function restartContainer(service: RunningService, timeout?: string): Promise<void> {
  await stopContainer(service, timeout);
  await controlOf(service).start();
}

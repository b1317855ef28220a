import { posix } from 'node:path';
import { z } from 'zod';
import type { RunningService, VolumeControl, VolumeUsage } from '../../engines/engine.ts';
import type { Mount, Stack } from '../../model/stack.ts';
import { unknownService } from '../../operations/known-service.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { needed } from '../needed.ts';

export const volumePath = z
  .string()
  .startsWith('/', 'expected an absolute path inside the service')
  .describe('A folder of the volume, as the service sees it; the volume must have a size');

/** The problem with the path of a fault that uses up a volume, if any: what has no size of its own would use up the machine. */
export function wrongPath({ service, path }: { readonly service: string; readonly path: string }, stack: Stack): readonly string[] {
  const unknown = unknownService(service, stack);
  if (unknown.length > 0) return unknown;
  if (posix.normalize(path) !== path) return [`unexpected path "${path}", expected "${posix.normalize(path)}" without detours`];
  const mount = mountAt(path, service, stack);
  const volume = mount?.kind === 'volume' && !mount.readOnly ? stack.volumes.find(({ name }) => name === mount.volume) : undefined;
  if (volume?.sizeBytes === undefined)
    return [`unexpected path "${path}", expected one on a volume of ${service} with a size (driver_opts: type tmpfs, o: size=…)`];
  return [];
}

/** Once more, of the file system itself: a link may lead elsewhere than the path says. */
export async function sizedVolume(
  service: RunningService,
  path: string,
): Promise<{ readonly volume: VolumeControl; readonly usage: VolumeUsage }> {
  const volume = needed(service, 'volume');
  const usage = await volume.usage(path);
  if (!usage.sized) throw new Unsupported(`the file system at ${path} of ${service.name} has no size of its own`);
  return { volume, usage };
}

/** The innermost mount of a service that holds a path. */
export function mountAt(path: string, service: string, stack: Stack): Mount | undefined {
  const mounts = stack.services.find(({ name }) => name === service)?.mounts ?? [];
  return mounts
    .filter(({ target }) => path === target || path.startsWith(`${target}/`))
    .toSorted((one, other) => other.target.length - one.target.length)[0];
}

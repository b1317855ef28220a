import type { RunningService, VolumeControl } from '../../engines/engine.ts';
import { sizeSetting } from '../size-setting.ts';
import type { InjectedFault } from '../fault.ts';
import { prove, type Proof } from '../proof.ts';

const pageBytes = 8192;

/** How much space a fault leaves. */
export const leaveSize = sizeSetting({ most: '16m', such: '64k' }).default(0).describe('Space that stays free, such as `64k`; 0');

/** Statuses of a command in a service that does not run, or has no shell. */
export const cannotRun: ReadonlySet<number> = new Set([125, 126, 127]);

/** Proof that a service cannot write to a folder more than `leave` bytes: it tries, in a file that it takes away again. */
export function proveNoSpace(
  service: RunningService,
  { volume, path, leave, probe }: { readonly volume: VolumeControl; readonly path: string; readonly leave: number; readonly probe: string },
  signal: AbortSignal,
): Promise<Proof> {
  return prove(`the volume at ${path} of ${service.name}`, signal, async limit => {
    // As the service's own user, with a new file: what is there may still have room in its last page.
    const pages = Math.ceil(leave / pageBytes) + 1;
    const script = `dd if=/dev/zero of="$0" bs=${pageBytes} count=${pages}; s=$?; rm -f "$0"; exit $s`;
    const { status, stderr } = await service.exec(['sh', '-c', script, probe], { timeoutMs: 2500, signal: limit });
    const bytes = pages * pageBytes;
    const { availableBytes } = await volume.usage(path);
    // What a full volume has ended runs no commands any more; the file system can be asked all the same.
    if (cannotRun.has(status))
      return {
        held: availableBytes < bytes,
        proof: `${availableBytes} bytes are free on the volume at ${path} of ${service.name}, which runs no commands`,
      };
    // Without a free inode there is no new file either, whatever space there is.
    if (status !== 0 && /No space left on device/.test(stderr) && availableBytes < bytes)
      return { held: true, proof: `a write of ${bytes / 1024} KiB to ${path} fails with ENOSPC` };
    return {
      held: false,
      proof: `a write of ${bytes / 1024} KiB to ${path} ${status === 0 ? 'succeeds' : `fails otherwise: ${stderr.trim().split('\n')[0] ?? ''}`}, ${availableBytes} bytes are free`,
    };
  });
}

/** A fault that took nothing, for no more was free than it was to leave: what is so already is none of its effect. */
export function nothingTaken(path: string, free: string): InjectedFault {
  return {
    proveEffect: async () => ({ held: false, proof: `nothing was taken of the volume at ${path}: only ${free} were free before` }),
    undo: async () => {},
  };
}

import { z } from 'zod';
import type { RunningService, RunningStack, VolumeControl } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { waitUntil } from '../../support/clock.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { needed } from '../needed.ts';
import { notInjected, prove } from '../proof.ts';
import { hiddenFile } from './hidden-file.ts';
import { cannotRun } from './no-space.ts';
import { mountAt, sizedVolume, volumePath, wrongPath } from './sized-path.ts';

/** What was killed closes its files a moment later. */
const closedMs = 3000;

/**
 * Makes a volume read-only, as a kernel does after errors of the disk. Where files are open for writing, no kernel does that in an
 * orderly way: then the services that have the volume are killed, as when the machine crashed, and started again on what is read-only now.
 */
export const volumeReadOnly = defineFault<{ service: string; path: string }>({
  kind: 'volume.read-only',
  about: 'A volume is read-only. Services that have files on it open for writing are killed and started again on it.',
  symptom: 'Writes fail with EROFS and reads succeed; what must write to start, such as PostgreSQL, does not start any more.',
  example: { service: 'web', path: '/srv/uploads' },
  settings: z.strictObject({ service: z.string().describe('The service'), path: volumePath }),
  needs: ['volume', 'process', 'files'],
  persistence: 'held',
  summarize: ({ service, path }) => `the volume at ${path} of ${service} was read-only`,
  target: ({ service }) => service,
  check: wrongPath,
  async inject({ service: name, path }, { stack, signal, pick }) {
    const service = serviceOf(stack, name);
    const { volume } = await sizedVolume(service, path);
    const probe = hiddenFile(path, pick(['write-test', 'lock', 'upload']));
    let ended: readonly RunningService[] = [];
    const startAgain = async (): Promise<void> => void (await Promise.all(ended.map(one => needed(one, 'process').start())));
    try {
      if (!(await remounted(volume, path))) {
        ended = await running(sharing(stack, name, path));
        // Not by a signal: a restart policy would bring them back at once.
        await Promise.all(ended.map(one => needed(one, 'process').stop({ signal: 'SIGKILL', graceMs: 0 })));
        if (!(await waitUntil(() => remounted(volume, path), { withinMs: closedMs, everyMs: 25, signal })))
          throw new Error('something else has files on it open for writing');
        await startAgain();
      }
    } catch (thrown) {
      await volume.readOnly(path, false).catch(() => {});
      await startAgain().catch(() => {});
      throw notInjected(
        `the volume at ${path} of ${name} could not be made read-only`,
        thrown,
        "Look what writes there beside the stack's services, such as a command that the operator left running.",
      );
    }
    return {
      proveEffect: () =>
        prove(`the volume at ${path} of ${name}`, signal, async limit => {
          const { state } = await service.status({ health: false });
          // Nobody can try in a service that does not run; the file system can be asked all the same.
          const written =
            state === 'running'
              ? await service.exec(['sh', '-c', ': > "$0"; s=$?; rm -f "$0" 2>/dev/null; exit $s', probe], {
                  timeoutMs: 2500,
                  signal: limit,
                })
              : { status: 125, stderr: '' };
          const refused =
            /Read-only file system/.test(written.stderr) || (cannotRun.has(written.status) && (await isReadOnly(service, probe)));
          if (refused)
            return {
              held: true,
              proof: `a write to ${path} of ${name} fails with EROFS${state === 'running' ? '' : `; ${name} is ${state}`}`,
            };
          const otherwise = written.stderr.trim().split('\n')[0] || `status ${written.status}`;
          return {
            held: false,
            proof: `a write to ${path} of ${name} ${written.status === 0 || cannotRun.has(written.status) ? 'succeeds' : `fails otherwise: ${otherwise}`}`,
          };
        }),
      async undo() {
        await volume.readOnly(path, false);
        await startAgain();
      },
    };
  },
});

/** Whether it is read-only now; false while somebody has a file open for writing. */
async function remounted(volume: VolumeControl, path: string): Promise<boolean> {
  try {
    await volume.readOnly(path, true);
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EBUSY') return false;
    throw thrown;
  }
}

/** The services that have the same volume. */
function sharing(stack: RunningStack, name: string, path: string): readonly RunningService[] {
  const mount = mountAt(path, name, stack.spec);
  if (mount?.kind !== 'volume') throw new Unsupported(`${path} of ${name} is on no volume`);
  return stack.spec.services
    .filter(({ mounts }) => mounts.some(other => other.kind === 'volume' && other.volume === mount.volume))
    .map(service => serviceOf(stack, service.name));
}

async function running(services: readonly RunningService[]): Promise<readonly RunningService[]> {
  const states = await Promise.all(services.map(service => service.status({ health: false })));
  return services.filter((_, index) => states[index]?.state !== 'stopped' && states[index]?.state !== 'exited');
}

/** Tries to write from outside of the service. */
async function isReadOnly(service: RunningService, probe: string): Promise<boolean> {
  const files = needed(service, 'files');
  try {
    await files.write(probe, '');
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EROFS';
  }
  await files.remove(probe);
  return false;
}

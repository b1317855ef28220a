import { posix } from 'node:path';
import { z } from 'zod';
import { unknownService } from '../operations/known-service.ts';
import { Unsupported } from '../support/harness-error.ts';
import { parseSize } from '../support/size.ts';
import { defineFault, serviceOf, type FaultContext } from './fault.ts';
import { needed } from './needed.ts';
import { notInjected, prove } from './proof.ts';

const pageBytes = 8192;
const mostLeft = 16 * 1024 ** 2;
const size = z
  .union([z.int().min(0), z.string()])
  .transform(value => (typeof value === 'number' ? value : (parseSize(value) ?? -1)))
  .refine(bytes => bytes >= 0 && bytes <= mostLeft, { error: 'expected a size up to 16m, such as 64k' });

/** Takes all space of the volume that holds a path, with files that look like forgotten logs. */
export const volumeFull = defineFault<{ service: string; path: string; leave: number }>({
  kind: 'volume.full',
  about: 'A volume is full.',
  settings: z.strictObject({
    service: z.string(),
    path: z.string().startsWith('/', 'expected an absolute path inside the service'),
    /** Space that stays free, such as `64k`. */
    leave: size.default(0),
  }) as never,
  needs: ['volume', 'files'],
  persistence: 'held',
  summarize: ({ service, path, leave }) => `the volume at ${path} of ${service} was full${leave === 0 ? '' : ` but for ${leave} bytes`}`,
  target: ({ service }) => service,
  check({ service, path }, stack) {
    const unknown = unknownService(service, stack);
    if (unknown.length > 0) return unknown;
    if (posix.normalize(path) !== path) return [`unexpected path "${path}", expected "${posix.normalize(path)}" without detours`];
    const mounts = stack.services.find(({ name }) => name === service)?.mounts ?? [];
    const mount = mounts
      .filter(({ target }) => path === target || path.startsWith(`${target}/`))
      .toSorted((one, other) => other.target.length - one.target.length)[0];
    const volume = mount?.kind === 'volume' && !mount.readOnly ? stack.volumes.find(({ name }) => name === mount.volume) : undefined;
    // Filling what has no size of its own would fill the machine.
    if (volume?.sizeBytes === undefined)
      return [`unexpected path "${path}", expected one on a volume of ${service} with a size (driver_opts: type tmpfs, o: size=…)`];
    return [];
  },
  async inject({ service: name, path, leave }, { stack, signal, pick }) {
    const service = serviceOf(stack, name);
    const [volume, files] = [needed(service, 'volume'), needed(service, 'files')];
    // Once more, of the file system itself: a link may lead elsewhere than the path says.
    if (!(await volume.usage(path)).sized) throw new Unsupported(`the file system at ${path} of ${name} has no size of its own`);
    const base = await freeName(pick, one => files.exists(`${path}/${one}.1`));
    const names = [`${base}.3`, `${base}.2`, `${base}.1`];
    const reserve = `${path}/${base}.gz`;
    const probe = `${path}/.${base}.swp`;
    const undo = async (): Promise<void> => {
      const ended = await Promise.allSettled([...names.map(file => `${path}/${file}`), reserve, probe].map(file => files.remove(file)));
      const failed = ended.find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    };
    try {
      if (leave > 0) await files.write(reserve, '.'.repeat(leave));
      await volume.fill(path, names);
      if (leave > 0) await files.remove(reserve);
    } catch (thrown) {
      await undo().catch(() => {});
      throw notInjected(`the volume at ${path} of ${name} could not be filled`, thrown, 'Look whether the service can write there.');
    }
    return {
      proveEffect: () =>
        prove(`the volume at ${path} of ${name}`, signal, async limit => {
          // As the service's own user, with a new file: what is there may still have room in its last page.
          const script = `dd if=/dev/zero of="$0" bs=${pageBytes} count=${Math.ceil(leave / pageBytes) + 1}; s=$?; rm -f "$0"; exit $s`;
          const { status, stderr } = await service.exec(['sh', '-c', script, probe], { timeoutMs: 2500, signal: limit });
          const bytes = (Math.ceil(leave / pageBytes) + 1) * pageBytes;
          if (status !== 0 && /No space left on device/.test(stderr))
            return { held: true, proof: `a write of ${bytes / 1024} KiB to ${path} fails with ENOSPC` };
          const { availableBytes } = await volume.usage(path);
          return {
            held: false,
            proof: `a write of ${bytes / 1024} KiB to ${path} ${status === 0 ? 'succeeds' : `fails otherwise: ${stderr.trim().split('\n')[0] ?? ''}`}, ${availableBytes} bytes are free`,
          };
        }),
      undo,
    };
  },
});

/** A name that looks like a log's and is not taken yet. */
async function freeName(pick: FaultContext['pick'], isTaken: (name: string) => Promise<boolean>): Promise<string> {
  const base = pick(['access.log', 'app.log', 'debug.log', 'trace.log', 'export.csv']);
  for (const candidate of [base, `old-${base}`, `copy-of-${base}`]) if (!(await isTaken(candidate))) return candidate;
  return `${base}-${Date.now().toString(36)}`;
}

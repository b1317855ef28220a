import { z } from 'zod';
import { unknownService } from '../operations/known-service.ts';
import { defineFault, serviceOf } from './fault.ts';
import { needed } from './needed.ts';

/** Takes all space of the volume that holds a path, with files that look like forgotten logs. */
export const volumeFull = defineFault({
  kind: 'volume.full',
  about: 'A volume is full.',
  settings: z.strictObject({ service: z.string(), path: z.string().startsWith('/', 'expected an absolute path inside the service') }),
  needs: ['volume', 'files'],
  persistence: 'held',
  summarize: ({ service, path }) => `the volume at ${path} of ${service} was full`,
  target: ({ service }) => service,
  check({ service, path }, stack) {
    const unknown = unknownService(service, stack);
    if (unknown.length > 0) return unknown;
    const mounts = stack.services.find(({ name }) => name === service)?.mounts ?? [];
    const mount = mounts.find(({ target }) => path === target || path.startsWith(`${target}/`));
    const volume = mount?.kind === 'volume' ? stack.volumes.find(({ name }) => name === mount.volume) : undefined;
    // Filling what has no size of its own would fill the machine.
    if (volume?.sizeBytes === undefined) return [`unexpected path "${path}", expected one on a volume of ${service} with a size (driver_opts: type tmpfs, o: size=…)`];
    return [];
  },
  async inject({ service: name, path }, { stack, pick }) {
    const service = serviceOf(stack, name);
    const [volume, files] = [needed(service, 'volume'), needed(service, 'files')];
    const base = pick(['access.log', 'app.log', 'debug.log', 'trace.log', 'export.csv']);
    const names = [`${base}.3`, `${base}.2`, `${base}.1`];
    await volume.fill(path, names);
    return {
      async proveEffect() {
        // As the service's own user, with a new file: what is there may still have room in its last page.
        const probe = `${path}/.${base}.swp`;
        const { status, stderr } = await service.exec(['sh', '-c', `dd if=/dev/zero of="$0" bs=8192 count=1; s=$?; rm -f "$0"; exit $s`, probe], { timeoutMs: 5000 });
        const { availableBytes } = await volume.usage(path);
        const full = status !== 0 && /No space left on device/.test(stderr);
        return { held: full, proof: full ? `a write of 8 KiB to ${path} fails with ENOSPC` : `a write of 8 KiB to ${path} ${status === 0 ? 'succeeds' : `fails otherwise: ${stderr.trim().split('\n')[0] ?? ''}`}, ${availableBytes} bytes are free` };
      },
      async undo() {
        await Promise.all(names.map(file => files.remove(`${path}/${file}`)));
      },
    };
  },
});

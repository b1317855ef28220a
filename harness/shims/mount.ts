import type { RunningService, RunningStack } from '../engines/engine.ts';
import { Unsupported } from '../support/harness-error.ts';
import { parseSize } from '../support/size.ts';
import { parseFlags } from './flags.ts';
import type { ShimDefinition } from './shim.ts';

/** What mount(8) answers when the mount itself fails. */
const failed = 32;

/**
 * Gives a volume that services share with the operator another size, or makes it writable or read-only: `mount -o remount,…`.
 * What is mounted is told by the real tool. Nothing else can be mounted inside a stack.
 */
export const mount: ShimDefinition = {
  kind: 'mount',
  follows: 'mount of util-linux 2.38',
  about: 'Lists mounts, and `mount -o remount,rw`, `ro`, `size=…` or `nr_inodes=…` of volumes with a size that the operator has.',
  async run(call, stack) {
    const flags = parseFlags(call.argv, known, { of: 'mount' });
    const options = flags.values('--options').flatMap(value => value.split(','));
    if (options.length === 0 && flags.rest.length === 0) return call.pass({}, ['/usr/bin/mount', ...call.argv]);
    const [target, ...more] = flags.rest;
    if (!options.includes('remount') || target === undefined || more.length > 0 || flags.has('--types'))
      throw new Unsupported(`mount ${call.argv.join(' ')}: only what is mounted can be mounted anew (mount -o remount,… <folder>)`);
    const path = target.replace(/(?<=.)\/+$/, '');
    const volume = serviceWith(path, stack)?.can.volume;
    if (volume === undefined) throw new Unsupported(`mount of ${target}: no service shares a volume there with the operator`);
    try {
      for (const option of options.filter(one => one !== 'remount' && one !== 'defaults')) {
        const [name, value] = option.split('=');
        const size = value === undefined ? undefined : parseSize(value);
        if (option === 'ro' || option === 'rw') await volume.readOnly(path, option === 'ro');
        else if (name === 'size' && size !== undefined) await volume.resize(path, { sizeBytes: size });
        else if (name === 'nr_inodes' && size !== undefined) await volume.resize(path, { inodes: size });
        else throw new Unsupported(`option ${option} of mount is not known to this stand-in`);
      }
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      if (code !== 'EBUSY' && code !== 'EINVAL') throw thrown;
      await call.write(
        'stderr',
        `mount: ${path}: ${code === 'EBUSY' ? 'mount point is busy.' : 'mount point not mounted or bad option.'}\n`,
      );
      return failed;
    }
    return 0;
  },
};

const known = ['-o --options=', '-t --types=', '-l --show-labels', '-v --verbose', '-V --version', '-h --help'];

/** A service that has a volume where the operator has it, too. */
function serviceWith(path: string, stack: RunningStack): RunningService | undefined {
  // A database's files are its server's, unless the operator is on that server.
  if (stack.layout !== 'host' && path.startsWith('/var/lib/postgresql')) return undefined;
  const service = stack.spec.services.find(({ mounts }) => mounts.some(one => one.kind === 'volume' && one.target === path));
  return service === undefined ? undefined : stack.services.get(service.name);
}

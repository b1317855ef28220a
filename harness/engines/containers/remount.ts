import { randomBytes } from 'node:crypto';
import { mountError } from '../inside/mount-error.ts';
import { partLabel, stackLabel } from './labels.ts';
import { unlessGone, type Docker } from './runtime.ts';
import type { StackVolume } from './volumes.ts';

const memoryBytes = 64 * 1024 ** 2;
/** Whatever Docker mounted there: options of a file system of the machine's own are never changed. */
const script = '[ "$(stat -f -c %T /volume)" = tmpfs ] || { echo "EIO: it is no tmpfs" >&2; exit 1; }; mount -o "remount,$0" /volume';

/**
 * Gives a volume's tmpfs other options, for everybody who has it. Only a container with the right to mount can; this one
 * has no network and nothing but the volume, and is gone when it has done this one thing.
 */
export async function remount(
  docker: Docker,
  { image, labels }: { readonly image: string; readonly labels: Readonly<Record<string, string>> },
  volume: StackVolume,
  options: string,
): Promise<void> {
  const container = await docker.createContainer({
    name: `drillbook-${labels[stackLabel] ?? ''}-mount-${randomBytes(4).toString('hex')}`,
    Image: image,
    Labels: { ...labels, [partLabel]: 'sidecar' },
    User: '0:0',
    Entrypoint: ['sh', '-c', script, options],
    Cmd: [],
    HostConfig: {
      Binds: [`${volume.name}:/volume:rw,nocopy`],
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      CapAdd: ['SYS_ADMIN'],
      // AppArmor's profile for containers denies to mount, whoever has the right.
      SecurityOpt: ['no-new-privileges:true', 'apparmor=unconfined'],
      Memory: memoryBytes,
      PidsLimit: 16,
    },
  });
  try {
    await container.start();
    const { StatusCode: status } = (await container.wait()) as { readonly StatusCode: number };
    if (status === 0) return;
    const said = (await container.logs({ stdout: true, stderr: true, follow: false })) as unknown as Buffer;
    // Each piece has a head of eight bytes.
    throw mountError(
      said
        .toString('utf8')
        .replaceAll(/[^\x20-\x7e\n]/g, '')
        .trim() || `mount ended with ${status}`,
    );
  } finally {
    await unlessGone(container.remove({ force: true, v: true }), [409]);
  }
}

import { quote } from '../inside/quote.ts';

/** Where the outer sandbox finds things on the host, and where they go. */
export interface SandboxSources {
  /** An existing empty folder to mount the new root on. */
  readonly mountPoint: string;
  readonly layer: string;
  readonly node: string;
  readonly postgres?: string;
  /** The compiled supervisor, one file. */
  readonly supervisor: string;
  /** Folders copied to `/in/<index>`; `node_modules` and `.git` stay out. */
  readonly copies: readonly string[];
  /** Paths mounted read-only at `/in/<name>`. */
  readonly binds: Readonly<Record<string, string>>;
  readonly root: boolean;
  readonly sizeBytes: number;
}

/** The uid that a drill started by root runs as: nothing inside has the host's uid 0. */
const nobody = 65534;

/**
 * Builds a fresh root from an allow-list, moves into it with pivot_root and starts the supervisor in
 * a user namespace of its own. Runs where mounting is allowed: as root in a new mount namespace, else
 * in a first user namespace; the supervisor's namespace is nested in it, so these mounts are locked.
 */
export function sandboxScript(sources: SandboxSources): string {
  const owner = sources.root ? `,uid=${nobody},gid=${nobody}` : '';
  const lines = [
    'set -eu',
    'umask 022',
    `mount -t tmpfs -o size=${sources.sizeBytes},mode=755${owner} drillbook ${quote(sources.mountPoint)}`,
    `cd ${quote(sources.mountPoint)}`,
    'mkdir usr proc dev etc tmp var run home root opt srv mnt in cells volumes old supervisor',
    'ln -s usr/bin usr/sbin usr/lib usr/lib64 .',
    ...bind(`${sources.layer}/usr`, 'usr'),
    ...bind(sources.node, 'usr/local/bin/node'),
    ...(sources.postgres ? bind(sources.postgres, 'usr/local/pgsql') : []),
    `cp -R ${quote(`${sources.layer}/etc`)}/. etc`,
    `cp ${quote(sources.supervisor)} supervisor/main.mjs`,
    'for d in null zero full random urandom tty; do : > dev/$d; mount --bind /dev/$d dev/$d; done',
    'mkdir dev/shm dev/pts dev/net; ln -s /proc/self/fd dev/fd; ln -s /proc/self/fd/0 dev/stdin; ln -s /proc/self/fd/1 dev/stdout; ln -s /proc/self/fd/2 dev/stderr; ln -s pts/ptmx dev/ptmx',
    // Mostly everyone may use it; where only root may, a node of our own that the sandbox's user may open.
    'if [ -c /dev/net/tun ]; then mknod -m 666 dev/net/tun c 10 200 2>/dev/null || { : > dev/net/tun; mount --bind /dev/net/tun dev/net/tun; }; fi',
    // A proc must be visible for a new one to be mounted in a nested user namespace.
    'mount --rbind /proc proc',
    ...sources.copies.flatMap((folder, index) => [
      `mkdir in/${index}`,
      `tar -C ${quote(folder)} --exclude=./node_modules --exclude=./*/node_modules --exclude=./.git --exclude=./.drillbook -cf - . | tar -C in/${index} --no-same-owner -xf -`,
      `chmod -R u+rwX,go+rX in/${index}`,
    ]),
    // Before the read-only binds, which keep their owners.
    ...(sources.root ? [`chown -R ${nobody}:${nobody} in etc supervisor tmp var run home root opt srv mnt cells volumes dev/shm`] : []),
    ...Object.entries(sources.binds).flatMap(([name, path]) => [
      `if [ -d ${quote(path)} ]; then mkdir in/${name}; else : > in/${name}; fi`,
      ...bind(path, `in/${name}`),
    ]),
    'pivot_root . old',
    'cd /',
    'umount -l /old',
    'rmdir /old',
    `exec ${sources.root ? `setpriv --reuid ${nobody} --regid ${nobody} --clear-groups --pdeathsig KILL ` : ''}env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin HOME=/root LANG=C.UTF-8 LC_ALL=C.UTF-8 NODE_CHANNEL_FD="\${NODE_CHANNEL_FD-}" NODE_CHANNEL_SERIALIZATION_MODE="\${NODE_CHANNEL_SERIALIZATION_MODE-}" ` +
      'unshare -U -r -m -n -p -i -u -f --kill-child --mount-proc node --max-old-space-size=96 --max-semi-space-size=2 /supervisor/main.mjs',
  ];
  return lines.join('\n');
}

function bind(source: string, target: string): string[] {
  return [`mount --bind ${quote(source)} ${target}`, `mount -o remount,bind,ro,nosuid,nodev ${target}`];
}

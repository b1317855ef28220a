import type { CellSpec, NetworkSpec } from './protocol.ts';
import { quote } from '../../inside/quote.ts';

/**
 * Makes one cell: its own root, processes, host name and (mostly) network, then gives up all rights
 * by entering the user namespace that services and steps share. Runs as process 1 of the cell.
 * File descriptor 9 is that namespace; 8 is where it says that the cell is ready; 7 is the supervisor's network.
 */
export function cellScript(cell: CellSpec, networks: readonly NetworkSpec[]): string {
  const root = `/cells/${cell.name}`;
  const isBelowShare = ({ target }: CellSpec['mounts'][number]): boolean =>
    cell.shares.some(share => target.startsWith(`${share.target.replace(/\/$/, '')}/`));
  return [
    'set -eu',
    'umask 022',
    `mkdir -p ${root}`,
    `mount -t tmpfs -o size=256m,mode=755 cell ${root}`,
    `cd ${root}`,
    ...folderLines(cell),
    'mkdir old',
    'mount --rbind /usr usr',
    'mount --rbind /dev dev',
    'mount -t tmpfs -o size=64m,mode=1777 shm dev/shm',
    'mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts dev/pts',
    'mount -o remount,bind,ro dev',
    'cp -R /etc/. etc',
    ...cell.mounts.filter(mount => !isBelowShare(mount)).flatMap(mountLines),
    ...cell.copies.map(copyLine),
    ...cell.shares.flatMap(({ source, target, readOnly }) => [
      ...emptyTarget(source, target),
      `mount --bind ${quote(source)} .${quote(target)}`,
      ...(readOnly ? [`mount -o remount,bind,ro .${quote(target)}`] : []),
    ]),
    ...cell.mounts.filter(isBelowShare).flatMap(mountLines),
    'mount -t proc proc proc',
    // One uid owns all that is inside, also the settings of its network.
    'mount --bind proc/sys proc/sys',
    ...(cell.sharesNetwork ? [] : networkLines(cell, networks)),
    'mount -o remount,bind,ro proc/sys',
    `hostname ${quote(cell.hostname)}`,
    'pivot_root . old',
    'cd /',
    'umount -l /old',
    'rmdir /old',
    'mkfifo /run/drillbook/init',
    'echo ready >&8',
    'exec 8>&-',
    // Process 1 has no child to lose: it waits on a pipe that nobody writes to, and collects what others leave behind.
    `exec nsenter --user=/proc/self/fd/9 --preserve-credentials -F setpriv --no-new-privs --inh-caps=-all --bounding-set=-all bash -c 'exec -a init bash --noprofile --norc -c "exec 9<&- 7<&- 8<>/run/drillbook/init; rm /run/drillbook/init; while :; do read -r -u 8; done"' </dev/null >/dev/null 2>&1`,
  ].join('\n');
}

/** What a cell holds that nothing is mounted on; run in its root, and fine where some of it is there already. */
export function ownFilesScript(cell: CellSpec): string {
  return ['set -eu', 'umask 022', ...folderLines(cell), 'cp -R /etc/. etc', ...cell.copies.map(copyLine)].join('\n');
}

function folderLines(cell: CellSpec): string[] {
  return [
    'mkdir -p usr proc dev etc tmp var run home root opt srv mnt var/log var/lib var/tmp run/drillbook run/drillbook/steps run/postgresql',
    `mkdir -p home/${cell.user}`,
    'ln -sfn ../run var/run; chmod 1777 tmp var/tmp',
    'ln -sfn usr/bin usr/sbin usr/lib usr/lib64 .',
  ];
}

/** A folder's content; a file, also into a folder (`/etc/app/`). */
function copyLine({ source, target }: CellSpec['copies'][number]): string {
  const place = `.${quote(target)}`;
  const around = target.endsWith('/') ? place : `"$(dirname ${place})"`;
  return `if [ -d ${quote(source)} ]; then mkdir -p ${place}; cp -R ${quote(source)}/. ${place}; else mkdir -p ${around}; cp ${quote(source)} ${place}; fi`;
}

function mountLines(mount: CellSpec['mounts'][number]): string[] {
  const target = `.${quote(mount.target)}`;
  switch (mount.kind) {
    case 'volume':
      return [
        `mkdir -p ${target}`,
        `mount --bind /volumes/${mount.volume} ${target}`,
        ...(mount.readOnly ? [`mount -o remount,bind,ro ${target}`] : []),
      ];
    case 'tmpfs':
      return [`mkdir -p ${target}`, `mount -t tmpfs -o size=${mount.sizeBytes},mode=1777 tmpfs ${target}`];
    case 'inside':
      return [
        ...emptyTarget(mount.source, mount.target),
        `mount --bind ${quote(mount.source)} ${target}`,
        `mount -o remount,bind,ro ${target}`,
      ];
  }
}

/** A place to mount on; what stands there already stays. */
function emptyTarget(source: string, target: string): string[] {
  const place = `.${quote(target)}`;
  return [`if [ -d ${quote(source)} ]; then mkdir -p ${place}; else mkdir -p "$(dirname ${place})"; [ -e ${place} ] || : > ${place}; fi`];
}

/** Interfaces eth0, eth1 … in the order of the attachments; the other end appears in the supervisor's network. */
function networkLines(cell: CellSpec, networks: readonly NetworkSpec[]): string[] {
  const commands = [
    'link set lo up',
    ...cell.attachments.flatMap(({ network, address }, index) => interfaceCommands(network, address, index, networks)),
  ];
  return [
    'ip -batch - <<END',
    ...commands,
    'END',
    'echo 0 > proc/sys/net/ipv4/ip_unprivileged_port_start',
    "echo '0 0' > proc/sys/net/ipv4/ping_group_range",
  ];
}

function interfaceCommands(network: string, address: string, index: number, networks: readonly NetworkSpec[]): string[] {
  const peer = peerName(
    networks.findIndex(({ name }) => name === network),
    address,
  );
  return [
    `link add eth${index} type veth peer name ${peer} netns /proc/self/fd/7`,
    `addr add ${address}/24 dev eth${index}`,
    `link set eth${index} up`,
  ];
}

/** Name of the other end of a cell's interface; unique, at most 15 characters. */
export function peerName(networkIndex: number, address: string): string {
  return `v${networkIndex}-${address.split('.')[3] ?? '0'}`;
}

import { statSync } from 'node:fs';
import { basename, isAbsolute, posix, relative, resolve } from 'node:path';
import type { Service, Stack } from '../../model/stack.ts';
import { stackLabels } from './labels.ts';
import type { Docker } from './runtime.ts';

/** A folder that services share, as a Docker volume. */
export interface StackVolume {
  /** Of Compose, or of the bind mount that it stands for. */
  readonly key: string;
  /** Docker's. */
  readonly name: string;
  readonly sizeBytes?: number;
  readonly inodes?: number;
  /** What is copied in, since nothing of the host is mounted: a folder, or a file that becomes the volume's only one. */
  readonly source?: string;
}

/** Where a service has volumes that hold a single file. */
const filesFolder = '/run/drillbook/files';

/** Where the bastion has every volume, out of the operator's sight; that it holds them keeps a tmpfs over its services' restarts. */
export const volumesFolder = '/run/drillbook/volumes';

/** What the operator's folders are in layout `host`: shared with all services, as on one server. */
const serverKey = (target: string): string => `server ${target}`;

/** All volumes of a stack: Compose's own, one for each bind-mounted folder, and in layout `host` the operator's folders. */
export function volumesOf(stack: Stack, id: string): readonly StackVolume[] {
  const volumes = new Map<string, StackVolume>();
  const add = (key: string, more: Omit<StackVolume, 'key' | 'name'>): void => {
    if (!volumes.has(key)) volumes.set(key, { key, name: `drillbook-${id}-${volumes.size}`, ...more });
  };
  for (const { name, sizeBytes, inodes } of stack.volumes)
    add(name, { ...(sizeBytes === undefined ? {} : { sizeBytes }), ...(inodes === undefined ? {} : { inodes }) });
  for (const mount of stack.services.flatMap(({ mounts }) => mounts)) {
    if (mount.kind === 'bind' && (isFolder(mount.source) || mount.readOnly)) add(`bind ${mount.source}`, { source: mount.source });
  }
  if (stack.layout === 'host') for (const target of serverFolders(stack)) add(serverKey(target), {});
  return [...volumes.values()];
}

/** The operator's copied folders, outermost only; a single file is no volume. */
export function serverFolders(stack: Stack): readonly string[] {
  const targets = Object.entries(stack.bastion.copy)
    .filter(([source]) => isFolder(resolve(stack.folder, source)))
    .map(([, target]) => posix.normalize(target).replace(/(?<=.)\/$/, ''));
  return [...new Set(targets)].filter(target => !targets.some(other => target.startsWith(`${other}/`)));
}

/** It has a size of its own, and is a tmpfs. */
export function isSized({ sizeBytes, inodes }: StackVolume): boolean {
  return sizeBytes !== undefined || inodes !== undefined;
}

export async function makeVolume(docker: Docker, id: string, volume: StackVolume): Promise<void> {
  const { name, sizeBytes, inodes } = volume;
  const options = [
    ...(sizeBytes === undefined ? [] : [`size=${sizeBytes}`]),
    ...(inodes === undefined ? [] : [`nr_inodes=${inodes}`]),
  ].join(',');
  await docker.createVolume({
    Name: name,
    Driver: 'local',
    Labels: { ...stackLabels(id) },
    ...(isSized(volume) ? { DriverOpts: { type: 'tmpfs', device: 'tmpfs', o: options } } : {}),
  });
}

export interface VolumeMount {
  readonly volume: StackVolume;
  readonly target: string;
  readonly readOnly: boolean;
}

/** Volumes of a service and where it has them. */
export function mountsOf(service: Service, stack: Stack, volumes: readonly StackVolume[]): readonly VolumeMount[] {
  const find = (key: string): StackVolume | undefined => volumes.find(volume => volume.key === key);
  const own = service.mounts.flatMap((mount): VolumeMount[] => {
    const volume = mount.kind === 'volume' ? find(mount.volume) : mount.kind === 'bind' ? find(`bind ${mount.source}`) : undefined;
    if (volume === undefined || mount.kind === 'tmpfs') return [];
    const target = mount.kind === 'bind' && !isFolder(mount.source) ? `${filesFolder}/${volume.name}` : mount.target;
    return [{ volume, target, readOnly: mount.readOnly }];
  });
  const server = stack.layout === 'host' ? serverMounts(stack, volumes) : [];
  return [...server.filter(({ target }) => !own.some(mount => mount.target === target)), ...own];
}

/** In layout `host` every service sees the server's folders, and the bastion is the server. */
export function serverMounts(stack: Stack, volumes: readonly StackVolume[]): readonly VolumeMount[] {
  return serverFolders(stack).flatMap(target => {
    const volume = volumes.find(({ key }) => key === serverKey(target));
    return volume === undefined ? [] : [{ volume, target, readOnly: false }];
  });
}

/** What the bastion mounts: everything hidden, and visible what an operator has at the same place. */
export function bastionMounts(stack: Stack, volumes: readonly StackVolume[]): readonly VolumeMount[] {
  const hidden = volumes.map(volume => ({ volume, target: `${volumesFolder}/${volume.name}`, readOnly: false }));
  const shared = stack.services
    .flatMap(service => mountsOf(service, stack, volumes))
    // A database's files are its server's, unless the operator is on that server.
    .filter(({ target }) => stack.layout === 'host' || !target.startsWith('/var/lib/postgresql'))
    .filter(({ volume, target }) => (stack.layout === 'host' || volume.source === undefined) && !target.startsWith(filesFolder));
  const visible = [
    ...new Map(
      [...serverMountsIfHost(stack, volumes), ...shared, ...checkedOut(stack, volumes)].map(mount => [mount.target, mount]),
    ).values(),
  ];
  return [...hidden, ...visible];
}

export interface MountedFile {
  readonly target: string;
  /** The team's file. */
  readonly source: string;
  /** A file of ours to copy, or where a link leads into which volume: a volume cannot be a single file. */
  readonly from: { readonly copyOf: string } | { readonly linkTo: string; readonly volume: string };
}

/** Bind mounts of single files: one that may be written is copied, one that may not is a link into a volume that is mounted read-only. */
export function mountedFiles(service: Service, volumes: readonly StackVolume[]): readonly MountedFile[] {
  return service.mounts.flatMap((mount): MountedFile[] => {
    if (mount.kind !== 'bind' || isFolder(mount.source)) return [];
    const volume = volumes.find(({ key }) => key === `bind ${mount.source}`);
    return [
      {
        target: mount.target,
        source: mount.source,
        from:
          !mount.readOnly || volume === undefined
            ? { copyOf: mount.source }
            : { linkTo: `${filesFolder}/${volume.name}/${basename(mount.source)}`, volume: volume.name },
      },
    ];
  });
}

export function bindsOf(mounts: readonly VolumeMount[]): readonly string[] {
  return mounts.map(({ volume, target, readOnly }) => `${volume.name}:${target}:${readOnly ? 'ro' : 'rw'}`);
}

/** Folders that services mount from what the operator has at hand: an edit there is an edit of theirs. Of single files see `EditedFiles`. */
function checkedOut(stack: Stack, volumes: readonly StackVolume[]): readonly VolumeMount[] {
  return volumes.flatMap(volume => {
    if (volume.source === undefined || !isFolder(volume.source)) return [];
    for (const [from, to] of Object.entries(stack.bastion.copy)) {
      const inside = relative(resolve(stack.folder, from), volume.source);
      if (!inside.startsWith('..') && !isAbsolute(inside)) return [{ volume, target: posix.join(to, inside), readOnly: false }];
    }
    return [];
  });
}

function serverMountsIfHost(stack: Stack, volumes: readonly StackVolume[]): readonly VolumeMount[] {
  return stack.layout === 'host' ? serverMounts(stack, volumes) : [];
}

function isFolder(path: string): boolean {
  return statSync(path).isDirectory();
}

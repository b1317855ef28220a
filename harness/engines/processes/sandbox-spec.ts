import { statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { Service, Stack } from '../../model/stack.ts';
import { operator } from '../bastion-environment.ts';
import type { RelaySpec } from '../inside/protocol.ts';
import { namesOf } from '../service-names.ts';
import type { CellMount, CellSpec, SandboxSpec, UnitSpec, VolumeSpec } from './inside/protocol.ts';
import type { Prepared } from './runners/runner.ts';

/** Safety limit of a volume to which the stack gives no size. */
const unsizedBytes = 1024 ** 3;

export const hostCell = 'host';
export const bastionCell = 'bastion';

export interface PreparedService {
  readonly service: Service;
  readonly prepared: Prepared;
}

export interface SandboxPlan {
  readonly spec: SandboxSpec;
  /** Folders to copy to `/in/<index>`. */
  readonly copies: readonly string[];
  readonly binds: Readonly<Record<string, string>>;
}

/** Translates a stack into cells, volumes, networks and processes; looks only at the file system's folder kinds. */
export function sandboxPlan(stack: Stack, services: readonly PreparedService[], standIns: readonly string[]): SandboxPlan {
  const copies = [
    ...new Set(
      [stack.folder, ...services.flatMap(({ service }) => (service.build ? [service.build.context] : []))].map(folder => resolve(folder)),
    ),
  ].filter((folder, _, all) => !all.some(other => other !== folder && isBelow(folder, other)));
  const inside = (path: string): string => {
    const index = copies.findIndex(folder => folder === resolve(path) || isBelow(resolve(path), folder));
    return join(`/in/${Math.max(0, index)}`, relative(copies[Math.max(0, index)] ?? '', resolve(path)));
  };
  const volumes = new Map<string, VolumeSpec>(
    stack.volumes.map(volume => [
      volume.name,
      {
        name: volume.name,
        sizeBytes: volume.sizeBytes ?? unsizedBytes,
        sized: volume.sizeBytes !== undefined,
        ...(volume.inodes === undefined ? {} : { inodes: volume.inodes }),
      },
    ]),
  );
  const parts = services.map(({ service, prepared }, index) => ({
    service,
    prepared,
    index,
    ...mountsOf(service, prepared, volumes, inside),
  }));
  const networks = stack.layout === 'host' ? [] : stack.networks.map(({ name }, index) => ({ name, prefix: `10.77.${index}` }));
  const bastionParts = {
    hostname: 'bastion',
    user: operator,
    sharesNetwork: true,
    attachments: [],
    copies: Object.entries(stack.bastion.copy).map(([source, target]) => ({ source: inside(resolve(stack.folder, source)), target })),
  };

  const operatorsCell = stack.layout === 'host' ? hostCell : bastionCell;
  const atHand = (source: string): string | undefined => {
    const copy = bastionParts.copies.find(one => source === one.source || isBelow(source, one.source));
    return copy === undefined ? undefined : join(copy.target, relative(copy.source, source));
  };
  // What services mount from what the operator has at hand: an edit there is an edit of theirs.
  const mountedAndAtHand = parts.flatMap(({ service, shares }) =>
    shares.flatMap(share => {
      const target = atHand(share.source);
      return target === undefined ? [] : [{ ...share, target, readOnly: false, unit: service.name }];
    }),
  );
  const checkedOut = unique(
    mountedAndAtHand.flatMap(({ source, target, readOnly, isFolder }) => (isFolder ? [{ source, target, readOnly }] : [])),
    ({ target }) => target,
  );

  const cells: CellSpec[] =
    stack.layout === 'host'
      ? [
          {
            ...bastionParts,
            name: hostCell,
            hostname: 'server',
            extraHosts: Object.fromEntries(
              [...services.flatMap(({ service }) => namesOf(service, stack)), ...Object.keys(stack.bastion.hosts)].map(name => [
                name,
                '127.0.0.1',
              ]),
            ),
            mounts: unique(
              parts.flatMap(part => part.mounts),
              ({ target }) => target,
            ),
            copies: unique([...parts.flatMap(part => part.copies), ...bastionParts.copies], ({ target }) => target),
            shares: unique([...parts.flatMap(part => part.shares), ...checkedOut], ({ target }) => target),
            files: [...identity(operator), ...parts.flatMap(part => part.prepared.files)],
          },
        ]
      : [
          {
            ...bastionParts,
            name: bastionCell,
            extraHosts: stack.bastion.hosts,
            mounts: sharedVolumes(parts.flatMap(part => part.mounts)),
            shares: checkedOut,
            files: identity(operator),
          },
          ...parts.map(({ service, prepared, index, mounts, copies: folders, shares }): CellSpec => ({
            name: service.name,
            hostname: service.hostname ?? service.name,
            user: prepared.user,
            sharesNetwork: false,
            attachments: service.networks.flatMap(network => {
              const found = networks.find(({ name }) => name === network);
              return found ? [{ network, address: `${found.prefix}.${index + 2}`, names: namesOf(service, stack, { network }) }] : [];
            }),
            extraHosts: service.extraHosts,
            mounts,
            copies: folders,
            shares,
            files: [...identity(prepared.user), ...prepared.files],
          })),
        ];

  const units = services.map(({ service, prepared }): UnitSpec => ({
    name: service.name,
    cell: stack.layout === 'host' ? hostCell : service.name,
    argv: prepared.argv,
    environment: serviceEnvironment({ service, prepared }),
    cwd: prepared.cwd,
    stopSignal: service.stopSignal === 'SIGTERM' ? (prepared.stopSignal ?? 'SIGTERM') : service.stopSignal,
    stopGraceMs: service.stopGraceMs,
    restart: service.restart,
    ...(service.restartLimit === undefined ? {} : { restartLimit: service.restartLimit }),
  }));
  const relays = services.flatMap(({ service }): RelaySpec[] =>
    service.ports.flatMap(({ published, target }) =>
      published === undefined || (stack.layout === 'host' && published === target) ? [] : [{ port: published, unit: service.name, target }],
    ),
  );
  return {
    copies,
    binds: Object.assign({}, ...services.map(({ prepared }) => prepared.binds)) as Record<string, string>,
    spec: {
      volumes: [...volumes.values()],
      editedFiles: mountedAndAtHand.flatMap(({ source, target, unit, isFolder }) =>
        isFolder ? [] : [{ unit, source, cell: operatorsCell, path: target }],
      ),
      networks,
      cells,
      units,
      relays,
      standIns,
      limits: { processes: 1024, outputBytes: 256 * 1024, memoryBytes: 2 * 1024 ** 3 },
    },
  };
}

/** What a service's processes, health checks and `exec` see. */
export function serviceEnvironment({ prepared }: PreparedService): Readonly<Record<string, string>> {
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: `/home/${prepared.user}`,
    LANG: 'C.UTF-8',
    USER: prepared.user,
    ...prepared.environment,
  };
}

type Share = CellSpec['shares'][number] & { readonly isFolder: boolean };

function mountsOf(
  service: Service,
  prepared: Prepared,
  volumes: Map<string, VolumeSpec>,
  inside: (path: string) => string,
): { readonly mounts: readonly CellMount[]; readonly copies: CellSpec['copies']; readonly shares: readonly Share[] } {
  const mounts: CellMount[] = [...prepared.mounts];
  const copies: { source: string; target: string }[] = [];
  const shares: Share[] = [];
  if (service.build !== undefined) copies.push({ source: inside(service.build.context), target: prepared.cwd });
  for (const mount of service.mounts) {
    if (mount.kind === 'volume') mounts.push({ kind: 'volume', volume: mount.volume, target: mount.target, readOnly: mount.readOnly });
    else if (mount.kind === 'tmpfs') mounts.push({ kind: 'tmpfs', target: mount.target, sizeBytes: mount.sizeBytes ?? unsizedBytes });
    else
      shares.push({
        source: inside(mount.source),
        target: mount.target,
        readOnly: mount.readOnly,
        isFolder: statSync(mount.source).isDirectory(),
      });
  }
  const data = prepared.dataFolder;
  if (data !== undefined && !mounts.some(({ target }) => target === data || isBelow(data, target))) {
    const name = `${service.name}-data`;
    if (!volumes.has(name)) volumes.set(name, { name, sizeBytes: unsizedBytes, sized: false });
    mounts.push({ kind: 'volume', volume: name, target: data, readOnly: false });
  }
  // Parents before what is mounted below them; node_modules last, into the copied folder.
  return { mounts: mounts.toSorted(outermostFirst), copies, shares: shares.toSorted(outermostFirst) };
}

function outermostFirst(one: { readonly target: string }, other: { readonly target: string }): number {
  return one.target.split('/').length - other.target.split('/').length;
}

/** The bastion sees the volumes that services share, where they have them. */
function sharedVolumes(mounts: readonly CellMount[]): readonly CellMount[] {
  return unique(
    mounts.filter(mount => mount.kind === 'volume' && !mount.target.startsWith('/var/lib/postgresql')),
    ({ target }) => target,
  );
}

function identity(user: string): CellSpec['files'] {
  return [
    { path: '/etc/passwd', text: `root:x:0:0:root:/root:/usr/sbin/nologin\n${user}:x:1000:1000::/home/${user}:/bin/bash\n`, mode: 0o644 },
    { path: '/etc/group', text: `root:x:0:\n${user}:x:1000:\n`, mode: 0o644 },
    { path: '/etc/nsswitch.conf', text: 'passwd: files\ngroup: files\nhosts: files\n', mode: 0o644 },
  ];
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function unique<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  return [...new Map(items.map(item => [key(item), item])).values()];
}

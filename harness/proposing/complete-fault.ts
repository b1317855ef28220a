import type { Service, Stack } from '../model/stack.ts';

export type FaultSettings = Readonly<Record<string, unknown>>;

/** Faults of a volume, which they know by a path on it. */
export const ofVolumes: ReadonlySet<string> = new Set(['volume.full', 'volume.inodes', 'volume.read-only', 'volume.shrunk']);

/**
 * Adds to a fault's settings what the stack leaves no choice about: the one volume with a size, the one network, the one other service
 * that can be slow to reach. `volume: <name>` becomes the path at which the service has it.
 */
export function completeFault(kind: string, settings: FaultSettings, stack: Stack): FaultSettings {
  const service = stack.services.find(({ name }) => name === settings['service']);
  if (waysOf.has(kind)) return betweenServices(settings, stack);
  if (service === undefined) return settings;
  if (ofVolumes.has(kind)) return withPath(settings, service, stack);
  if (kind === 'network.disconnect' && settings['network'] === undefined && service.networks.length === 1)
    return { ...settings, network: service.networks[0] };
  return settings;
}

/** Faults of the way from one service to another. */
const waysOf: ReadonlySet<string> = new Set(['network.cut', 'network.latency', 'network.loss', 'network.slow-drip']);

/** A single service is the one that connects. The other end is the only one that it shares a network with. */
function betweenServices({ service, ...others }: FaultSettings, stack: Stack): FaultSettings {
  const settings: FaultSettings = {
    ...(service === undefined ? {} : others['from'] === undefined ? { from: service } : { service }),
    ...others,
  };
  const from = stack.services.find(({ name }) => name === settings['from']);
  const [to, second] = stack.services.filter(
    one => from !== undefined && one !== from && one.networks.some(network => from.networks.includes(network)),
  );
  return settings['to'] !== undefined || to === undefined || second !== undefined ? settings : { ...settings, to: to.name };
}

function withPath(settings: FaultSettings, { mounts }: Service, stack: Stack): FaultSettings {
  const { volume, ...others } = settings;
  if (others['path'] !== undefined) return settings;
  const all = mounts.filter(mount => mount.kind === 'volume' && !mount.readOnly);
  const named = all.filter(mount => mount.kind === 'volume' && mount.volume === volume);
  const sized = all.filter(mount => mount.kind === 'volume' && isSized(mount.volume, stack));
  // The only one is meant even where it cannot be filled as it is: that is then said of it.
  const [mount, second] = volume === undefined ? (sized.length > 0 ? sized : all) : named;
  return mount === undefined || second !== undefined ? settings : { ...others, path: mount.target };
}

function isSized(volume: string, { volumes }: Stack): boolean {
  return volumes.some(({ name, sizeBytes }) => name === volume && sizeBytes !== undefined);
}

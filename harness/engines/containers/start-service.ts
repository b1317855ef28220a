import { withRelease, type Release } from '../../model/release.ts';
import type { Service, Stack } from '../../model/stack.ts';
import { clockEnvironment } from '../own-clock.ts';
import { shellLine } from '../shell-line.ts';
import { namesOf } from '../service-names.ts';
import { bastionHost, hostOf, type StackNetwork } from './addresses.ts';
import { copyIn, linkIn } from './copy-in.ts';
import { hostLine } from './host-lines.ts';
import { partLabel, serviceLabel } from './labels.ts';
import type { Container, Runtime } from './runtime.ts';
import { clockFile, type OwnClock } from './own-clock.ts';
import { ServiceContainer } from './service-container.ts';
import { mountedFiles, type StackVolume } from './volumes.ts';

export interface InstanceParts {
  readonly id: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly reaped: boolean;
  /** The service's own, and all of the stack's. */
  readonly networks: readonly StackNetwork[];
  readonly all: readonly StackNetwork[];
  readonly binds: readonly string[];
  readonly volumes: readonly StackVolume[];
  /** Whose network and processes it shares in layout `host`. */
  readonly server: string;
  readonly clock?: OwnClock;
  /** What the operator has made of files that it mounts. */
  readonly mountEdited: (container: Container) => Promise<void>;
}

/** A service as it is to be made now. */
export function releasedService(service: Service, release: Release | undefined): Service {
  if (release === undefined) return service;
  return {
    ...service,
    environment: withRelease(service.environment, release),
    ...(release.command === undefined ? {} : { command: ['sh', '-c', shellLine(release.command)] }),
  };
}

/** Creates and starts one container of a service, at its own addresses. */
export async function startService(
  client: Runtime,
  stack: Stack,
  service: Service,
  number: number,
  parts: InstanceParts,
): Promise<Container> {
  const docker = client.container.dockerode;
  const onServer = stack.layout === 'host';
  const [first, ...others] = parts.networks;
  const endpoint = ({ prefix, name }: StackNetwork) => ({
    IPAMConfig: { IPv4Address: `${prefix}.${hostOf(stack, service.name, number)}` },
    Aliases: [...namesOf(service, stack, { number, network: name })],
  });
  const environment = { ...service.environment, ...(parts.clock === undefined ? {} : clockEnvironment(clockFile)) };
  const container = await new ServiceContainer(
    { ...service, environment },
    {
      name: `drillbook-${parts.id}-${service.name}-${number}`,
      image: parts.image,
      labels: { ...parts.labels, [partLabel]: 'service', [serviceLabel]: service.name },
      reaped: parts.reaped,
      binds: parts.binds,
      extraHosts: Object.entries(service.extraHosts).flatMap(([name, target]) => hostLine(name, target, stack, parts.all)),
      nameServers: first === undefined ? [] : [`${first.prefix}.${bastionHost}`],
      networkMode: onServer ? `container:${parts.server}` : (first?.id ?? 'none'),
      ...(onServer || first === undefined ? {} : { endpoint: endpoint(first) }),
      ...(onServer ? { pidMode: `container:${parts.server}` } : {}),
      async beforeStart(containerId) {
        if (!onServer)
          for (const network of others)
            await docker.getNetwork(network.id).connect({ Container: containerId, EndpointConfig: endpoint(network) });
        await parts.clock?.putInto(docker.getContainer(containerId));
        for (const { from, target } of mountedFiles(service, parts.volumes)) {
          const container = docker.getContainer(containerId);
          await ('copyOf' in from ? copyIn(client, container, from.copyOf, target) : linkIn(client, container, from.linkTo, target));
        }
        await parts.mountEdited(docker.getContainer(containerId));
      },
    },
  ).start();
  return docker.getContainer(container.getId());
}

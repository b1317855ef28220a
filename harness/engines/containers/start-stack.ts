import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Service, Stack } from '../../model/stack.ts';
import { HarnessError } from '../../support/harness-error.ts';
import { UndoStack } from '../../support/undo-stack.ts';
import type { RunningStack, StartOptions } from '../engine.ts';
import { namesOf } from '../service-names.ts';
import { startInOrder, type StartPace } from '../start-order.ts';
import { bastionHost, hostOf, makeNetwork, type StackNetwork } from './addresses.ts';
import type { Agent, AgentEvent } from './agent.ts';
import { startAgent } from './agent-container.ts';
import { bastionImage } from './bastion-image.ts';
import { bastionOf, type OutputListener } from './bastion.ts';
import { watchContainers } from './container-events.ts';
import { copyIn, linkIn } from './copy-in.ts';
import { withImageHealth } from './image-health.ts';
import { havePulled, imageOf } from './images.ts';
import { partLabel, serviceLabel, stackLabels } from './labels.ts';
import { reaped } from './reaper.ts';
import { runtime, type Container, type Runtime } from './runtime.ts';
import { serverContent } from './server-content.ts';
import { ServiceContainer } from './service-container.ts';
import { ContainerService } from './service.ts';
import { Sidecars } from './sidecars.ts';
import { ContainerStack } from './stack.ts';
import { StandInCalls } from './stand-in-calls.ts';
import { removeStack } from './sweep.ts';
import { bastionMounts, bindsOf, makeVolume, mountedFiles, mountsOf, volumesFolder, volumesOf, type StackVolume } from './volumes.ts';
import { unwatch, watch } from './watchdog.ts';

/**
 * A server that makes its first files is green for a moment and goes down again. Docker asks for the first
 * time after the interval; asked more often, a service must stay healthy as long, but for no longer than this.
 */
const longestSteadyMs = 2000;
const pace: StartPace = { everyMs: 150, steadyMs: service => Math.min(service.healthcheck?.intervalMs ?? 0, longestSteadyMs) };
/** What an answer of Docker's may take beyond the time for provisioning. */
const hangMs = 10_000;
const outputBytes = 256 * 1024;
const processes = 1024;
/** The agent's own rights: to become the operator, to reach what operators and services own, to open low ports. */
const bastionCapabilities = [
  'SETUID',
  'SETGID',
  'SETPCAP',
  'KILL',
  'DAC_OVERRIDE',
  'CHOWN',
  'FOWNER',
  'SYS_PTRACE',
  'NET_BIND_SERVICE',
  'NET_RAW',
];

/** Makes a stack of containers: networks and volumes, the bastion, then the services in their order. */
export async function startStack(stack: Stack, options: StartOptions): Promise<RunningStack> {
  const began = performance.now();
  const client = await runtime();
  const id = randomBytes(6).toString('hex');
  const undo = new UndoStack();
  let ended: Promise<void> | undefined;
  const end = (): Promise<void> => (ended ??= unwindAll(undo));
  watch(id);
  undo.push('its containers, networks and volumes', async () => {
    await removeStack(client.container.dockerode, id);
    // Else the watchdog tries again when this process is gone.
    unwatch(id);
  });
  try {
    return await make(client, stack, { ...options, id, began, undo, end });
  } catch (thrown) {
    await end().catch(() => {});
    throw thrown;
  }
}

interface Making extends StartOptions {
  readonly id: string;
  readonly began: number;
  readonly undo: UndoStack;
  readonly end: () => Promise<void>;
}

async function make(client: Runtime, given: Stack, making: Making): Promise<RunningStack> {
  const { id, undo } = making;
  const docker = client.container.dockerode;
  const reaper = await reaped(client);
  const labels = { ...stackLabels(id), ...reaper.labels };
  const images = new Map(await Promise.all(given.services.map(async service => [service.name, await imageOf(service, given)] as const)));
  // What `prepare` could not get is told in its words, not in Docker's.
  await Promise.all([...new Set([bastionImage(given), ...images.values()])].map(image => havePulled(client, image, () => {})));
  const stack = await withImageHealth(client, given, images);
  const volumes = volumesOf(stack, id);
  const [networks] = await Promise.all([
    Promise.all(stack.layout === 'host' ? [] : stack.networks.map(({ name }) => makeNetwork(docker, stack, id, name))),
    Promise.all(volumes.map(volume => makeVolume(docker, id, volume))),
  ]);

  const outputs = new Map<number, OutputListener>();
  const services = new Map<string, ContainerService>();
  let running: RunningStack | undefined;
  let bastion: { readonly agent: Agent; readonly container: Container } | undefined;
  const agent = (): Agent => {
    if (bastion === undefined) throw new Error('unexpected call before the bastion runs');
    return bastion.agent;
  };
  const standIns = new StandInCalls(stack, agent, services, making.onStandIn);
  const onEvent = (event: AgentEvent): void => {
    if (event.event === 'output') outputs.get(event.shell)?.(event.stream, event.text);
    else if (event.event === 'standIn') void standIns.answer(event, running);
    else if (event.event === 'standInGone') standIns.gone(event.call);
  };
  const sidecars = new Sidecars({ runtime: client, stackId: id, image: bastionImage(stack), labels, reaped: reaper.on });
  undo.push('its sidecars', () => sidecars.close());
  const updateRelays = (): void => {
    const known = [...services.values()].flatMap(({ name, address }) => (address === undefined ? [] : [[name, address] as const]));
    void bastion?.agent.call('relays', { addresses: Object.fromEntries(known) }).catch(() => {});
  };

  bastion = await startBastion(client, stack, { ...making, labels, reaped: reaper.on, networks, volumes, onEvent });
  const { agent: started, container: bastionContainer } = bastion;
  undo.push('its bastion', () => started.close());
  const events = await watchContainers(docker, id, containerId =>
    [...services.values()]
      .flatMap(service => service.instances())
      .find(({ container }) => container?.id === containerId)
      ?.ended(),
  );
  undo.push('watching its containers', () => events.close());

  for (const service of stack.services) {
    const mounts = mountsOf(service, stack, volumes);
    const image = images.get(service.name) ?? '';
    const own = networks.filter(({ name }) => service.networks.includes(name));
    const create = (number: number): Promise<Container> =>
      startService(client, stack, service, number, {
        id,
        image,
        labels,
        reaped: reaper.on,
        networks: own,
        all: networks,
        binds: bindsOf(mounts),
        volumes,
        bastion: bastionContainer,
      });
    services.set(
      service.name,
      new ContainerService({
        docker,
        stack,
        service,
        runs: service.image ?? `an image built from ${service.build?.context ?? '?'}`,
        networks: own,
        mounts,
        bastion: agent,
        sidecars,
        create,
        peer: name => {
          const found = services.get(name);
          if (found === undefined) throw new Error(`unexpected service "${name}"`);
          return found;
        },
        onChange: updateRelays,
      }),
    );
  }
  undo.push('its services', () => {
    for (const instance of [...services.values()].flatMap(service => service.instances())) instance.retire();
  });
  const lost = Promise.race([started.lost, events.lost]);
  const made = new ContainerStack({
    spec: stack,
    services,
    agent: started,
    bastion: bastionOf(stack, started, outputs),
    sidecars,
    lost,
    end: making.end,
  });
  running = made;
  const deadline = making.began + making.provisionMs;
  // A Docker that hangs answers no question in time.
  const late = new AbortController();
  const tooLate = sleep(making.provisionMs + hangMs, undefined, { signal: late.signal, ref: false }).then(() => {
    throw new HarnessError(
      'stack-not-healthy',
      `the stack did not start in ${Math.round((making.provisionMs + hangMs) / 1000)} s`,
      'Look whether Docker still answers (`docker ps`).',
    );
  });
  tooLate.catch(() => {});
  try {
    await Promise.race([
      startInOrder(stack, made, { deadline, signal: making.signal, pace }),
      lost.then(error => Promise.reject(error)),
      tooLate,
    ]);
  } finally {
    late.abort();
  }
  return made;
}

interface BastionParts extends Making {
  readonly labels: Readonly<Record<string, string>>;
  readonly reaped: boolean;
  readonly networks: readonly StackNetwork[];
  readonly volumes: readonly StackVolume[];
  readonly onEvent: (event: AgentEvent) => void;
}

async function startBastion(
  client: Runtime,
  stack: Stack,
  parts: BastionParts,
): Promise<{ readonly agent: Agent; readonly container: Container }> {
  const docker = client.container.dockerode;
  const { id, networks, volumes } = parts;
  const [first, ...others] = networks;
  const endpoint = ({ prefix }: StackNetwork) => ({ IPAMConfig: { IPv4Address: `${prefix}.${bastionHost}` }, Aliases: ['bastion'] });
  const copies = Object.entries(stack.bastion.copy).map(([source, target]) => ({ source: resolve(stack.folder, source), target }));
  const sources = volumes.flatMap(({ name, source }) => (source === undefined ? [] : [{ source, target: `${volumesFolder}/${name}/` }]));
  const bastion = await startAgent(client, {
    name: `drillbook-${id}-bastion`,
    image: bastionImage(stack),
    labels: { ...parts.labels, [partLabel]: 'bastion' },
    reaped: parts.reaped,
    hostname: stack.layout === 'host' ? 'server' : 'bastion',
    networkMode: first?.id ?? 'none',
    ...(first === undefined ? {} : { endpoint: endpoint(first) }),
    binds: bindsOf(bastionMounts(stack, volumes)),
    extraHosts: bastionHosts(stack, networks),
    nameServers: ['127.0.0.1'],
    capabilities: bastionCapabilities,
    async beforeStart(container) {
      for (const network of others)
        await docker.getNetwork(network.id).connect({ Container: container.id, EndpointConfig: endpoint(network) });
      if (stack.layout === 'host') await serverContent(client, stack, container, parts.labels);
      for (const { source, target } of [...sources, ...copies]) await copyIn(client, container, source, target);
    },
    onEvent: parts.onEvent,
  });
  await bastion.agent.call('setup', {
    standIns: parts.standIns,
    relays: relaysOf(stack),
    onServer: stack.layout === 'host',
    outputBytes,
    processes,
  });
  await bastion.agent.call('own', {
    paths: [...new Set([...copies.map(({ target }) => target), stack.bastion.workdir])].filter(path => path !== '/' && path !== '/tmp'),
  });
  return bastion;
}

interface InstanceParts {
  readonly id: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly reaped: boolean;
  /** The service's own, and all of the stack's. */
  readonly networks: readonly StackNetwork[];
  readonly all: readonly StackNetwork[];
  readonly binds: readonly string[];
  readonly volumes: readonly StackVolume[];
  readonly bastion: Container;
}

async function startService(client: Runtime, stack: Stack, service: Service, number: number, parts: InstanceParts): Promise<Container> {
  const docker = client.container.dockerode;
  const onServer = stack.layout === 'host';
  const [first, ...others] = parts.networks;
  const names = namesOf(service, stack, number);
  const endpoint = ({ prefix }: StackNetwork) => ({
    IPAMConfig: { IPv4Address: `${prefix}.${hostOf(stack, service.name, number)}` },
    Aliases: [...names],
  });
  const container = await new ServiceContainer(service, {
    name: `drillbook-${parts.id}-${service.name}-${number}`,
    image: parts.image,
    labels: { ...parts.labels, [partLabel]: 'service', [serviceLabel]: service.name },
    reaped: parts.reaped,
    binds: parts.binds,
    extraHosts: Object.entries(service.extraHosts).flatMap(([name, target]) => hostLine(name, target, stack, parts.all)),
    nameServers: first === undefined ? [] : [`${first.prefix}.${bastionHost}`],
    networkMode: onServer ? `container:${parts.bastion.id}` : (first?.id ?? 'none'),
    ...(onServer || first === undefined ? {} : { endpoint: endpoint(first) }),
    ...(onServer ? { pidMode: `container:${parts.bastion.id}` } : {}),
    async beforeStart(containerId) {
      if (!onServer)
        for (const network of others)
          await docker.getNetwork(network.id).connect({ Container: containerId, EndpointConfig: endpoint(network) });
      for (const { from, target } of mountedFiles(service, parts.volumes)) {
        const container = docker.getContainer(containerId);
        await ('copyOf' in from ? copyIn(client, container, from.copyOf, target) : linkIn(client, container, from.linkTo, target));
      }
    },
  }).start();
  return docker.getContainer(container.getId());
}

/** Names of services (`localhost` on a server), and further ones that the stack gives them. */
function bastionHosts(stack: Stack, networks: readonly StackNetwork[]): readonly string[] {
  if (stack.layout === 'host')
    return [...stack.services.flatMap(service => namesOf(service, stack)), ...Object.keys(stack.bastion.hosts)].map(
      name => `${name}:127.0.0.1`,
    );
  return Object.entries(stack.bastion.hosts).flatMap(([name, target]) => hostLine(name, target, stack, networks));
}

/** A line for /etc/hosts: another name of a service, or of an address. */
function hostLine(name: string, target: string, stack: Stack, networks: readonly StackNetwork[]): readonly string[] {
  const service = stack.services.find(one => one.name === target);
  if (service === undefined) return [`${name}:${target}`];
  const network = networks.find(one => service.networks.includes(one.name));
  return network === undefined ? [] : [`${name}:${network.prefix}.${hostOf(stack, service.name, 1)}`];
}

function relaysOf(stack: Stack): readonly { readonly port: number; readonly unit: string; readonly target: number }[] {
  return stack.services.flatMap(({ name, ports }) =>
    ports.flatMap(({ published, target }) =>
      published === undefined || (stack.layout === 'host' && published === target) ? [] : [{ port: published, unit: name, target }],
    ),
  );
}

async function unwindAll(undo: UndoStack): Promise<void> {
  const [failure] = await undo.unwind();
  if (failure !== undefined) throw new Error(`${failure.what}: ${failure.message}`);
}

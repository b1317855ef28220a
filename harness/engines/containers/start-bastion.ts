import { resolve } from 'node:path';
import type { Stack } from '../../model/stack.ts';
import { bastionHost, type StackNetwork } from './addresses.ts';
import type { Agent, AgentEvent } from './agent.ts';
import { startAgent } from './agent-container.ts';
import { bastionImage } from './bastion-image.ts';
import { copyIn } from './copy-in.ts';
import { bastionHosts } from './host-lines.ts';
import { partLabel } from './labels.ts';
import type { Container, Runtime } from './runtime.ts';
import { serverContent } from './server-content.ts';
import { bastionMounts, bindsOf, volumesFolder, type StackVolume } from './volumes.ts';

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

/** What is no part of what an operator has at hand, and large. */
const leftOut = ['node_modules', '.git', '.drillbook'];

export function bastionName(id: string): string {
  return `drillbook-${id}-bastion`;
}

export interface BastionParts {
  readonly id: string;
  readonly standIns: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly reaped: boolean;
  readonly networks: readonly StackNetwork[];
  readonly volumes: readonly StackVolume[];
  readonly onEvent: (event: AgentEvent) => void;
  /** Called when the volumes hold what services need of them, before the bastion itself runs. */
  readonly onFilled: () => void;
}

/** Starts the operator's machine, with everything that the stack and the host's files put there. */
export async function startBastion(
  client: Runtime,
  stack: Stack,
  parts: BastionParts,
): Promise<{ readonly agent: Agent; readonly container: Container }> {
  const docker = client.container.dockerode;
  const { id, networks, volumes } = parts;
  const [first, ...others] = networks;
  const endpoint = ({ prefix }: StackNetwork) => ({ IPAMConfig: { IPv4Address: `${prefix}.${bastionHost}` }, Aliases: [] });
  const copies = Object.entries(stack.bastion.copy).map(([source, target]) => ({ source: resolve(stack.folder, source), target }));
  const sources = volumes.flatMap(({ name, source }) => (source === undefined ? [] : [{ source, target: `${volumesFolder}/${name}/` }]));
  const bastion = await startAgent(client, {
    name: bastionName(id),
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
      for (const { source, target } of sources) await copyIn(client, container, source, target);
      for (const { source, target } of copies) await copyIn(client, container, source, target, { without: leftOut });
      parts.onFilled();
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
  await bastion.agent.call('own', { folder: stack.bastion.workdir });
  return bastion;
}

function relaysOf(stack: Stack): readonly { readonly port: number; readonly unit: string; readonly target: number }[] {
  return stack.services.flatMap(({ name, ports }) =>
    ports.flatMap(({ published, target }) =>
      published === undefined || (stack.layout === 'host' && published === target) ? [] : [{ port: published, unit: name, target }],
    ),
  );
}

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { insideProgram } from '../inside-program.ts';
import { Agent, type AgentEvent } from './agent.ts';
import { GenericContainer, type Container, type Runtime } from './runtime.ts';

export interface AgentContainerOptions {
  readonly name: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly reaped: boolean;
  readonly hostname?: string;
  readonly networkMode: string;
  readonly endpoint?: { readonly IPAMConfig: { readonly IPv4Address: string }; readonly Aliases: string[] };
  readonly pidMode?: string;
  readonly binds: readonly string[];
  readonly extraHosts: readonly string[];
  /** Who is asked for names that are not the stack's. */
  readonly nameServers?: readonly string[];
  readonly capabilities: readonly string[];
  readonly devices?: readonly string[];
  /** Runs between creation and start. */
  readonly beforeStart: (container: Container) => Promise<void>;
  readonly onEvent: (event: AgentEvent) => void;
}

const memoryBytes = 2 * 1024 ** 3;
const program = '/run/drillbook/agent.mjs';

/** Starts a container whose process is an agent, and resolves when the agent answers. Nothing of the host is mounted, no port opened. */
export async function startAgent(
  runtime: Runtime,
  options: AgentContainerOptions,
): Promise<{ readonly agent: Agent; readonly container: Container }> {
  const docker = runtime.container.dockerode;
  let agent: Agent | undefined;
  const made = new AgentContainer(options, async id => {
    const container = docker.getContainer(id);
    await options.beforeStart(container);
    agent = await Agent.attach(docker, container, options.onEvent);
  });
  made.withCopyContentToContainer([
    { content: `#!/usr/bin/node\n${await readFile(insideProgram('agent'), 'utf8')}`, target: program, mode: 0o755 },
  ]);
  try {
    const started = await made.start();
    await agent?.ready();
    return { agent: agent as Agent, container: docker.getContainer(started.getId()) };
  } catch (thrown) {
    agent?.close();
    throw thrown;
  }
}

class AgentContainer extends GenericContainer {
  readonly #created: (id: string) => Promise<void>;

  constructor(options: AgentContainerOptions, created: (id: string) => Promise<void>) {
    super(options.image);
    this.#created = created;
    this.withName(options.name)
      .withLabels({ ...options.labels })
      .withAutoCleanup(options.reaped)
      .withWaitStrategy({
        waitUntilReady: async () => {},
        withStartupTimeout: () => never(),
        isStartupTimeoutSet: () => true,
        getStartupTimeout: () => 0,
      })
      .withNetworkMode(options.networkMode)
      .withCommand([program])
      .withEnvironment({ NODE_OPTIONS: '--max-old-space-size=96' })
      .withDroppedCapabilities('ALL')
      .withAddedCapabilities(...options.capabilities)
      .withSecurityOpt('no-new-privileges:true');
    if (options.hostname !== undefined) this.withHostname(options.hostname);
    if (options.endpoint !== undefined) this.createOpts.NetworkingConfig = { EndpointsConfig: { [options.networkMode]: options.endpoint } };
    Object.assign(this.createOpts, {
      OpenStdin: true,
      StdinOnce: true,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      User: '0:0',
    });
    Object.assign(this.hostConfig, {
      Binds: [...options.binds],
      ...(options.pidMode === undefined ? {} : { PidMode: options.pidMode }),
      ...(options.networkMode.startsWith('container:')
        ? {}
        : { ExtraHosts: [...options.extraHosts], Dns: [...(options.nameServers ?? [])], Sysctls: sixthLoopback() }),
      // Its output is a channel, not a log.
      LogConfig: { Type: 'none', Config: {} },
      Memory: memoryBytes,
      PidsLimit: 2048,
      Devices: (options.devices ?? []).map(path => ({ PathOnHost: path, PathInContainer: path, CgroupPermissions: 'rwm' })),
    });
  }

  protected override async containerCreated(id: string): Promise<void> {
    await this.#created(id);
  }
}

/**
 * Docker before 26 leaves a network without ::1, which clients still try for `localhost`. To call an address that is not there fails
 * otherwise than where nobody listens, and curl's `--retry-connrefused` gives up at once; on a real machine it is refused.
 */
function sixthLoopback(): Readonly<Record<string, string>> {
  const known = platform() !== 'linux' || existsSync('/proc/sys/net/ipv6/conf/lo/disable_ipv6');
  return known ? { 'net.ipv6.conf.lo.disable_ipv6': '0' } : {};
}

function never(): never {
  throw new Error('an agent is ready when it says so');
}

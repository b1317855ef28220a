import type { Service } from '../../model/stack.ts';
import { GenericContainer, type WaitStrategy } from './runtime.ts';

export interface Placement {
  readonly name: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Of Testcontainers' reaper, where it runs. */
  readonly reaped: boolean;
  readonly binds: readonly string[];
  readonly extraHosts: readonly string[];
  /** Who is asked for names that are not the stack's. */
  readonly nameServers: readonly string[];
  /** `container:<id>` in layout `host`, else the first network's id. */
  readonly networkMode: string;
  readonly endpoint?: Endpoint;
  /** Shares the process namespace of that container. */
  readonly pidMode?: string;
  /** Runs between creation and start: further networks, files, the services that it depends on. */
  readonly beforeStart: (id: string) => Promise<void>;
}

export interface Endpoint {
  readonly IPAMConfig: { readonly IPv4Address: string };
  readonly Aliases: string[];
}

/** Health is asked by whoever depends on it (`start-order.ts`), so that a start waits for nothing but the process. */
const startedIsEnough: WaitStrategy = {
  waitUntilReady: async () => {},
  withStartupTimeout: () => startedIsEnough,
  isStartupTimeoutSet: () => true,
  getStartupTimeout: () => 60_000,
};

/** One container of a service, as its Compose file says. */
export class ServiceContainer extends GenericContainer {
  readonly #beforeStart: (id: string) => Promise<void>;

  constructor(service: Service, placement: Placement) {
    super(placement.image);
    this.#beforeStart = placement.beforeStart;
    this.withName(placement.name)
      .withLabels({ ...placement.labels })
      .withAutoCleanup(placement.reaped)
      .withWaitStrategy(startedIsEnough)
      .withEnvironment({ ...service.environment })
      .withNetworkMode(placement.networkMode)
      .withBindMounts([]);
    this.hostConfig.Binds = [...placement.binds];
    if (service.command !== undefined) this.withCommand([...service.command]);
    if (service.entrypoint !== undefined) this.withEntrypoint([...service.entrypoint]);
    if (service.user !== undefined) this.withUser(service.user);
    if (service.workingDir !== undefined) this.withWorkingDir(service.workingDir);
    // Docker's name server answers to it: no name that the file does not give.
    if (placement.pidMode === undefined && service.hostname !== undefined) this.withHostname(service.hostname);
    if (placement.endpoint !== undefined)
      this.createOpts.NetworkingConfig = { EndpointsConfig: { [placement.networkMode]: placement.endpoint } };
    // Compose's default is the image's own.
    if (service.stopSignal !== 'SIGTERM') this.createOpts.StopSignal = service.stopSignal;
    // Asked by the engine, at its own pace: a check of the daemon's would cost a process each time, in every trial.
    this.createOpts.Healthcheck = { Test: ['NONE'] };
    Object.assign(this.hostConfig, {
      // A share of network layout `host`, too, carries the bastion's lines.
      ...(placement.pidMode === undefined
        ? { ExtraHosts: [...placement.extraHosts], Dns: [...placement.nameServers] }
        : { PidMode: placement.pidMode }),
      // Restarting is the engine's own work: a fault's signal must not pass for an operator's `docker kill`, after which Docker restarts nothing.
      RestartPolicy: { Name: 'no' },
      Init: service.init,
      ReadonlyRootfs: service.readOnly === true,
      CapDrop: [...(service.capDrop ?? [])],
      PidsLimit: 4096,
      ...(service.memoryBytes === undefined ? {} : { Memory: service.memoryBytes, MemorySwap: service.memoryBytes }),
      ...(service.shmBytes === undefined ? {} : { ShmSize: service.shmBytes }),
      Ulimits: Object.entries(service.ulimits ?? {}).map(([name, { soft, hard }]) => ({ Name: name, Soft: soft, Hard: hard })),
      ...(service.cpus === undefined ? {} : { NanoCpus: Math.round(service.cpus * 1e9) }),
      Tmpfs: Object.fromEntries(
        service.mounts.flatMap(mount =>
          mount.kind === 'tmpfs' ? [[mount.target, mount.sizeBytes === undefined ? 'rw' : `rw,size=${mount.sizeBytes}`]] : [],
        ),
      ),
    });
  }

  protected override async containerCreated(id: string): Promise<void> {
    await this.#beforeStart(id);
  }
}

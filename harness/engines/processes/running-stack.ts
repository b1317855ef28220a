import { writeFile, rename } from 'node:fs/promises';
import type { Duplex } from 'node:stream';
import type { Stack } from '../../model/stack.ts';
import { Unsupported } from '../../support/harness-error.ts';
import type {
  Bastion,
  BlockResult,
  Capabilities,
  DialOptions,
  ExecOptions,
  ExecResult,
  RunningService,
  RunningStack,
  ServiceInstance,
  ServiceStatus,
  Shell,
} from '../engine.ts';
import { bastionEnvironment, operatorEnvironment } from '../bastion-environment.ts';
import { HarmedFiles } from '../harmed-files.ts';
import { sizeOptions } from '../remount-words.ts';
import { nameControl } from './name-control.ts';
import { upstreamControl } from './upstream-control.ts';
import { instanceName, namesOf } from '../service-names.ts';
import { deployControl, environmentOf } from './deploy-control.ts';
import { onOwnClock, ownClock } from './own-clock.ts';
import { bastionCell, hostCell, type PreparedService } from './sandbox-spec.ts';
import type { Supervisor } from './supervisor.ts';

const longMs = 24 * 3600 * 1000;

export interface SandboxOutput {
  /** Set while a shell runs a block. */
  listener?: ((stream: 'stdout' | 'stderr', text: string) => void) | undefined;
}

/** A stack in a sandbox, as faults, shims, probes and the drill see it. */
export class SandboxedStack implements RunningStack {
  readonly engine = 'processes';
  readonly spec: Stack;
  readonly services: ReadonlyMap<string, RunningService>;
  readonly bastion: Bastion;
  readonly lost: Promise<Error>;
  readonly #supervisor: Supervisor;
  readonly #end: () => Promise<void>;

  constructor(
    spec: Stack,
    prepared: readonly PreparedService[],
    supervisor: Supervisor,
    outputs: Map<number, SandboxOutput>,
    end: () => Promise<void>,
  ) {
    this.spec = spec;
    this.#supervisor = supervisor;
    this.#end = end;
    this.lost = supervisor.lost;
    this.services = new Map(prepared.map(part => [part.service.name, runningService(spec, part, supervisor)]));
    this.bastion = bastionOf(spec, supervisor, outputs);
  }

  get layout(): Stack['layout'] {
    return this.spec.layout;
  }

  dial(host: string, port: number, { from, timeoutMs = 10_000, signal }: DialOptions = {}): Promise<Duplex> {
    signal?.throwIfAborted();
    const dialled = this.#supervisor.dial({ host, port, timeoutMs, ...(from === undefined || this.layout === 'host' ? {} : { from }) });
    if (signal === undefined) return dialled;
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        reject(signal.reason as Error);
        void dialled.then(
          socket => socket.destroy(),
          () => {},
        );
      };
      signal.addEventListener('abort', abort, { once: true });
      dialled.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    });
  }

  echo(): Promise<void> {
    return this.#supervisor.call('ping', {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
  }
}

/** Keeps what a first start made for the next one. */
export async function keepFirstStart(
  supervisor: Supervisor,
  cell: string,
  keeps: { readonly path: string; readonly as: string },
): Promise<void> {
  if (!(await supervisor.call('fileExists', { cell, path: keeps.path }))) return;
  const content = await supervisor.call('fileRead', { cell, path: keeps.path });
  const part = `${keeps.as}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await writeFile(part, content);
  await rename(part, keeps.as);
  await supervisor.call('fileRemove', { cell, path: keeps.path });
}

function runningService(stack: Stack, part: PreparedService, supervisor: Supervisor): RunningService {
  const { service, prepared } = part;
  const unit = service.name;
  const cell = stack.layout === 'host' ? hostCell : unit;
  const exec = (argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> =>
    execIn(supervisor, cell, onOwnClock(service, argv), { environment: environmentOf(part), cwd: prepared.cwd, ...options });
  const health = async (): Promise<ServiceStatus['health']> => {
    const check = service.healthcheck;
    if (check === undefined) return undefined;
    const { status } = await exec(check.test, { timeoutMs: check.timeoutMs });
    return status === 0 ? 'healthy' : 'unhealthy';
  };
  const can = capabilitiesOf(stack, part, cell, supervisor);
  const instance: ServiceInstance = {
    number: 1,
    name: instanceName(service, stack, 1),
    async status({ health: withHealth = true } = {}) {
      const { startedAt, endedAt, ...status } = await supervisor.call('unitStatus', { unit });
      const seen = withHealth && status.state === 'running' ? await health() : undefined;
      return {
        ...status,
        ...(startedAt ? { startedAt: new Date(startedAt) } : {}),
        ...(endedAt ? { endedAt: new Date(endedAt) } : {}),
        ...(seen ? { health: seen } : {}),
      };
    },
    async logs({ tailLines, ...since } = {}) {
      const lines = await supervisor.call('unitLog', { unit, ...since });
      return (tailLines === undefined ? lines : tailLines === 0 ? [] : lines.slice(-tailLines)).map(({ text }) => `${text}\n`).join('');
    },
    logLines: (since = {}) => supervisor.call('unitLog', { unit, ...since }),
    exec,
    process: can.process,
  };
  const { status, logs } = instance;
  const stopSignal = service.stopSignal === 'SIGTERM' ? prepared.stopSignal : service.stopSignal;
  return {
    name: unit,
    runs: prepared.runs,
    ...(stopSignal === undefined ? {} : { stopSignal }),
    addresses: namesOf(service, stack),
    status,
    logs,
    exec,
    can,
    instances: () => [instance],
  };
}

function capabilitiesOf(stack: Stack, part: PreparedService, cell: string, supervisor: Supervisor) {
  const { service } = part;
  const unit = service.name;
  const cut = new Set<string>();
  const sizedTargets = service.mounts.flatMap(mount =>
    mount.kind === 'volume' && stack.volumes.some(volume => volume.name === mount.volume && volume.sizeBytes !== undefined)
      ? [mount.target]
      : [],
  );
  const network: Capabilities['network'] = {
    networks: async () => service.networks.filter(name => !cut.has(name)),
    async disconnect(name) {
      await supervisor.call('networkSet', { cell, network: name, connected: false });
      cut.add(name);
    },
    async connect(name, names) {
      await supervisor.call('networkSet', { cell, network: name, connected: true, ...(names === undefined ? {} : { names }) });
      cut.delete(name);
    },
    async impair(peer, impairment) {
      const id = await unlessUnsupported(supervisor.call('networkImpair', { cell, peer, impairment }));
      return () => supervisor.call('networkMend', { impairment: id });
    },
    attempt: (peer, { port, connections = 1, send, withinMs }) =>
      supervisor.call('networkAttempt', {
        cell,
        host: peer,
        port,
        connections,
        withinMs,
        ...(send === undefined ? {} : { base64: Buffer.from(send).toString('base64') }),
      }),
    abort: (addresses, port) =>
      unlessUnsupported(supervisor.call('abortConnections', { cell, addresses, ...(port === undefined ? {} : { port }) })),
  };
  const names = nameControl(supervisor, cell);
  const harmed = new HarmedFiles(service);
  return {
    process: {
      start: () => supervisor.call('unitStart', { unit }),
      stop: (options = {}) => supervisor.call('unitStop', { unit, ...options }),
      signal: (signal, options = {}) => supervisor.call('unitSignal', { unit, signal, ...options }),
      pause: () => supervisor.call('unitPause', { unit, paused: true }),
      resume: () => supervisor.call('unitPause', { unit, paused: false }),
      states: () => supervisor.call('unitStates', { unit }),
      inspect: () => supervisor.call('unitInspect', { unit }),
      limit: (limits, { pids }) => supervisor.call('unitLimit', { unit, limits, pids }),
    },
    ...(stack.layout === 'network' && service.networks.length > 0
      ? { network, names, upstream: upstreamControl(supervisor, cell, names) }
      : {}),
    volume: {
      async usage(path) {
        const usage = await supervisor.call('volumeUsage', { cell, path });
        return { ...usage, sized: sizedTargets.some(target => path === target || path.startsWith(`${target}/`)) };
      },
      fill: (path, files) => supervisor.call('volumeFill', { cell, path, files }),
      exhaustInodes: folder => supervisor.call('volumeExhaust', { cell, folder }),
      resize: (path, to) => unlessUnsupported(supervisor.call('volumeRemount', { cell, path, options: sizeOptions(to) })),
      readOnly: (path, on) => unlessUnsupported(supervisor.call('volumeRemount', { cell, path, options: on ? 'ro' : 'rw' })),
      empty: path => supervisor.call('volumeEmpty', { cell, path }),
    },
    files: harmed.watch({
      read: async path => new TextDecoder().decode(await supervisor.call('fileRead', { cell, path })),
      write: (path, text) => supervisor.call('fileWrite', { cell, path, content: new TextEncoder().encode(text) }),
      remove: path => supervisor.call('fileRemove', { cell, path }),
      exists: path => supervisor.call('fileExists', { cell, path }),
    }),
    deploy: deployControl(part, { supervisor, layout: stack.layout, harmed }),
    ...(service.ownClock === true ? { clock: ownClock(service, cell, supervisor) } : {}),
  } satisfies Capabilities;
}

function bastionOf(stack: Stack, supervisor: Supervisor, outputs: Map<number, SandboxOutput>): Bastion {
  const cell = stack.layout === 'host' ? hostCell : bastionCell;
  const base = { environment: bastionEnvironment(stack), cwd: stack.bastion.workdir };
  return {
    exec: (argv, options = {}) =>
      execIn(supervisor, cell, argv, { ...base, ...options, environment: { ...base.environment, ...options.environment } }),
    async openShell({ environment, cwd }): Promise<Shell> {
      const shell = await supervisor.call('shellOpen', {
        environment: { ...operatorEnvironment(stack), ...environment },
        cwd: cwd ?? base.cwd,
      });
      const output: SandboxOutput = {};
      outputs.set(shell, output);
      return {
        async run({ onOutput, signal, environment: extra = {}, ...block }): Promise<BlockResult> {
          output.listener = onOutput;
          const began = performance.now();
          const answer = await supervisor.call('shellRun', { shell, environment: extra, ...block }, signal);
          output.listener = undefined;
          return { ...answer, durationMs: performance.now() - began };
        },
        async close() {
          await supervisor.call('shellClose', { shell });
        },
      };
    },
  };
}

export async function execIn(
  supervisor: Supervisor,
  cell: string,
  argv: readonly string[],
  options: ExecOptions & { readonly cwd?: string; readonly streamsOf?: number },
): Promise<ExecResult> {
  const { environment = {}, cwd = '/', input, timeoutMs = longMs, signal, streamsOf } = options;
  return supervisor.call(
    'exec',
    {
      cell,
      argv,
      environment,
      cwd,
      timeoutMs,
      ...(input === undefined ? {} : { input }),
      ...(streamsOf === undefined ? {} : { streamsOf }),
    },
    signal,
  );
}

async function unlessUnsupported<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'UNSUPPORTED') throw new Unsupported((thrown as Error).message, { cause: thrown });
    throw thrown;
  }
}

import { constants } from 'node:os';
import type { Service } from '../../model/stack.ts';
import { HarnessError } from '../../support/harness-error.ts';
import { signalName } from '../inside/process-table.ts';
import type { ExecOptions, ExecResult, LogLine, LogOptions, ProcessControl, ServiceInstance, ServiceStatus } from '../engine.ts';
import { logLinesOf } from './log-lines.ts';
import { execInContainer, type ContainerExec } from './exec.ts';
import type { Neighbour } from './neighbour.ts';
import { statusOf, unlessGone, type Container, type ContainerState, type Docker } from './runtime.ts';

export interface InstanceParts {
  readonly docker: Docker;
  readonly service: Service;
  readonly number: number;
  /** As tools print it. */
  readonly name: string;
  readonly address?: string;
  /** Creates and starts the container; resolves to it once it runs. */
  readonly create: () => Promise<Container>;
  /** Who looks and acts from within its process namespace. */
  readonly neighbour: (container: Container) => Neighbour;
  /** What its mounts hold when it is started again. */
  readonly beforeStart: () => Promise<void>;
  /** Runs when the container has just been started, before anything else knows of it. */
  readonly afterStart: (container: Container) => Promise<void>;
  /** Called when it started or ended; resolves when everybody knows. */
  readonly onChange: () => Promise<void>;
}

/** Docker's own back-off: 100 ms, doubled each time, at most a minute. */
const [firstBackoffMs, longestBackoffMs] = [100, 60_000];
const forgivenMs = 10_000;

/** One container of a service: started, stopped, frozen, restarted by its policy. */
export class Instance implements ServiceInstance {
  readonly number: number;
  readonly name: string;
  readonly address: string | undefined;
  readonly process: ProcessControl;
  readonly #parts: InstanceParts;
  #container: Container | undefined;
  /** The Compose file and operators want it to run. */
  #wanted = false;
  #running = false;
  #frozen = false;
  #restarts = 0;
  /** Restarts by policy since somebody started it. */
  #tries = 0;
  #backoffMs = firstBackoffMs;
  #timer: NodeJS.Timeout | undefined;
  #gone = false;

  constructor(parts: InstanceParts) {
    this.#parts = parts;
    this.number = parts.number;
    this.name = parts.name;
    this.address = parts.address;
    this.process = {
      start: () => this.#start(),
      stop: options => this.#stop(options),
      signal: (signal, options) => this.#signal(signal, options?.pids),
      pause: () => this.#freeze(true),
      resume: () => this.#freeze(false),
      states: () => this.#states(),
      inspect: async () => (this.#container === undefined ? [] : this.#parts.neighbour(this.#container).inspect()),
      limit: async (limits, { pids }) => {
        if (this.#container !== undefined) await this.#parts.neighbour(this.#container).limit(limits, pids);
      },
    };
  }

  get container(): Container | undefined {
    return this.#container;
  }

  get running(): boolean {
    return this.#running;
  }

  /** Told by Docker. */
  ended(): void {
    this.#running = false;
    void this.#parts.onChange();
    if (!this.#wanted || this.#gone || this.#timer !== undefined) return;
    void this.#restartByPolicy().catch(() => {});
  }

  /** Nothing starts it again. */
  retire(): void {
    this.#gone = true;
    this.#wanted = false;
    clearTimeout(this.#timer);
  }

  async status({ health = true }: { readonly health?: boolean } = {}): Promise<ServiceStatus> {
    const container = this.#container;
    if (container === undefined) return { state: 'stopped', restarts: this.#restarts };
    const inspected = await container.inspect().catch((thrown: unknown) => {
      if (statusOf(thrown) !== 404) throw thrown;
      if (this.#container === container) throw gone(this.name);
      return undefined;
    });
    if (inspected === undefined) return { state: 'stopped', restarts: this.#restarts };
    const { State: state } = inspected;
    const status = this.#stateOf(state);
    const main = status === 'running' ? await this.#parts.neighbour(container).main({ withState: this.#frozen }) : undefined;
    // What was frozen may have been woken by somebody else.
    const frozen = this.#frozen && main?.state === 'T';
    const check = this.#parts.service.healthcheck;
    const seen = health && check !== undefined && status === 'running' && !frozen ? await this.#isHealthy(check) : undefined;
    const ended = status !== 'running' && status !== 'paused' && !state.FinishedAt.startsWith('0001');
    const signal = signalOf(state.ExitCode);
    return {
      state: frozen ? 'paused' : status,
      ...(main === undefined ? {} : { pid: main.pid }),
      ...(ended ? { exitStatus: state.ExitCode, endedAt: new Date(state.FinishedAt), ...(signal === undefined ? {} : { signal }) } : {}),
      ...(state.StartedAt.startsWith('0001') ? {} : { startedAt: new Date(state.StartedAt) }),
      restarts: this.#restarts,
      ...(seen === undefined ? {} : { health: seen ? 'healthy' : 'unhealthy' }),
    };
  }

  async logs({ tailLines, sinceMs }: LogOptions = {}): Promise<string> {
    if (tailLines === 0) return '';
    const lines = await this.#log({ ...(sinceMs === undefined ? {} : { sinceMs }), ...(tailLines === undefined ? {} : { tailLines }) });
    return lines.map(({ text }) => `${text}\n`).join('');
  }

  logLines({ sinceMs }: Pick<LogOptions, 'sinceMs'> = {}): Promise<readonly LogLine[]> {
    return this.#log(sinceMs === undefined ? {} : { sinceMs });
  }

  async #log({ tailLines, sinceMs }: LogOptions): Promise<readonly LogLine[]> {
    const container = this.#container;
    if (container === undefined) return [];
    const bytes = await container
      .logs({
        stdout: true,
        stderr: true,
        follow: false,
        timestamps: true,
        ...(tailLines === undefined ? {} : { tail: tailLines }),
        ...(sinceMs === undefined ? {} : { since: (Date.now() - sinceMs) / 1000 }),
      })
      .catch((thrown: unknown) => {
        if (this.#container === container) throw thrown;
        return Buffer.alloc(0);
      });
    return logLinesOf(bytes as unknown as Buffer);
  }

  exec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    return this.execWith(argv, options);
  }

  /** `exec` with streams of one's own. */
  async execWith(argv: readonly string[], options: Omit<ContainerExec, 'endInvocation'>): Promise<ExecResult> {
    const container = this.#container;
    if (container === undefined) return { status: 125, stdout: '', stderr: `the service ${this.#parts.service.name} was never started\n` };
    try {
      return await execInContainer(this.#parts.docker, container, argv, {
        ...options,
        endInvocation: id => this.#parts.neighbour(container).endInvocation(id),
      });
    } catch (thrown) {
      if (statusOf(thrown) !== 404) throw thrown;
      if (this.#container === container) throw gone(this.name);
      return { status: 125, stdout: '', stderr: `the container of ${this.name} was replaced\n` };
    }
  }

  async #start(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wanted = true;
    this.#tries = 0;
    this.#backoffMs = firstBackoffMs;
    if (this.#container === undefined) this.#container = await this.#parts.create();
    else {
      await this.#parts.beforeStart();
      await unlessGone(this.#container.start());
    }
    this.#frozen = false;
    await this.#started();
  }

  /** Docker may have told the end of a process that ends at once before we knew of its start. */
  async #started(): Promise<void> {
    try {
      if (this.#container !== undefined) await this.#parts.afterStart(this.#container);
    } finally {
      await this.#known();
    }
  }

  async #known(): Promise<void> {
    this.#running = (await this.#container?.inspect())?.State.Running ?? false;
    if (this.#running) await this.#parts.onChange();
    else this.ended();
  }

  /** Ends it and takes its container away, so that the next start makes another one. */
  async renew(): Promise<void> {
    const container = this.#container;
    await this.#stop();
    // Before it goes: who looks meanwhile finds a service that does not run, and not a stack that is lost.
    this.#container = undefined;
    if (container !== undefined) await unlessGone(container.remove({ force: true, v: true }), [409]);
  }

  async #stop({ signal, graceMs = this.#parts.service.stopGraceMs }: { signal?: string; graceMs?: number } = {}): Promise<void> {
    this.#wanted = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const container = this.#container;
    if (container === undefined) return;
    const { State: state, Config: config } = await container.inspect();
    if (!state.Running) return;
    const ended = container.wait();
    await this.#kill(signal ?? (config as { StopSignal?: string }).StopSignal ?? 'SIGTERM');
    // A frozen process only takes the signal when it goes on (systemd sends SIGCONT too).
    if (this.#frozen) await this.#freeze(false);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>(resolve => (timer = setTimeout(() => resolve('late'), graceMs)));
    const outcome = await Promise.race([ended, late]);
    clearTimeout(timer);
    // Only while it has not ended: a process that somebody has started meanwhile is none of this stop's.
    if (outcome === 'late') await this.#kill('SIGKILL');
    await ended;
    this.#running = (await container.inspect()).State.Running;
    await this.#parts.onChange();
  }

  /** To all its processes: process 1 only takes it from outside, the others from within its namespace. */
  async #signal(signal: string, pids?: readonly number[]): Promise<void> {
    const container = this.#container;
    if (container === undefined) return;
    const name = signalName(signal);
    if (pids !== undefined || name !== 'SIGKILL') await this.#parts.neighbour(container).signal(name, pids);
    // Process 1 of a namespace of its own is what Docker sends to; on a server no service has that number.
    if (pids === undefined || pids.includes(1)) await this.#kill(name);
    if (name === 'SIGCONT') this.#frozen = false;
  }

  async #kill(signal: string): Promise<void> {
    const name = signalName(signal);
    // 409 and 500: it does not run (any more).
    await unlessGone(this.#container?.kill({ signal: name }) ?? Promise.resolve(), [409, 500]);
  }

  /** Returns when every process has stopped, or goes on. */
  async #freeze(frozen: boolean): Promise<void> {
    const isDone = ({ state }: { readonly state: string }): boolean => (state === 'T') === frozen || state === 'Z' || state === 'X';
    for (let tries = 0; tries < 50; tries++) {
      await this.#signal(frozen ? 'SIGSTOP' : 'SIGCONT');
      if ((await this.#states()).every(isDone)) break;
    }
    this.#frozen = frozen;
  }

  async #states(): Promise<readonly { readonly pid: number; readonly state: string; readonly command: string }[]> {
    const container = this.#container;
    if (container === undefined) return [];
    return this.#parts.neighbour(container).processes();
  }

  async #isHealthy({ test, timeoutMs }: NonNullable<Service['healthcheck']>): Promise<boolean> {
    return (await this.exec(test, { timeoutMs })).status === 0;
  }

  #stateOf(state: ContainerState['State']): ServiceStatus['state'] {
    if (state.Paused) return 'paused';
    if (state.Running) return 'running';
    if (this.#timer !== undefined) return 'restarting';
    return this.#wanted ? 'exited' : 'stopped';
  }

  async #restartByPolicy(): Promise<void> {
    const { restart, restartLimit } = this.#parts.service;
    const container = this.#container;
    if (container === undefined || restart === 'no') return;
    const { State: state } = await container.inspect();
    if (state.Running || (restart === 'on-failure' && state.ExitCode === 0) || this.#timer !== undefined) return;
    if (restartLimit !== undefined && this.#tries >= restartLimit) return;
    // As Docker forgives what ran for ten seconds.
    if (Date.parse(state.FinishedAt) - Date.parse(state.StartedAt) > forgivenMs) this.#backoffMs = firstBackoffMs;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#wanted || this.#gone) return;
      this.#restarts += 1;
      this.#tries += 1;
      void (async () => {
        await this.#parts.beforeStart();
        await unlessGone(container.start(), [409]);
        this.#frozen = false;
        await this.#started();
      })().catch(() => {});
    }, this.#backoffMs);
    this.#backoffMs = Math.min(this.#backoffMs * 2, longestBackoffMs);
  }
}

/** Its container was taken away: by the end of the stack, or by somebody outside. */
function gone(name: string): HarnessError {
  return new HarnessError('stack-gone', `the container of ${name} is gone`, 'Look whether somebody removes containers on this machine.');
}

function signalOf(exitCode: number): string | undefined {
  return exitCode > 128 ? Object.entries(constants.signals).find(([, number]) => number === exitCode - 128)?.[0] : undefined;
}

import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Cells } from './cells.ts';
import { closeAll, type Pipes } from '../../inside/pipes.ts';
import { inspectProcess, limitProcess, type Inspected, type Limits } from '../../inside/inspect-process.ts';
import {
  commandLine,
  environmentHas,
  innerPid,
  processTable,
  send,
  signalName,
  treeOf,
  type ProcessEntry,
} from '../../inside/process-table.ts';
import type { LogLine, ProcessState, UnitSpec, UnitStatus } from './protocol.ts';

/** Docker's own. */
const [firstBackoffMs, forgivenMs] = [100, 10_000];

/** A service's process: started, stopped, frozen, restarted by its policy, with its log. */
export class Unit {
  readonly spec: UnitSpec;
  readonly #cells: Cells;
  readonly #pipes: Pipes;
  /** As systemd does, each start has an id of its own, which all its processes inherit. */
  #invocation = '';
  readonly #log: LogLine[] = [];
  #child: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();
  #status: UnitStatus = { state: 'stopped', restarts: 0 };
  #wanted = false;
  #backoffMs = firstBackoffMs;
  /** Restarts by policy since somebody started it. */
  #tries = 0;
  #timer: NodeJS.Timeout | undefined;
  #deployed: Pick<UnitSpec, 'argv' | 'environment'>;
  readonly #onChange: () => void;
  readonly #beforeStart: () => void;

  constructor(spec: UnitSpec, cells: Cells, pipes: Pipes, { onChange, beforeStart }: { onChange(): void; beforeStart(): void }) {
    this.#beforeStart = beforeStart;
    this.spec = spec;
    this.#deployed = spec;
    this.#cells = cells;
    this.#pipes = pipes;
    this.#onChange = onChange;
  }

  get running(): boolean {
    return this.#child !== undefined;
  }

  /** What it is started with from now on. */
  deploy(argv: readonly string[], environment: Readonly<Record<string, string>>): void {
    this.#deployed = { argv, environment };
  }

  /** Returns when the process exists. */
  async start(): Promise<void> {
    this.#tries = 0;
    this.#backoffMs = firstBackoffMs;
    this.#spawn();
    // Each look reads all processes: when many services begin on a busy machine, looking must not be most of what it does.
    const pauses = Array.from({ length: 30 }, (_, tries) => Math.min(5 * (tries + 1), 50));
    for (const pauseMs of pauses) {
      if (this.#child === undefined || this.#main() !== undefined) break;
      await new Promise(resolve => setTimeout(resolve, pauseMs));
    }
  }

  #spawn(): void {
    clearTimeout(this.#timer);
    this.#wanted = true;
    if (this.#child !== undefined) return;
    this.#beforeStart();
    this.#invocation = randomBytes(16).toString('hex');
    const [out, errors] = [this.#pipes.make(), this.#pipes.make()];
    const child = this.#cells.enter(this.spec.cell, this.#deployed.argv, {
      environment: { ...this.#deployed.environment, INVOCATION_ID: this.#invocation },
      cwd: this.spec.cwd,
      stdio: ['ignore', out.writer, errors.writer],
      withInit: true,
    });
    closeAll([out.writer, errors.writer]);
    this.#child = child;
    this.#status = { state: 'running', startedAt: Date.now(), restarts: this.#status.restarts };
    this.#keepLines('stdout', out.reader);
    this.#keepLines('stderr', errors.reader);
    this.#ended = once(child, 'exit').then(([code, signal]) => this.#afterEnd(code as number | null, signal as string | null));
    this.#ended.catch(() => {});
    this.#onChange();
  }

  #afterEnd(code: number | null, signal: string | null): void {
    this.#child = undefined;
    // What it left behind goes with it, as a container's or a unit's processes do.
    for (const { pid } of processTable()) if (environmentHas(pid, `INVOCATION_ID=${this.#invocation}`)) send(pid, 'SIGKILL');
    for (const { pid } of this.#left()) send(pid, 'SIGKILL');
    // The small init in front answers 128 + n for what ended by a signal.
    const exitStatus = code ?? 128 + (constants.signals[signal as NodeJS.Signals] ?? 0);
    const byNumber =
      exitStatus > 128 ? Object.entries(constants.signals).find(([, number]) => number === exitStatus - 128)?.[0] : undefined;
    this.#status = {
      state: this.#wanted ? 'exited' : 'stopped',
      exitStatus,
      ...(byNumber ? { signal: byNumber } : {}),
      ...(this.#status.startedAt ? { startedAt: this.#status.startedAt } : {}),
      endedAt: Date.now(),
      restarts: this.#status.restarts,
    };
    this.#onChange();
    const { restart, restartLimit } = this.spec;
    if (!this.#wanted || restart === 'no' || (restart === 'on-failure' && exitStatus === 0)) return;
    if (restartLimit !== undefined && this.#tries >= restartLimit) return;
    // As Docker forgives what ran for ten seconds.
    if (Date.now() - (this.#status.startedAt ?? 0) > forgivenMs) this.#backoffMs = firstBackoffMs;
    // Docker's own back-off: 100 ms, doubled each time, at most a minute.
    this.#status = { ...this.#status, state: 'restarting' };
    this.#timer = setTimeout(() => {
      this.#tries += 1;
      this.#status = { ...this.#status, restarts: this.#status.restarts + 1 };
      this.#spawn();
    }, this.#backoffMs);
    this.#backoffMs = Math.min(this.#backoffMs * 2, 60_000);
  }

  async stop(signal: string = this.spec.stopSignal, graceMs: number = this.spec.stopGraceMs): Promise<void> {
    this.#wanted = false;
    clearTimeout(this.#timer);
    if (this.#child === undefined) {
      this.#status = { ...this.#status, state: this.#status.state === 'restarting' ? 'exited' : this.#status.state };
      return;
    }
    const ended = this.#ended;
    const main = this.#main();
    if (main !== undefined) {
      send(main.pid, signalName(signal));
      // A frozen process only takes the signal when it goes on (systemd sends SIGCONT too).
      for (const entry of this.tree()) send(entry.pid, 'SIGCONT');
    }
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([ended, new Promise(resolve => (timer = setTimeout(resolve, graceMs)))]);
    clearTimeout(timer);
    while (this.#child !== undefined) {
      for (const entry of this.tree()) send(entry.pid, 'SIGKILL');
      await Promise.race([ended, new Promise(resolve => setTimeout(resolve, 50))]);
    }
  }

  /** Drops its log and how it ended, as a container made anew has neither. */
  forget(): void {
    if (this.#child !== undefined) throw new Error(`unexpected process of ${this.spec.name}, expected it to have ended`);
    this.#log.length = 0;
    this.#status = { state: 'stopped', restarts: this.#status.restarts };
  }

  signal(signal: string, pids?: readonly number[]): void {
    for (const { pid } of this.tree()) if (pids === undefined || pids.includes(innerPid(pid))) send(pid, signalName(signal));
  }

  /** Returns when every process has stopped, or goes on. */
  async pause(paused: boolean): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      const left = [...this.tree(), ...this.#left()].filter(({ state }) => (state === 'T') !== paused && state !== 'Z');
      if (left.length === 0) break;
      for (const { pid } of left) send(pid, paused ? 'SIGSTOP' : 'SIGCONT');
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    if (this.#child !== undefined) this.#status = { ...this.#status, state: paused ? 'paused' : 'running' };
  }

  status(): UnitStatus {
    const main = this.#main();
    const stopped = main?.state === 'T';
    return this.#child === undefined
      ? this.#status
      : {
          ...this.#status,
          state: stopped && this.#status.state === 'paused' ? 'paused' : 'running',
          ...(main ? { pid: innerPid(main.pid) } : {}),
        };
  }

  states(): readonly ProcessState[] {
    return this.tree().map(({ pid, state }) => ({ pid: innerPid(pid), state, command: commandLine(pid).join(' ') }));
  }

  inspect(): readonly Inspected[] {
    return this.tree().flatMap(({ pid }) => inspectProcess(pid) ?? []);
  }

  async limit(limits: Limits, pids: readonly number[]): Promise<void> {
    await Promise.all(
      this.tree()
        .filter(({ pid }) => pids.includes(innerPid(pid)))
        .map(({ pid }) => limitProcess(pid, limits)),
    );
  }

  /** The service's own processes: without the harness's two wrappers, nsenter and the small init. */
  tree(table: readonly ProcessEntry[] = processTable()): readonly ProcessEntry[] {
    if (this.#child?.pid === undefined) return [];
    const [nsenter, ...rest] = treeOf(this.#child.pid, table);
    // It stops itself when what it waits for is stopped, and would not notice the end of that.
    if (nsenter?.state === 'T') send(nsenter.pid, 'SIGCONT');
    return rest.slice(1);
  }

  /** What commands that were run in its container have left behind there. Where all services share a machine, that is the machine's. */
  #left(): readonly ProcessEntry[] {
    const { spec, init } = this.#cells.get(this.spec.cell);
    return spec.sharesNetwork ? [] : treeOf(init).slice(1);
  }

  #main(): ProcessEntry | undefined {
    return this.tree()[0];
  }

  log(sinceMs: number | undefined): readonly LogLine[] {
    const since = sinceMs === undefined ? 0 : Date.now() - sinceMs;
    return this.#log.filter(line => line.at >= since);
  }

  #keepLines(stream: LogLine['stream'], reader: NodeJS.ReadableStream): void {
    let rest = '';
    reader.setEncoding('utf8');
    reader.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = (lines.pop() ?? '').slice(0, 16_384);
      for (const text of lines) this.#log.push({ at: Date.now(), stream, text: text.slice(0, 16_384) });
      if (this.#log.length > 20_000) this.#log.splice(0, this.#log.length - 10_000);
    });
  }
}

import type { Duplex } from 'node:stream';
import type { Layout, Stack } from '../model/stack.ts';

/** Makes a stack run. Faults, shims, probes and the drill know engines only through this file. */
export interface Engine {
  readonly kind: string;
  /** Whether it can run on this machine at all, or why not and what to do. */
  available(): Promise<Availability>;
  /** What of the stack it cannot run, by name; empty when it can run all. Looks at no running thing. */
  lacks(stack: Stack): readonly string[];
  /** Fetches what a stack needs and this machine has not yet (packages, images); before any clock. Without a stack: what every stack needs. */
  prepare(stack?: Stack, onProgress?: (message: string) => void): Promise<void>;
  /** Tries each thing that the stack's services come from (an image, a server), as far as that goes without starting the stack. Never throws. */
  examine(stack: Stack): Promise<readonly Examined[]>;
  /**
   * Starts the services in dependency order and returns when all are started and healthy.
   * @throws {HarnessError} `stack-not-healthy` with the service's name and last log lines, and others.
   */
  start(stack: Stack, options: StartOptions): Promise<RunningStack>;
}

export type Availability = { readonly ok: true } | { readonly ok: false; readonly because: string; readonly hint: string };

export interface Examined {
  /** `image postgres:15 of database`. */
  readonly what: string;
  readonly ok: boolean;
  /** What was seen. */
  readonly found: string;
  readonly todo?: string;
}

export interface StartOptions {
  readonly provisionMs: number;
  /** Names of operator's tools to put first on the bastion's PATH. */
  readonly standIns: readonly string[];
  /** Answers a call of one of them; resolves to its exit status. */
  readonly onStandIn: (call: StandInCall, stack: RunningStack) => Promise<number>;
  readonly signal: AbortSignal;
  /** Long work tells that it goes on. */
  readonly onProgress?: (message: string) => void;
}

/** One invocation of an operator's tool on the bastion. */
export interface StandInCall {
  readonly tool: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly tty: boolean;
  write(stream: 'stdout' | 'stderr', text: string): Promise<void>;
  /** Runs a command with the caller's own standard streams, in a service or (without one) on the bastion. */
  pass(where: { readonly service?: string; readonly instance?: number }, argv: readonly string[], options?: ExecOptions): Promise<number>;
  /** Aborted when the caller went away (Ctrl-C, time limit). */
  readonly signal: AbortSignal;
}

/** A stack that is alive. Disposing it leaves nothing behind, however it ends. */
export interface RunningStack extends AsyncDisposable {
  readonly engine: string;
  readonly layout: Layout;
  readonly spec: Stack;
  readonly services: ReadonlyMap<string, RunningService>;
  readonly bastion: Bastion;
  /** A stream to `host:port` as seen from the bastion, or from a service. Rejects as `net.connect` does. */
  dial(host: string, port: number, options?: DialOptions): Promise<Duplex>;
  /** Resolves with the reason when the stack is lost without having been asked to end. */
  readonly lost: Promise<Error>;
}

export interface DialOptions {
  readonly from?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export type ServiceState = 'running' | 'stopped' | 'exited' | 'paused' | 'restarting';

export interface ServiceStatus {
  readonly state: ServiceState;
  /** Seen from the service itself (network layout) or from the host (host layout). */
  readonly pid?: number;
  readonly exitStatus?: number;
  readonly signal?: string;
  /** Wall clock, for what tools print. */
  readonly startedAt?: Date;
  readonly endedAt?: Date;
  readonly restarts: number;
  readonly health?: 'starting' | 'healthy' | 'unhealthy';
}

/** What a service consists of: a container, or a process with all that it started. */
export interface ServiceInstance {
  /** From 1. */
  readonly number: number;
  /** As `docker ps` shows it: `chat-worker-2`. */
  readonly name: string;
  status(options?: { readonly health?: boolean }): Promise<ServiceStatus>;
  logs(options?: LogOptions): Promise<string>;
  /** The same line by line, with the stream that each came on. */
  logLines(options?: Pick<LogOptions, 'sinceMs'>): Promise<readonly LogLine[]>;
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  readonly process: ProcessControl;
}

export interface LogOptions {
  readonly tailLines?: number;
  readonly sinceMs?: number;
}

export interface LogLine {
  /** Wall clock, milliseconds since 1970. */
  readonly at: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** A service as a whole: where it has several instances, `status`, `logs` and `exec` are the first one's, and what `can` does is done to all. */
export interface RunningService {
  readonly name: string;
  /** What runs, with its version: `PostgreSQL 15.18 (embedded)`. */
  readonly runs: string;
  /** Signal that its file or its image says to stop it by; undefined when neither does. */
  readonly stopSignal?: string;
  /** Names by which peers and the bastion reach it. */
  readonly addresses: readonly string[];
  /** `health: false` leaves out the health check, which on a service that hangs takes its whole time limit. */
  status(options?: { readonly health?: boolean }): Promise<ServiceStatus>;
  logs(options?: LogOptions): Promise<string>;
  /** In the order of their numbers; never empty unless the service was scaled to none. */
  instances(): readonly ServiceInstance[];
  /** Everything that the engine can do to it; a fault that needs a missing one is refused at planning. */
  readonly can: Capabilities;
  /** Runs a command inside the service and collects what it prints. */
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
}

export interface ExecOptions {
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface ExecResult {
  /** Exit status; 128 + n when ended by signal n; 124 when its time limit ended it. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What an engine can do to a service. */
export interface Capabilities {
  readonly process?: ProcessControl;
  readonly network?: NetworkControl;
  readonly volume?: VolumeControl;
  readonly files?: FileControl;
  readonly scale?: ScaleControl;
}
export type CapabilityName = keyof Capabilities;

export interface ProcessControl {
  /** Starts it as the stack says; does nothing when it runs. Returns when the process exists, not when it is healthy. */
  start(): Promise<void>;
  /** Asks with `signal`, then kills after `graceMs`. Returns when it has ended. Its restart policy does not act. */
  stop(options?: { readonly signal?: string; readonly graceMs?: number }): Promise<void>;
  /** Sends a signal to all its processes, from outside. */
  signal(signal: string): Promise<void>;
  /** Freezes every process of the service. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** State letters of /proc/PID/stat of all its processes (`T` is stopped). */
  states(): Promise<readonly { readonly pid: number; readonly state: string; readonly command: string }[]>;
}

export interface ScaleControl {
  /** Starts further instances, or ends and removes those with the highest numbers; returns when as many exist. */
  to(count: number): Promise<void>;
}

export interface NetworkControl {
  networks(): Promise<readonly string[]>;
  /** Takes it off a network as `docker network disconnect` does: interface, address and names go. */
  disconnect(network: string): Promise<void>;
  /** Brings it back with its address. Peers find it there by `names` alone; without them by all names that the stack gives it. */
  connect(network: string, names?: readonly string[]): Promise<void>;
  /** Delays all packets between this service and `peer`, in both directions. */
  delay(peer: string, delayMs: number): Promise<void>;
  /** Ends the delay; fine when there is none. */
  undelay(peer: string): Promise<void>;
}

export interface VolumeUsage {
  readonly sizeBytes: number;
  readonly availableBytes: number;
  readonly sized: boolean;
}

export interface VolumeControl {
  /** Of the file system that holds `path`. */
  usage(path: string): Promise<VolumeUsage>;
  /** Takes all free space on the file system that holds `path` with the given new files. */
  fill(path: string, files: readonly string[]): Promise<void>;
}

export interface FileControl {
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
  remove(path: string): Promise<void>;
  exists(path: string): Promise<boolean>;
}

/** The operator's machine inside the stack. */
export interface Bastion {
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** One non-interactive bash, open until the stack ends. */
  openShell(options: { readonly environment: Readonly<Record<string, string>>; readonly cwd?: string }): Promise<Shell>;
}

export interface ShellBlock {
  /** Name of the file that the block is sourced from, as `$BASH_SOURCE` shows it. */
  readonly name: string;
  readonly script: string;
  readonly language: 'shell' | 'sql';
  readonly input?: string;
  readonly timeoutMs: number;
  readonly endlessMs: number;
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly onOutput?: (stream: 'stdout' | 'stderr', text: string) => void;
  readonly signal: AbortSignal;
}

export interface BlockResult {
  /** What bash reports at the end of the block; 124 when the time limit ended it. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Output past the limit that was counted and thrown away. */
  readonly droppedBytes: number;
  readonly timedOut: boolean;
  /** The block ended the shell (`exit`, `set -e`, `exec`). */
  readonly closedShell: boolean;
  readonly syntaxError: boolean;
  /** Never-ending commands that got Ctrl-C. */
  readonly stoppedEndless: readonly string[];
  /** Statements that failed without deciding the status, by line of the script (from 1). */
  readonly masked: readonly { readonly line: number; readonly status: number; readonly text: string }[];
  readonly durationMs: number;
}

export interface Shell {
  run(block: ShellBlock): Promise<BlockResult>;
  close(): Promise<void>;
}

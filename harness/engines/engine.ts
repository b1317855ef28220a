import type { Duplex } from 'node:stream';
import type { Release } from '../model/release.ts';
import type { Layout, Stack } from '../model/stack.ts';
import type { Attempt, Impairment, StubCounts, StubScript } from './inside/protocol.ts';

export type { Attempt, Impairment, StubCounts, StubScript } from './inside/protocol.ts';

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
  /** Input from a pipe or a file, output to where a person would have a terminal: tools that want both or none refuse it there. */
  readonly refusedAtTerminal: boolean;
  write(stream: 'stdout' | 'stderr', text: string): Promise<void>;
  /** Runs a command with the caller's own standard streams, in a service or (without one) on the bastion. */
  pass(where: { readonly service?: string; readonly instance?: number }, argv: readonly string[], options?: PassOptions): Promise<number>;
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
  /** Goes the way that `dial` and commands go, asks nothing of the stack, and comes back. */
  echo(): Promise<void>;
  /** Resolves with the reason when the stack is lost without having been asked to end. */
  readonly lost: Promise<Error>;
}

export interface DialOptions {
  readonly from?: string;
  /** Number of the instance of `from`; else the first that runs. */
  readonly instance?: number;
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

export interface PassOptions extends ExecOptions {
  /** The tool carries its input to somewhere else, and takes all there is, whether the command reads it or not. */
  readonly readsAhead?: boolean;
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
  readonly clock?: ClockControl;
  readonly names?: NameControl;
  readonly upstream?: UpstreamControl;
  readonly deploy?: DeployControl;
}
export type CapabilityName = keyof Capabilities;

export interface ProcessControl {
  /** Starts it as the stack says; does nothing when it runs. Returns when the process exists, not when it is healthy. */
  start(): Promise<void>;
  /** Asks with `signal`, then kills after `graceMs`. Returns when it has ended. Its restart policy does not act. */
  stop(options?: { readonly signal?: string; readonly graceMs?: number }): Promise<void>;
  /** Sends a signal to all its processes, from outside; or to those with these pids, as `inspect` numbers them. */
  signal(signal: string, options?: { readonly pids?: readonly number[] }): Promise<void>;
  /** Freezes every process of the service. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** State letters of /proc/PID/stat of all its processes (`T` is stopped). */
  states(): Promise<readonly { readonly pid: number; readonly state: string; readonly command: string }[]>;
  /** Its live processes with what they use and may use; empty when it does not run. Of a service with several instances, ask the instance. */
  inspect(): Promise<readonly InspectedProcess[]>;
  /**
   * Sets soft limits of live processes, as `inspect` numbers them; the hard limits stay, and bound them. What these processes
   * start from then on inherits them, a new start of the service does not. Pids that are gone are fine.
   */
  limit(limits: ProcessLimits, options: { readonly pids: readonly number[] }): Promise<void>;
}

export type ProcessLimit = number | 'unlimited';

export interface ProcessLimits {
  /** One more than the highest number that a new descriptor may get (RLIMIT_NOFILE). */
  readonly openFiles?: ProcessLimit;
  /** How long a file may become by its writes (RLIMIT_FSIZE). */
  readonly fileSizeBytes?: ProcessLimit;
}

export interface InspectedProcess {
  /** As the service itself sees it, also in `process.pid` and `$$`. */
  readonly pid: number;
  readonly parent: number;
  /** Clock ticks since the machine booted: with the pid it tells a process from a later one. */
  readonly started: number;
  /** Letter of /proc/PID/stat; what has ended is left out. */
  readonly state: string;
  readonly command: string;
  /** Name of its program's file, whatever title it gave itself: `node`, `postgres`. */
  readonly program: string;
  readonly residentBytes: number;
  /** How often its first thread has given up the processor to wait for something. */
  readonly waits: number;
  /** Numbers of the signals that it has handlers for. */
  readonly catches: readonly number[];
  /** TCP ports on which it waits for connections. */
  readonly listens: readonly number[];
  /** Numbers of its open descriptors, ascending. */
  readonly openFiles: readonly number[];
  /** Soft limits. */
  readonly limits: Required<ProcessLimits>;
}

export interface ScaleControl {
  /** Starts further instances, or ends and removes those with the highest numbers; returns when as many exist. */
  to(count: number): Promise<void>;
}

/** Offered where the stack says `ownClock`: the service's programs were started with a library that gives them the time. */
export interface ClockControl {
  /**
   * Sets the service's clock that far from the machine's, at once and until it is set again, also over restarts; monotonic clocks go on.
   * Programs that ask the kernel themselves (static ones, most of Go's) do not notice.
   * @throws {Unsupported} where the library does not fit the service's image.
   */
  shift(ms: number): Promise<void>;
  shiftedBy(): Promise<number>;
}

export interface DeployControl {
  /**
   * Ends the service and starts it with other settings, or without any as the stack says. It keeps them over restarts. As for Compose, which
   * makes new containers then, volumes stay, and other files of a container need not.
   * @throws {Unsupported} where its image keeps data in a volume that the stack does not name.
   */
  with(release: Release | undefined): Promise<void>;
  /**
   * Ends the service and takes its containers away, with their logs and all files outside of volumes: it is started next as the stack says.
   * Data for which the stack names no volume goes, too, or where it is to stay and cannot: `Unsupported`.
   * @throws {Unsupported} where what another container would hold cannot be told or made.
   */
  renew(options: { readonly unnamedVolumes: 'kept' | 'lost' }): Promise<void>;
  /** Undefined when it is as the stack says. */
  deployed(): Release | undefined;
}

export interface NetworkControl {
  networks(): Promise<readonly string[]>;
  /** Takes it off a network as `docker network disconnect` does: interface, address and names go. */
  disconnect(network: string): Promise<void>;
  /** Brings it back with its address. Peers find it there by `names` alone; without them by all names that the stack gives it. */
  connect(network: string, names?: readonly string[]): Promise<void>;
  /**
   * Sends all packets between this service and `peer` through a way that harms them, with the connections that are open.
   * It stays when either is restarted or scaled, as a broken line does, and ends when either is taken off the last network that
   * they share: another line is a new one. Several at once act one after the other. Resolves to what ends it, which is fine to call when it has ended.
   */
  impair(peer: string, impairment: Impairment): Promise<() => Promise<void>>;
  /** Opens connections from this service, as a program of its own would, and tells what became of each. */
  attempt(peer: string, options: AttemptOptions): Promise<readonly Attempt[]>;
  /**
   * Breaks this service's TCP connections to these addresses, at both ends, and tells how many there were.
   * @throws {Unsupported} where the machine's kernel cannot do it.
   */
  abort(addresses: readonly string[], port?: number): Promise<number>;
}

export interface AttemptOptions {
  readonly port: number;
  /** How many at once; 1. */
  readonly connections?: number;
  /** Sent once connected. */
  readonly send?: Uint8Array;
  /** To open, and again until what is sent is acknowledged. */
  readonly withinMs: number;
}

/** What a service finds when it looks a name up. Lasts through its restarts; what programs have looked up before they keep as long as they like. */
export interface NameControl {
  /** `none`: there is no such name. `nobody`: it leads to an address of the same network where nobody is. */
  override(name: string, answer: 'none' | 'nobody'): Promise<void>;
  /** Ends that, for all names where none is given; fine when there is nothing to end. */
  restore(name?: string): Promise<void>;
  /** From now on nothing can be looked up at all, as with a dead resolver: `EAI_AGAIN`. */
  fail(): Promise<void>;
  unfail(): Promise<void>;
  /** What a program finds that asks now, from the service's own place: IPv4 addresses, or the error's code (`ENOTFOUND`, `EAI_AGAIN`). */
  lookup(name: string): Promise<{ readonly addresses: readonly string[]; readonly code?: string }>;
}

/** Stands in the place of a server towards this service alone; the server itself and all others notice nothing. */
export interface UpstreamControl {
  /**
   * From now on what the service says over TCP to that port of `host` is answered by a script, or passed on to the server. Connections
   * that are open are reset when they are used next. Lasts through restarts of the service.
   * @throws {Unsupported} where the machine's kernel cannot do it; `ENOTFOUND` where the service finds no address of `host`.
   */
  replace(host: string, port: number, script: StubScript): Promise<ReplacedUpstream>;
}

export interface ReplacedUpstream {
  /** Addresses of `host` in whose place it stands. */
  readonly addresses: readonly string[];
  counts(): Promise<StubCounts>;
  /** The server itself answers again; fine when it does already. */
  end(): Promise<void>;
}

export interface VolumeUsage {
  readonly sizeBytes: number;
  readonly availableBytes: number;
  /** Files that it can hold, and those that it can still take; undefined where the engine cannot tell. */
  readonly inodes?: number;
  readonly availableInodes?: number;
  readonly sized: boolean;
}

export interface VolumeControl {
  /** Of the file system that holds `path`. */
  usage(path: string): Promise<VolumeUsage>;
  /** Takes all free space on the file system that holds `path` with the given new files. */
  fill(path: string, files: readonly string[]): Promise<void>;
  /** Makes empty files in a new folder until the file system that holds it takes no more of them; answers how many. */
  exhaustInodes(folder: string): Promise<number>;
  /**
   * Gives the file system that holds `path` another size, while it is in use. Rejects with code `EINVAL` below what it holds.
   * Only what the stack gave a size can be changed: all else rejects with `Unsupported`.
   */
  resize(path: string, to: { readonly sizeBytes?: number; readonly inodes?: number }): Promise<void>;
  /** Lets nobody write to the file system that holds `path`, or all again. Rejects with code `EBUSY` while somebody has a file of it open for writing. Of what the stack gave a size. */
  readOnly(path: string, on: boolean): Promise<void>;
  /** Takes away all that the volume mounted at `path` holds. */
  empty(path: string): Promise<void>;
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

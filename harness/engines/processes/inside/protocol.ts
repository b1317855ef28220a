import type { AttemptRequest } from '../../inside/attempt.ts';
import type { Usage } from '../../inside/fill.ts';
import type { Inspected, Limits } from '../../inside/inspect-process.ts';
import type {
  Attempt,
  BlockAnswer,
  BlockRequest,
  CommandAnswer,
  CommandRequest,
  Impairment,
  RelaySpec,
  StandInRequest,
  StubCounts,
} from '../../inside/protocol.ts';
import type { NameAnswers } from '../../inside/hosts-text.ts';
import type { Way } from '../../inside/redirects.ts';
import type { UpstreamRequest } from '../../inside/upstreams.ts';

/**
 * What the engine and its supervisor say to each other over Node's IPC channel. The supervisor runs
 * inside the sandbox, so this folder imports nothing but Node's own modules, its own files and what is shared by all insides.
 */

export interface VolumeSpec {
  readonly name: string;
  readonly sizeBytes: number;
  readonly inodes?: number;
  /** Whether the stack asked for this size; else it is a safety limit. */
  readonly sized: boolean;
}

export interface NetworkSpec {
  readonly name: string;
  /** First three octets, such as `10.77.0`. */
  readonly prefix: string;
}

export interface Attachment {
  readonly network: string;
  readonly address: string;
  /** Names by which peers on that network find it. */
  readonly names: readonly string[];
}

export type CellMount =
  | { readonly kind: 'volume'; readonly volume: string; readonly target: string; readonly readOnly: boolean }
  | { readonly kind: 'tmpfs'; readonly target: string; readonly sizeBytes: number }
  /** A path of the sandbox (below `/in`) mounted read-only. */
  | { readonly kind: 'inside'; readonly source: string; readonly target: string };

/** A set of namespaces with its own root: one per service and one for the bastion, or one for all in layout `host`. */
export interface CellSpec {
  readonly name: string;
  readonly hostname: string;
  /** Name of the one user inside. */
  readonly user: string;
  /** Shares the supervisor's network, so that `dial` and relays see what the bastion sees. */
  readonly sharesNetwork: boolean;
  readonly attachments: readonly Attachment[];
  /** Further lines for /etc/hosts: name → names to copy the address of, or an address. */
  readonly extraHosts: Readonly<Record<string, string>>;
  readonly mounts: readonly CellMount[];
  /** Folders copied from `/in` into the cell. */
  readonly copies: readonly { readonly source: string; readonly target: string }[];
  /** Files and folders of `/in` that are mounted over what was copied; a folder is one and the same wherever it is seen. */
  readonly shares: readonly { readonly source: string; readonly target: string; readonly readOnly: boolean }[];
  readonly files: readonly { readonly path: string; readonly text: string; readonly mode: number }[];
}

/** A single file that a service mounts from `/in` and the operator has a copy of. */
export interface EditedFileSpec {
  readonly unit: string;
  /** Below `/in`. */
  readonly source: string;
  /** Of the operator. */
  readonly cell: string;
  readonly path: string;
}

export interface UnitSpec {
  readonly name: string;
  readonly cell: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly stopSignal: string;
  readonly stopGraceMs: number;
  readonly restart: 'no' | 'always' | 'on-failure' | 'unless-stopped';
  readonly restartLimit?: number;
}

export interface SandboxSpec {
  readonly volumes: readonly VolumeSpec[];
  readonly editedFiles: readonly EditedFileSpec[];
  readonly networks: readonly NetworkSpec[];
  readonly cells: readonly CellSpec[];
  readonly units: readonly UnitSpec[];
  readonly relays: readonly RelaySpec[];
  readonly standIns: readonly string[];
  readonly limits: { readonly processes: number; readonly outputBytes: number; readonly memoryBytes: number };
}

export interface LogLine {
  /** Wall clock. */
  readonly at: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface UnitStatus {
  readonly state: 'running' | 'stopped' | 'exited' | 'paused' | 'restarting';
  readonly pid?: number;
  readonly exitStatus?: number;
  readonly signal?: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly restarts: number;
}

export interface ExecRequest extends CommandRequest {
  readonly cell: string;
  /** Run with the standard streams of this stand-in call. */
  readonly streamsOf?: number;
}

export interface ProcessState {
  readonly pid: number;
  readonly state: string;
  readonly command: string;
}

/** Calls that the engine makes; each is answered once. */
export interface Calls {
  setup: { in: SandboxSpec; out: void };
  unitStart: { in: { unit: string }; out: void };
  unitStop: { in: { unit: string; signal?: string; graceMs?: number }; out: void };
  unitSignal: { in: { unit: string; signal: string; pids?: readonly number[] }; out: void };
  unitPause: { in: { unit: string; paused: boolean }; out: void };
  /** Takes effect at its next start. */
  unitDeploy: { in: { unit: string; argv: readonly string[]; environment: Readonly<Record<string, string>> }; out: void };
  /** Of one that does not run: forgets its log, and gives its cell the files again that it was made with; volumes stay. */
  unitRenew: { in: { unit: string }; out: void };
  unitStatus: { in: { unit: string }; out: UnitStatus };
  unitStates: { in: { unit: string }; out: readonly ProcessState[] };
  unitInspect: { in: { unit: string }; out: readonly Inspected[] };
  unitLimit: { in: { unit: string; limits: Limits; pids: readonly number[] }; out: void };
  unitLog: { in: { unit: string; sinceMs?: number }; out: readonly LogLine[] };
  exec: { in: ExecRequest; out: CommandAnswer };
  dial: { in: { host: string; port: number; from?: string; timeoutMs: number }; out: void };
  shellOpen: { in: { environment: Readonly<Record<string, string>>; cwd: string }; out: number };
  shellRun: { in: BlockRequest; out: BlockAnswer };
  shellClose: { in: { shell: number }; out: void };
  networkSet: { in: { cell: string; network: string; connected: boolean; names?: readonly string[] }; out: void };
  /** Answers what it is ended by. */
  networkImpair: { in: { cell: string; peer: string; impairment: Impairment }; out: number };
  networkMend: { in: { impairment: number }; out: void };
  networkAttempt: { in: { cell: string } & AttemptRequest; out: readonly Attempt[] };
  volumeUsage: { in: { cell: string; path: string }; out: Usage };
  volumeExhaust: { in: { cell: string; folder: string }; out: number };
  volumeRemount: { in: { cell: string; path: string; options: string }; out: void };
  /** What is mounted there stays, and is empty. */
  volumeEmpty: { in: { cell: string; path: string }; out: void };
  namesSet: { in: { cell: string; answers: NameAnswers; failing: boolean }; out: void };
  upstreamReplace: { in: UpstreamRequest; out: void };
  upstreamCounts: { in: { id: string }; out: StubCounts };
  upstreamEnd: { in: { id: string }; out: void };
  /** Leads a cell's connections to a stub in the bastion's network. */
  detour: { in: Way & { cell: string }; out: void };
  detourEnd: { in: { cell: string; id: string }; out: void };
  abortConnections: { in: { cell: string; addresses: readonly string[]; port?: number }; out: number };
  volumeFill: { in: { cell: string; path: string; files: readonly string[] }; out: void };
  fileRead: { in: { cell: string; path: string }; out: Uint8Array };
  fileWrite: { in: { cell: string; path: string; content: Uint8Array }; out: void };
  fileRemove: { in: { cell: string; path: string }; out: void };
  fileExists: { in: { cell: string; path: string }; out: boolean };
  standInWrite: { in: { call: number; stream: 'stdout' | 'stderr'; text: string }; out: void };
  standInEnd: { in: { call: number; status: number; readsAhead: boolean }; out: void };
  ping: { in: Record<string, never>; out: void };
  abort: { in: { request: number }; out: void };
}
export type CallName = keyof Calls;

export type ToSupervisor = { [N in CallName]: { readonly id: number; readonly call: N; readonly params: Calls[N]['in'] } }[CallName];

export type FromSupervisor =
  | { readonly answer: number; readonly result?: unknown; readonly error?: { readonly message: string; readonly code?: string } }
  | { readonly event: 'ready' }
  | { readonly event: 'output'; readonly shell: number; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | ({ readonly event: 'standIn' } & StandInRequest)
  | { readonly event: 'standInGone'; readonly call: number }
  | { readonly event: 'fatal'; readonly message: string };

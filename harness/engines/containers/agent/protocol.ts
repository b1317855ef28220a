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
import type { Way } from '../../inside/redirects.ts';
import type { UpstreamRequest } from '../../inside/upstreams.ts';
import type { HarmedNames } from './harmed-names.ts';

/** What the engine and an agent say to each other. `stream` is the number of a byte stream on the same channel. */
export interface AgentCalls {
  setup: { in: AgentSetup; out: void };
  /** Where published ports lead now: service → address; a service that is missing is not running. */
  relays: { in: { addresses: Readonly<Record<string, string>> }; out: void };
  exec: { in: CommandRequest & { streamsOf?: number; withSudo?: boolean }; out: CommandAnswer };
  shellOpen: { in: { environment: Readonly<Record<string, string>>; cwd: string }; out: number };
  shellRun: { in: BlockRequest; out: BlockAnswer };
  shellClose: { in: { shell: number }; out: void };
  dial: { in: { stream: number; host: string; port: number; timeoutMs: number }; out: void };
  standInWrite: { in: { call: number; stream: 'stdout' | 'stderr'; base64: string }; out: void };
  /** What the caller of a stand-in types, as a stream. */
  standInInput: { in: { call: number; stream: number }; out: void };
  standInEnd: { in: { call: number; status: number; readsAhead: boolean }; out: void };
  usage: { in: { path: string }; out: Usage };
  fill: { in: { paths: readonly string[] }; out: void };
  exhaustInodes: { in: { folder: string }; out: number };
  fileRead: { in: { path: string }; out: string };
  /** Content in base64; a new file belongs to whom its folder belongs to. */
  fileWrite: { in: { path: string; base64: string }; out: void };
  fileRemove: { in: { path: string }; out: void };
  fileExists: { in: { path: string }; out: boolean };
  emptyFolder: { in: { path: string }; out: void };
  /** Makes a folder of the operator's where there is none. */
  own: { in: { folder: string }; out: void };
  /** Processes of a container whose process namespace this agent shares. */
  processes: {
    in: { container: string };
    out: readonly { readonly pid: number; readonly state: string; readonly command: string; readonly main: boolean }[];
  };
  /** Sends a signal to them (or to those of the given pids), but for process 1, which only the outside reaches. */
  signal: { in: { container: string; signal: string; pids?: readonly number[] }; out: void };
  inspect: { in: { container: string }; out: readonly Inspected[] };
  limit: { in: { container: string; limits: Limits; pids: readonly number[] }; out: void };
  /** Ends what was started with this `INVOCATION_ID`. */
  endInvocation: { in: { id: string }; out: void };
  /**
   * Sends what this machine sends to `peer` through a tunnel to `via` instead, and takes what comes back; changes the routes of
   * a tunnel that is there. Answers on which ports somebody listens.
   */
  tunnel: { in: TunnelRequest; out: readonly number[] };
  untunnel: { in: { device: string }; out: void };
  /** Takes packets of a way's tunnels, which all lead over the network with this prefix; answers the port for them. */
  relay: { in: { way: string; prefix: string; port: number }; out: number };
  /** Harms the packets of a way from now on. */
  impair: {
    in: { way: string; id: number; impairment: Impairment; from: readonly string[]; listening: readonly number[] };
    out: void;
  };
  /** Ends that. */
  mend: { in: { way: string; id: number }; out: void };
  unrelay: { in: { way: string }; out: void };
  attempt: { in: AttemptRequest; out: readonly Attempt[] };
  /** What programs of the network that this agent shares find for names. */
  names: { in: HarmedNames; out: void };
  lookup: { in: { name: string }; out: { addresses: readonly string[]; code?: string } };
  upstreamReplace: { in: UpstreamRequest; out: void };
  upstreamCounts: { in: { id: string }; out: StubCounts };
  upstreamEnd: { in: { id: string }; out: void };
  detour: { in: Way & { via: string }; out: void };
  detourEnd: { in: { id: string }; out: void };
  /** Of the network that this agent shares. */
  abortConnections: { in: { addresses: readonly string[]; port?: number }; out: number };
  ping: { in: Record<string, never>; out: void };
  abort: { in: { request: number }; out: void };
}
export interface TunnelRequest {
  readonly device: string;
  readonly via: string;
  readonly viaPort: number;
  /** Where packets come back. */
  readonly port: number;
  readonly routes: readonly { readonly own: string; readonly peer: string }[];
}

export type AgentCallName = keyof AgentCalls;

export interface AgentSetup {
  readonly standIns: readonly string[];
  readonly relays: readonly RelaySpec[];
  /** The operator is on the server itself: may end its processes and change its files, with `sudo`. */
  readonly onServer: boolean;
  readonly outputBytes: number;
  readonly processes: number;
}

export type ToAgent = {
  [N in AgentCallName]: { readonly id: number; readonly call: N; readonly params: AgentCalls[N]['in'] };
}[AgentCallName];

export type FromAgent =
  | { readonly answer: number; readonly result?: unknown; readonly error?: { readonly message: string; readonly code?: string } }
  | { readonly event: 'ready' }
  | { readonly event: 'output'; readonly shell: number; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | ({ readonly event: 'standIn' } & StandInRequest)
  | { readonly event: 'standInGone'; readonly call: number }
  | { readonly event: 'fatal'; readonly message: string };

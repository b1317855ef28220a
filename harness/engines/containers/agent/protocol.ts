import type { BlockAnswer, BlockRequest, CommandAnswer, CommandRequest, RelaySpec, StandInRequest } from '../../inside/protocol.ts';

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
  standInEnd: { in: { call: number; status: number }; out: void };
  usage: { in: { path: string }; out: { sizeBytes: number; availableBytes: number } };
  fill: { in: { paths: readonly string[] }; out: void };
  fileRead: { in: { path: string }; out: string };
  /** Content in base64; a new file belongs to whom its folder belongs to. */
  fileWrite: { in: { path: string; base64: string }; out: void };
  fileRemove: { in: { path: string }; out: void };
  fileExists: { in: { path: string }; out: boolean };
  /** Makes a folder of the operator's where there is none. */
  own: { in: { folder: string }; out: void };
  /** Processes of a container whose process namespace this agent shares. */
  processes: {
    in: { container: string };
    out: readonly { readonly pid: number; readonly state: string; readonly command: string; readonly main: boolean }[];
  };
  /** Sends a signal to them, but for process 1, which only the outside reaches. */
  signal: { in: { container: string; signal: string }; out: void };
  /** Ends what was started with this `INVOCATION_ID`. */
  endInvocation: { in: { id: string }; out: void };
  /** Sends what this machine sends to `peer` through a tunnel to `via` instead, and takes what comes back. */
  tunnel: { in: { device: string; own: string; peer: string; via: string; viaPort: number; port: number }; out: void };
  untunnel: { in: { device: string }; out: void };
  /** Holds packets of a tunnel for a time; answers the port that it takes them on. */
  delay: { in: { id: string; delayMs: number; ends: readonly { readonly address: string; readonly port: number }[] }; out: number };
  undelay: { in: { id: string }; out: void };
  ping: { in: Record<string, never>; out: void };
  abort: { in: { request: number }; out: void };
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

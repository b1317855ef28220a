/** What the shell and the stand-ins of every engine's bastion take and answer. */

export interface BlockRequest {
  readonly shell: number;
  readonly name: string;
  readonly script: string;
  readonly language: 'shell' | 'sql';
  readonly input?: string;
  readonly timeoutMs: number;
  readonly endlessMs: number;
  readonly cwd?: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface BlockAnswer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly droppedBytes: number;
  readonly timedOut: boolean;
  readonly closedShell: boolean;
  readonly syntaxError: boolean;
  readonly stoppedEndless: readonly string[];
  readonly masked: readonly { readonly line: number; readonly status: number; readonly text: string }[];
  readonly durationMs: number;
}

export interface CommandRequest {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly input?: string;
  readonly timeoutMs: number;
}

export interface CommandAnswer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One invocation of an operator's tool. */
export interface StandInRequest {
  readonly call: number;
  readonly tool: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly tty: boolean;
  readonly refusedAtTerminal: boolean;
}

export interface RelaySpec {
  /** Port on the bastion's localhost. */
  readonly port: number;
  /** The service behind it. */
  readonly unit: string;
  readonly target: number;
}

/** What happens to packets between a service and its peer, in both directions where nothing else is said. */
export interface Impairment {
  /** What each packet takes longer. */
  readonly delayMs?: number;
  /** By how much the delay varies, up and down; packets keep their order. */
  readonly jitterMs?: number;
  /** Share of packets that are lost, from 0 to 1. */
  readonly loss?: number;
  /** Payload of each TCP connection, each way. */
  readonly bytesPerSecond?: number;
  /**
   * `refused`: a new connection is refused, an open one is reset by its next packet. `reset`: connections open, and are reset by
   * the first payload. `silent`: connections open, no payload arrives. These three concern what the service connects to, not what
   * its peer connects to. `dropped`: nothing passes between the two at all.
   */
  readonly treat?: 'refused' | 'reset' | 'silent' | 'dropped';
  /** Only connections of the service to this port of its peer are treated so, `dropped` too. */
  readonly port?: number;
}

/** What became of a connection that was tried. */
export interface Attempt {
  /**
   * `acknowledged`: it opened, and the peer's kernel has taken all that was sent. `unacknowledged`: it opened, and it has not.
   * `closed`: the peer closed it before. `unanswered`: it did not open in time. `unreachable`: no way there, or no such name.
   */
  readonly outcome: 'acknowledged' | 'unacknowledged' | 'reset' | 'closed' | 'refused' | 'unanswered' | 'unreachable';
  readonly message: string;
  /** Until it opened. */
  readonly connectMs?: number;
  readonly tookMs: number;
}

/** What stands in the place of an HTTP server says. */
export interface StubScript {
  /** An answer; nothing, while the connection stays open; or what the server itself says. */
  readonly say: StubAnswer | 'nothing' | 'real';
  /** Time until then. */
  readonly afterMs: number;
  /** Of the requests, 0 to 1; the others are passed on to the server. */
  readonly share: number;
  /** Only for requests whose path begins with it. */
  readonly path: string;
  /** `X-Request-Id` of a look of our own: it always belongs to the share, and is counted apart. */
  readonly look: string;
}

export interface StubAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface StubCounts {
  /** Requests that got what the script says. */
  readonly harmed: number;
  /** Requests that were passed on. */
  readonly passed: number;
  readonly looks: number;
}

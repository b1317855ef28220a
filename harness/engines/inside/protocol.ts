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
}

export interface RelaySpec {
  /** Port on the bastion's localhost. */
  readonly port: number;
  /** The service behind it. */
  readonly unit: string;
  readonly target: number;
}

import type { ReadStream, WriteStream } from 'node:tty';

/** What a command may touch of the world; passed in, so that commands are tested without a process of their own. */
export interface CommandIo {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Opened only when somebody is to be asked; absent where nobody can be. */
  readonly stdin?: () => TerminalInput;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by the first Ctrl-C (or SIGTERM, SIGHUP): undo everything and return 130. The second one ends the process. */
  readonly signal: AbortSignal;
}

/** A stream to write text to; what a terminal offers is there only on a terminal. */
export type Output = Pick<WriteStream, 'write'> & Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'rows'>> & NodeJS.WritableStream;

/** What a person types. */
export type TerminalInput = ReadStream;

/** One option, as `parseArgs` of node:util takes it, with the line that help prints. */
export interface CommandOption {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  readonly multiple?: boolean;
  readonly about: string;
  /** What stands for the value in help, such as `<dir>`. */
  readonly value?: string;
}
export type CommandOptions = Readonly<Record<string, CommandOption>>;

/**
 * One command: one file `<name>-command.ts` that exports it as `command`, and one line in `commands.ts`.
 * Heavy packages are imported inside `run`, so that help and other commands never pay for them.
 */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly about: string;
  /** The line after `Usage:`, without `drillbook`: `plan [scenario|runbook…] [--json]`. */
  readonly usage: string;
  readonly examples: readonly string[];
  readonly options: CommandOptions;
  /**
   * Resolves to the exit status. `argv` is what follows the command's name; read it with `readArguments`.
   * @throws {HarnessError} code `usage` for a wrong call (exit 2); others are printed with their hint (exit 3).
   */
  run(argv: readonly string[], io: CommandIo): Promise<number>;
}

/** Exit statuses of every command; the first that applies. */
export const exitCodes = {
  interrupted: 130,
  /** A wrong call, or a Problem in a selected file. */
  usage: 2,
  /** An outcome differs from the expected one. */
  unexpected: 1,
  nothingToRun: 4,
  /** Only inconclusive outcomes differ; also when we could not do our work at all. */
  inconclusive: 3,
  ok: 0,
} as const;

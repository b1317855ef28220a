import type { ChildProcess, SpawnOptions } from 'node:child_process';

export interface EnterOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly stdio: SpawnOptions['stdio'];
}

/** Where commands run: a cell of a sandbox, or the container of the bastion. */
export interface Place {
  /** Its root, as this process reaches it: `/proc/12/root`; empty when it is this process's own. */
  readonly root: string;
  /** How many processes stand between the child that `enter` returns and the command itself. */
  readonly wrappers: number;
  /** Starts a command without rights of its own. */
  enter(argv: readonly string[], options: EnterOptions): ChildProcess;
  /** The pid here of a process that has the given one inside. */
  pidOf(inner: number): number | undefined;
}

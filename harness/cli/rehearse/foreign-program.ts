import { existsSync } from 'node:fs';
import { execa } from 'execa';

export interface ForeignProgram {
  /** As a person has it in EDITOR or PAGER: a command with its options. */
  readonly command: string;
  readonly args?: readonly string[];
  /** What it reads; else the terminal. */
  readonly input?: string;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** Runs a person's own program on the terminal and resolves to whether it went well. It ends with us, also where we are killed. */
export async function runForeign({ command, args = [], input, cwd, signal }: ForeignProgram): Promise<boolean> {
  const shell = ['sh', '-c', `exec ${command} "$@"`, 'sh', ...args];
  const [file = '', ...rest] = existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'HUP', ...shell] : shell;
  const { failed } = await execa(file, rest, {
    cwd,
    reject: false,
    cancelSignal: signal,
    forceKillAfterDelay: 1_000,
    stdout: 'inherit',
    stderr: 'inherit',
    ...(input === undefined ? { stdin: 'inherit' as const } : { input }),
  });
  return !failed;
}

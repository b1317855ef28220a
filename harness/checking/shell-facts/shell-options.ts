import { enclosing, outermost } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';

/** Whether `set -e` stands before a command: what fails ends the text. In an earlier block it counts, too: many follow in one shell. */
export function stopsAtErrors(command: ShellCommand, commands: readonly ShellCommand[]): boolean {
  return /^#!.*\s-\w*e/.test(command.shell.text) || before(command, commands).some(({ args }) => has(args, /^-\w*e/, 'errexit'));
}

/** Whether `set -o pipefail` stands before a command. */
export function failsInPipes(command: ShellCommand, commands: readonly ShellCommand[]): boolean {
  return /^#!.*\bpipefail\b/.test(command.shell.text) || before(command, commands).some(({ args }) => has(args, /^$/, 'pipefail'));
}

function has(args: ShellCommand['args'], letter: RegExp, name: string): boolean {
  return args.some(({ value }, index) => letter.test(value) || (value === name && /^-\w*o$/.test(args[index - 1]?.value ?? '')));
}

/** What was carried out before, in the same kind of shell: of a nested one its own text, else all blocks. */
function before(command: ShellCommand, commands: readonly ShellCommand[]): readonly ShellCommand[] {
  const { shell } = command;
  const candidates = shell.within === undefined ? commands : shell.commands;
  const own = outermost(command);
  const { line, column } = own.location;
  return candidates.filter(
    candidate =>
      candidate.name === 'set' &&
      candidate.shell.within === shell.within &&
      candidate.shell.origin === shell.origin &&
      enclosing(candidate, 'subshell') === undefined &&
      (candidate.location.line < line || (candidate.location.line === line && candidate.location.column < column)),
  );
}

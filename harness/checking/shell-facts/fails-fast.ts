import { chainsBefore, commandsOf, outermost, surroundingsOf } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';

/** Whether `set -e` stands before the command, in its list or around it. */
export function failsFast(command: ShellCommand): boolean {
  const stage = outermost(command);
  return [stage, ...Array.from(surroundingsOf(stage), ({ of }) => of)].some(at =>
    chainsBefore(at).some(({ pipelines }) => pipelines.some(({ stages }) => stages.some(other => commandsOf(other).some(setsErrexit)))),
  );
}

function setsErrexit({ name, args }: ShellCommand): boolean {
  return name === 'set' && args.some(({ value }) => /^-[a-z]*e/.test(value) || value === 'errexit');
}

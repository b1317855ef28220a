import { commandsOf } from '../document/shell/ask.ts';
import type { Shell, ShellCommand } from '../document/shell/tree.ts';
import { endlessOf } from './endless.ts';

/** Whether a never-ending command is one of a list of such, of which the reader takes one, or the text says that another terminal is meant. */
export function isOneOfMany({ shell }: ShellCommand): boolean {
  const { list, text } = outermostShell(shell);
  if (/\b(?:another|other|new|second|separate|different)\s+(?:terminal|shell|window|tab|session|console)\b/i.test(text)) return true;
  if (isMenu(outermostShell(shell))) return true;
  return list.chains.every(({ pipelines }) =>
    pipelines.some(({ stages }) => stages.some(stage => commandsOf(stage).some(command => endlessOf(command) !== undefined))),
  );
}

function outermostShell(shell: Shell): Shell {
  return shell.within === undefined ? shell : outermostShell(shell.within.shell);
}

/** Whether one thing is both started and stopped, each by a line of its own: a list of what one can type, and no procedure. */
function isMenu({ commands }: Shell): boolean {
  const calls = new Set(commands.map(({ words }) => words.map(({ value }) => value).join(' ')));
  const verbs = new Set(
    [...calls].flatMap(call => /^(?:\S+ )?(?:pm2|systemctl|docker(?:-compose| compose)?|supervisorctl|make) (\w+)/.exec(call)?.[1] ?? []),
  );
  return verbs.has('stop') && verbs.has('start') && verbs.has('restart');
}

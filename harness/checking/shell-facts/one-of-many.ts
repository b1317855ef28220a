import { commandsOf } from '../document/shell/ask.ts';
import type { Shell, ShellCommand } from '../document/shell/tree.ts';
import { endlessOf } from './endless.ts';

/** Whether a never-ending command is one of a list of such, of which the reader takes one, or the text says that another terminal is meant. */
export function isOneOfMany({ shell }: ShellCommand): boolean {
  const { list, text } = outermostShell(shell);
  if (/\b(?:another|other|new|second|separate|different)\s+(?:terminal|shell|window|tab|session|console)\b/i.test(text)) return true;
  if (isMenu(outermostShell(shell)) || areWaysToLogs(outermostShell(shell))) return true;
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

/** Whether there is nothing but several ways to look at logs: the reader takes one, and nothing waits for it. */
function areWaysToLogs({ commands }: Shell): boolean {
  const calls = commands.filter(({ inner, name }) => inner === undefined && name !== 'cd');
  return calls.filter(showsLog).length > 1 && calls.every(call => (call.index > 0 && isFilter(call)) || showsLog(call));
}

function showsLog({ name, words, redirects, runs }: ShellCommand): boolean {
  const values = words.slice(1).map(({ value }) => value);
  if (runs !== undefined || redirects.some(({ operator }) => operator.startsWith('>') || operator.startsWith('&>'))) return false;
  if (/^(?:journalctl|dmesg)$/.test(name))
    return values.every(value => !/^--(?:vacuum|rotate|flush|sync)/.test(value) && !/^-[cC]$/.test(value));
  if (/^(?:tail|head|less|more|cat|zcat|zless|e?grep|zgrep)$/.test(name)) return values.some(value => /log|\/messages$/i.test(value));
  return (
    /^(?:docker|podman|docker-compose|podman-compose|kubectl|oc|pm2|supervisorctl)$/.test(name) &&
    values.some(value => /^(?:logs|tail)$/.test(value))
  );
}

function isFilter({ name }: ShellCommand): boolean {
  return /^(?:e?grep|head|tail|less|more|jq|sort|uniq|wc|cut|tr|awk)$/.test(name);
}

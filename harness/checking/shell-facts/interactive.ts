import { optionOf } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import { operandsOf } from './words-of-call.ts';

/** Programs that may be one. */
const screens =
  /^(?:nano|pico|n?vim?|emacs|joe|mcedit|visudo|vipw|vigr|mysql_secure_installation|less|more|most|crontab|systemctl|kubectl|ansible-vault|git|rails)$/;

/** The editor or screen that a command opens, which ends only by keys. */
export function screenOf(command: ShellCommand): string | undefined {
  const { name, args } = command;
  if (!screens.test(name)) return undefined;
  const [one, two] = operandsOf(command, /^-[nufCc]$/).map(({ value }) => value);
  if (/^(?:nano|pico|n?vim?|emacs|joe|mcedit|visudo|vipw|vigr|mysql_secure_installation)$/.test(name))
    return name === 'visudo' && optionOf(command, ['-c'], 'f') !== undefined ? undefined : isScripted(command) ? undefined : name;
  // A pager whose input or file it shows; without a terminal it would be `cat`.
  if (/^(?:less|more|most)$/.test(name)) return name;
  if (name === 'crontab') return optionOf(command, ['-e'], 'u') === undefined ? undefined : 'crontab -e';
  if (name === 'systemctl') return one === 'edit' && optionOf(command, ['--stdin']) === undefined ? 'systemctl edit' : undefined;
  if (name === 'kubectl') return one === 'edit' ? 'kubectl edit' : undefined;
  if (name === 'ansible-vault') return one === 'edit' ? 'ansible-vault edit' : undefined;
  if (name === 'git' && one === 'rebase') return optionOf({ ...command, args: args.slice(1) }, ['-i', '--interactive']) && 'git rebase -i';
  if (name === 'rails' && two !== undefined) return one === 'credentials:edit' ? 'rails credentials:edit' : undefined;
  return undefined;
}

/** An editor that is told what to do on its command line. */
function isScripted(command: ShellCommand): boolean {
  return (
    /^(?:n?vim?|emacs)$/.test(command.name) &&
    (command.args.some(({ value }) => /^(?:\+.*|-c|-es|-e|-s|--batch|--version|--headless)$/.test(value)) ||
      command.redirects.some(({ operator }) => operator.startsWith('<')))
  );
}

/** Whether nothing is given to a command's standard input: no pipe before it, no redirect. */
export function readsTerminal(command: ShellCommand): boolean {
  return command.index === 0 && !command.redirects.some(({ operator, descriptor }) => operator.startsWith('<') && (descriptor ?? 0) === 0);
}

import type { ShellCommand } from '../document/shell/tree.ts';

/** `15 3 * * * /opt/notes/bin/snapshot`, as the shell takes it for a command. */
export function isCrontabLine({ name, words, args }: ShellCommand): boolean {
  if (/^@(?:reboot|hourly|daily|midnight|weekly|monthly|yearly|annually)$/.test(name)) return args.length > 0;
  const [...when] = words.slice(0, 5).map(({ text }) => text);
  return words.length > 5 && when.every(text => /^(?:[\d*][\d*/,-]*|[A-Za-z]{3}(?:-[A-Za-z]{3})?)$/.test(text)) && when.includes('*');
}

/** Whether a block opens the crontab and shows the lines to put in, and nothing else: everybody reads it so. */
export function isCrontabEdit(command: ShellCommand): boolean {
  const [first, ...lines] = command.shell.list.chains.map(({ pipelines }) => pipelines[0]?.stages[0]);
  const opened = first?.type === 'command' ? (first.inner ?? first) : undefined;
  return (
    opened?.name === 'crontab' &&
    opened.args.some(({ value }) => value === '-e') &&
    lines.length > 0 &&
    lines.every(line => line?.type === 'command' && isCrontabLine(line))
  );
}

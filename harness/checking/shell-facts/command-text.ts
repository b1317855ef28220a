import type { ShellCommand } from '../document/shell/tree.ts';

/** A command as it is written, on one line, cut where a message would grow too long. */
export function commandText({ words }: ShellCommand, longest = 60): string {
  const text = words
    .map(word => word.text)
    .join(' ')
    .replaceAll(/\s*\\?\n\s*/g, ' ');
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

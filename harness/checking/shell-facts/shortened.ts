import type { ShellCommand } from '../document/shell/tree.ts';

/** A command as it is written, on one line, for a message. */
export function shortened({ words }: ShellCommand, longest = 60): string {
  const text = words
    .map(word => word.text)
    .join(' ')
    .replace(/\s+/g, ' ');
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

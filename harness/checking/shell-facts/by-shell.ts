import type { Shell, ShellCommand } from '../document/shell/tree.ts';

/** Commands that make the same mistake, by the text they stand in: it is told once for each text. */
export function byShell<T extends { readonly command: ShellCommand }>(found: Iterable<T>): Iterable<readonly [T, ...T[]]> {
  const groups = new Map<Shell, [T, ...T[]]>();
  for (const item of found) {
    const { shell } = item.command;
    const group = groups.get(shell);
    if (group === undefined) groups.set(shell, [item]);
    else group.push(item);
  }
  return groups.values();
}

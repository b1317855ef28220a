import type { Shell, ShellCommand } from '../document/shell/tree.ts';

/** Commands that make the same mistake, by the block or sentence they stand in: it is told once for each. */
export function byShell<T extends { readonly command: ShellCommand }>(found: Iterable<T>): Iterable<readonly [T, ...T[]]> {
  const groups = new Map<Shell, [T, ...T[]]>();
  for (const item of found) {
    const shell = outermostShell(item.command.shell);
    const group = groups.get(shell);
    if (group === undefined) groups.set(shell, [item]);
    else group.push(item);
  }
  return groups.values();
}

function outermostShell(shell: Shell): Shell {
  return shell.within === undefined ? shell : outermostShell(shell.within.shell);
}

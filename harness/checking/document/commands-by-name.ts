import type { ShellCommand } from './shell/tree.ts';

/**
 * Finds commands by their names. Most rules are about a few tools that most documents do not call: the names are fewer than the commands, and
 * asked once.
 */
export function commandsByName(commands: readonly ShellCommand[]): (names: RegExp) => readonly ShellCommand[] {
  const groups = new Map<string, ShellCommand[]>();
  for (const command of commands) {
    const group = groups.get(command.name);
    if (group === undefined) groups.set(command.name, [command]);
    else group.push(command);
  }
  const all = [...groups.keys()];
  return names => {
    const found = all.filter(name => names.test(name));
    const [first, ...more] = found;
    if (first === undefined) return [];
    if (more.length === 0) return groups.get(first) ?? [];
    const wanted = new Set(found);
    return commands.filter(({ name }) => wanted.has(name));
  };
}

import type { ShellCommand } from './shell/tree.ts';

/**
 * Finds commands by their names. Most rules are about a few tools that most documents do not call: all names are asked in one go, and only
 * where one may be meant, one by one.
 */
export function commandsByName(commands: readonly ShellCommand[]): (names: RegExp) => readonly ShellCommand[] {
  const groups = new Map<string, ShellCommand[]>();
  for (const command of commands) {
    const group = groups.get(command.name);
    if (group === undefined) groups.set(command.name, [command]);
    else group.push(command);
  }
  const all = [...groups.keys()];
  const lines = all.join('\n');
  const known = new Map<string, readonly ShellCommand[]>();
  const find = (names: RegExp): readonly ShellCommand[] => {
    const found = all.filter(name => names.test(name));
    const [first, ...more] = found;
    if (first === undefined) return [];
    if (more.length === 0) return groups.get(first) ?? [];
    const wanted = new Set(found);
    return commands.filter(({ name }) => wanted.has(name));
  };
  return names => {
    const key = names.ignoreCase ? `${names.source}/i` : names.source;
    let found = known.get(key);
    if (found === undefined) {
      found = inAnyLine(names, key).test(lines) ? find(names) : [];
      known.set(key, found);
    }
    return found;
  };
}

const patterns = new Map<string, RegExp>();

/** The same pattern for names that stand below each other. What must not stand beside a name could be the end of its line. */
function inAnyLine(names: RegExp, key: string): RegExp {
  let pattern = patterns.get(key);
  if (pattern === undefined) {
    pattern = /\(\?<?!/.test(names.source) ? /(?:)/ : new RegExp(names.source, names.ignoreCase ? 'im' : 'm');
    patterns.set(key, pattern);
  }
  return pattern;
}

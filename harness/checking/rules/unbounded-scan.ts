import { isCarriedOut } from '../shell-facts/straight.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A search goes through the whole machine, with every file system that is mounted.
 *
 * `find /` walks through `/proc`, the network's disks and the snapshots. On the machine that is out of disk or memory it takes minutes,
 * throws everything else out of the cache, and hangs where a server of files does not answer.
 *
 * `-xdev` and `du -x` stay on one file system. On a small machine without such mounts it may be right.
 *
 * @example From the root
 * ````markdown
 * ```bash
 * find / -type f -size +500M
 * du -ah / | sort -h | tail
 * grep -r "OutOfMemory" /
 * ```
 * ````
 * 2:6-2:7 unexpected `find` through every file system, expected `-xdev`: /proc and the network's disks are among them
 * 3:8-3:9 unexpected `du` through every file system, expected `-x`: /proc and the network's disks are among them
 * 4:23-4:24 unexpected `grep` through every file system, expected `a folder`: /proc and the network's disks are among them
 *
 * @example On one file system, or in one folder
 * ````markdown
 * ```bash
 * find / -xdev -type f -size +500M
 * du -xh / | sort -h | tail
 * find /srv -type f -size +500M
 * du -sh /var/*
 * ```
 * ````
 * none
 *
 * @example Not deep
 * ````markdown
 * ```bash
 * find / -maxdepth 1
 * du -h --max-depth=1 -x /
 * ```
 * ````
 * none
 */
export const unboundedScan: Rule = {
  kind: 'unbounded-scan',
  preset: 'all',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^(?:find|du|grep)$/)) {
      const word = isCarriedOut(command) ? rootOf(command) : undefined;
      if (word !== undefined)
        yield {
          message: `unexpected \`${command.name}\` through every file system, expected \`${command.name === 'find' ? '-xdev' : command.name === 'du' ? '-x' : 'a folder'}\`: /proc and the network's disks are among them`,
          location: word.location,
        };
    }
  },
};

function rootOf({ name, args }: ShellCommand): ShellWord | undefined {
  const root = args.find(({ value }) => value === '/' || value === '/*');
  const values = args.map(({ value }) => value);
  if (root === undefined) return undefined;
  if (name === 'find') return values.some(value => /^-(?:xdev|mount|maxdepth|prune)$/.test(value)) ? undefined : root;
  if (name === 'du') return values.some(value => /^-\w*x|^--one-file-system/.test(value)) ? undefined : root;
  return name === 'grep' && values.some(value => /^-\w*[rR]/.test(value)) ? root : undefined;
}

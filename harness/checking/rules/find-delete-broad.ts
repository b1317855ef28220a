import { isCarriedOut } from '../shell-facts/straight.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * `find` deletes more than was meant.
 *
 * `find /var/log … -delete` takes the logs of every service, those of tonight's incident among them; a `-delete` before `-name` takes
 * everything; in `/tmp`, without `-type f`, it takes sockets and folders of programs that run.
 *
 * Rotated logs (`*.gz`) that are days old may go. Name the service's own folder, and say what kind of thing goes:
 * `find /var/log/tickets -type f -name '*.gz' -mtime +14 -delete`.
 *
 * @example Logs of everybody
 * ````markdown
 * ```bash
 * sudo find /var/log -type f -name '*.log' -mtime +7 -delete
 * ```
 * ````
 * 2:11-2:19 unexpected deletion below `/var/log`, expected the folder of one service: those of all others go, too
 *
 * @example The name behind the deletion
 * ````markdown
 * ```bash
 * find /srv/uploads -delete -name '*.part'
 * ```
 * ````
 * 2:19-2:26 unexpected deletion before the conditions, expected it as the last word: `find` goes through them in order
 *
 * @example Sockets and folders in /tmp
 * ````markdown
 * ```bash
 * find /tmp -name 'tickets-*' -mmin +60 -delete
 * ```
 * ````
 * 2:39-2:46 unexpected deletion of whatever is in `/tmp`, expected `-type f`: sockets and folders of running programs go, too
 *
 * @example The folder itself
 * ````markdown
 * ```bash
 * find /srv/releases -type d -mtime +30 -exec rm -rf {} \;
 * ```
 * ````
 * 2:39-2:44 unexpected deletion that may begin with the folder itself, expected `-mindepth 1`
 *
 * @example One service's files
 * ````markdown
 * ```bash
 * find /var/log/tickets -type f -name '*.gz' -mtime +7 -delete
 * find /var/log -type f -name '*.gz' -mtime +30 -delete
 * find /tmp -maxdepth 1 -type f -name 'tickets-*' -mmin +60 -delete
 * docker exec web find /var/log -name '*.log' -mtime +7 -delete
 * find /srv/releases -mindepth 1 -maxdepth 1 -type d -mtime +30 -exec rm -rf {} +
 * ```
 * ````
 * none
 *
 * @example Only a list
 * ````markdown
 * ```bash
 * find / -xdev -size +500M -exec ls -lh {} +
 * find /var/log -name '*.gz' -mtime +7
 * ```
 * ````
 * none
 */
export const findDeleteBroad: Rule = {
  kind: 'find-delete-broad',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^find$/)) {
      if (command.name !== 'find' || !isCarriedOut(command)) continue;
      const { args } = command;
      const values = args.map(({ value }) => value);
      const deleting = values.findIndex(
        (value, at) => value === '-delete' || (/^-(?:exec|ok)(?:dir)?$/.test(value) && /^(?:rm|shred|unlink)$/.test(values[at + 1] ?? '')),
      );
      const how = args[deleting];
      if (how === undefined) continue;
      const found = problemOf(command, deleting);
      if (found !== undefined) yield { message: found.message, location: (found.word ?? how).location };
    }
  },
};

function problemOf({ args, where }: ShellCommand, deleting: number): { readonly message: string; readonly word?: ShellWord } | undefined {
  const values = args.map(({ value }) => value);
  const first = values.findIndex(value => /^[-(!]/.test(value));
  const folders = args.slice(0, Math.max(first, 0));
  const before = values.slice(0, deleting);
  const named = before.some(value => /^-(?:i?name|i?path|i?wholename|i?regex|user|group|empty|inum|perm)$/.test(value));
  if (
    !named &&
    values.slice(deleting).some(value => /^-(?:i?name|i?path|type|[mca](?:time|min))$/.test(value)) &&
    !before.some(value => /^-(?:type|newer\w*|size|[mca](?:time|min))$/.test(value))
  )
    return { message: 'unexpected deletion before the conditions, expected it as the last word: `find` goes through them in order' };
  const shared = folders.find(({ value }) => /^\/(?:(?:var|usr|home|etc|opt|srv|data|mnt|var\/log|var\/lib)\/?)?$/.test(value));
  // What was rotated long ago is nobody's evidence.
  const isRotated =
    before.some(value => /\.(?:gz|xz|bz2|zst|old|[0-9])$|\.log\.|\.\[0-9\]/.test(value)) && before.some(value => /^-[mc]time$/.test(value));
  if (shared !== undefined && where !== 'service' && !(isRotated && shared.value.startsWith('/var/log')))
    return {
      message: `unexpected deletion below \`${shared.value}\`, expected the folder of one service: those of all others go, too`,
      word: shared,
    };
  const temporary = folders.find(({ value }) => /^\/(?:var\/)?tmp\/?$/.test(value));
  if (temporary !== undefined && !before.some(value => /^-(?:type|xtype|user|empty)$/.test(value)))
    return {
      message: `unexpected deletion of whatever is in \`${temporary.value}\`, expected \`-type f\`: sockets and folders of running programs go, too`,
    };
  const isRecursive = values[deleting + 1] === 'rm' && values.slice(deleting).some(value => /^-\w*r/i.test(value));
  const isFile = before.some((value, at) => value === '-type' && /^[fls,]+$/.test(before[at + 1] ?? ''));
  if (isRecursive && !named && !isFile && !before.includes('-mindepth') && !folders.some(({ value }) => /[*?]$/.test(value)))
    return { message: 'unexpected deletion that may begin with the folder itself, expected `-mindepth 1`' };
  return undefined;
}

import { commandsAround } from '../shell-facts/around.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A log is deleted while a program writes it.
 *
 * The name is gone, the file is not: the disk stays as full as it was until the program is restarted, `df` and `du` disagree, and what the
 * program writes from now on nobody can read.
 *
 * Empty the file instead (`truncate -s 0`, `: > file`), or tell the program in the same section: a restart, a reload, `kill -USR1`.
 *
 * @example By its name
 * ````markdown
 * ```bash
 * sudo rm /var/log/nginx/access.log
 * df -h /var
 * ```
 * ````
 * 2:9-2:34 unexpected deletion of `/var/log/nginx/access.log`, expected it to be emptied: a program that writes it keeps the space
 *
 * @example All of a folder
 * ````markdown
 * ```bash
 * rm -f /srv/tickets/logs/*.log
 * find /var/log/tickets -type f -name '*.log' -size +1G -delete
 * ```
 * ````
 * 2:7-2:30 unexpected deletion of `/srv/tickets/logs/*.log`, expected it to be emptied: a program that writes it keeps the space
 * 3:37-3:44 unexpected deletion of `*.log`, expected it to be emptied: a program that writes it keeps the space
 *
 * @example What is rotated, old, or told
 * ````markdown
 * ```bash
 * rm /var/log/nginx/access.log.1 /var/log/nginx/*.gz
 * find /var/log/tickets -type f -name '*.log' -mtime +30 -delete
 * ```
 *
 * ## Elsewhere
 *
 * ```bash
 * rm /var/log/nginx/access.log
 * sudo systemctl reload nginx
 * ```
 * ````
 * none
 *
 * @example It is emptied
 * ````markdown
 * ```bash
 * sudo truncate -s 0 /var/log/nginx/access.log
 * rm build.log /tmp/install.log
 * ```
 * ````
 * none
 */
export const deleteOpenFile: Rule = {
  kind: 'delete-open-file',
  preset: 'default',
  *check(document): Iterable<Report> {
    for (const command of document.commandsNamed(/^(?:rm|find)$/)) {
      const word = deletedLog(command);
      if (word === undefined || !isCarriedOut(command)) continue;
      const { before, after } = commandsAround(document, command.location);
      if (after.some(isTold) || before.some(({ args }) => args.some(({ value }) => /^(?:stop|down)$/.test(value)))) continue;
      yield {
        message: `unexpected deletion of \`${word.value}\`, expected it to be emptied: a program that writes it keeps the space`,
        location: word.location,
        hint: `truncate -s 0 ${word.text}, or let the program open a new one behind it.`,
      };
    }
  },
};

function deletedLog({ name, args }: ShellCommand): ShellWord | undefined {
  const values = args.map(({ value }) => value);
  if (name === 'rm')
    return args.find(
      ({ value }) => /^(?:\/var\/log\/.+|(?:.*\/)logs?\/[^/]+)\.log$/.test(value) && !/\d{4}|\/tmp\/|install|build/.test(value),
    );
  if (name !== 'find' || !values.includes('-delete') || !/log/.test(values[0] ?? '')) return undefined;
  if (values.some(value => /^-(?:[mca](?:time|min)|newer\w*|empty)$/.test(value))) return undefined;
  return args.find(({ value }, at) => /^\*?[\w-]*\*?\.log$/.test(value) && /^-i?name$/.test(values[at - 1] ?? ''));
}

function isTold({ name, args }: ShellCommand): boolean {
  const values = args.map(({ value }) => value);
  return (
    /^(?:kill|pkill|killall|logrotate|reboot|shutdown|nginx|apachectl)$/.test(name) ||
    values.some(value => /^(?:restart|reload|try-restart|force-reload|start|up|reopen|rotate|rollout|reloadLogs)$/.test(value))
  );
}

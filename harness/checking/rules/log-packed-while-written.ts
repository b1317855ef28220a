import { optionOf } from '../document/shell/ask.ts';
import { archiveOf } from '../shell-facts/backups.ts';
import { commandsAround } from '../shell-facts/around.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * Logs are packed while programs write them.
 *
 * `tar` ends with "file changed as we read it", or has the beginning of a line as its end. The logs are as long as they were: the next run
 * packs them again, and the disk that was to be freed holds them twice.
 *
 * Rotate first (`logrotate -f`, `kill -USR1`), and pack what is no longer written: `*.log.1`. As evidence of an incident it is right.
 *
 * @example All that is there
 * ````markdown
 * ```bash
 * tar -czf logs.tgz /var/log/tickets/*.log
 * ```
 * ````
 * 2:19-2:41 unexpected archive of `/var/log/tickets/*.log` while programs write it, expected a rotation before it: nothing is freed
 *
 * @example Rotated before, and old ones
 * ````markdown
 * ```bash
 * tar -czf old.tgz /var/log/tickets/*.log.1
 * sudo logrotate -f /etc/logrotate.d/tickets
 * tar -czf logs.tgz /var/log/tickets/*.log
 * ```
 * ````
 * none
 *
 * @example Something else
 * ````markdown
 * ```bash
 * tar -czf uploads.tgz /srv/uploads
 * tar -xzf logs.tgz
 * ```
 * ````
 * none
 */
export const logPackedWhileWritten: Rule = {
  kind: 'log-packed-while-written',
  preset: 'all',
  *check(document): Iterable<Report> {
    for (const command of document.commandsNamed(/^tar$/)) {
      if (
        command.name !== 'tar' ||
        !isCarriedOut(command) ||
        archiveOf(command) === undefined ||
        optionOf(command, ['--ignore-failed-read']) !== undefined
      )
        continue;
      const word = command.args.find(({ value }) => /\/[^/]*\*?\.log$/.test(value));
      if (
        word === undefined ||
        commandsAround(document, command.location).before.some(
          ({ name, args }) => name === 'logrotate' || args.some(({ value }) => /^(?:-USR1|-HUP|stop|rotate)$/.test(value)),
        )
      )
        continue;
      yield {
        message: `unexpected archive of \`${word.value}\` while programs write it, expected a rotation before it: nothing is freed`,
        location: word.location,
      };
    }
  },
};

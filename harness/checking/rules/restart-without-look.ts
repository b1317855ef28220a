import { commandsAround } from '../shell-facts/around.ts';
import { isStraight } from '../shell-facts/straight.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A web server is restarted without asking whether it can start again.
 *
 * `systemctl restart nginx` stops what still serves some pages. When somebody has left a mistake in a file yesterday, it does not come back,
 * and a part that was broken has become all of it.
 *
 * `nginx -t &&` before it costs a second; `reload` keeps the old process where the new one cannot begin. Where the server is down anyway, a
 * restart is right.
 *
 * @example At once
 * ````markdown
 * ```bash
 * sudo systemctl restart nginx
 * ```
 * ````
 * 2:6-2:29 unexpected restart of `nginx`, expected a question before whether it can read its configuration
 *
 * @example It is asked
 * ````markdown
 * ```bash
 * sudo nginx -t && sudo systemctl restart nginx
 * sudo apachectl configtest
 * sudo service apache2 restart
 * ```
 * ````
 * none
 *
 * @example It keeps what it has
 * ````markdown
 * ```bash
 * sudo systemctl reload nginx
 * sudo systemctl restart tickets
 * ```
 * ````
 * none
 */
export const restartWithoutLook: Rule = {
  kind: 'restart-without-look',
  preset: 'all',
  *check(document): Iterable<Report> {
    for (const command of document.commands) {
      const { name, args } = command;
      const values = args.map(({ value }) => value);
      const server = values.find(value => /^(?:nginx|apache2|httpd|haproxy)(?:\.service)?$/.test(value));
      if (!/^(?:systemctl|service)$/.test(name) || server === undefined || !values.includes('restart') || !isStraight(command)) continue;
      const asks = /\bnginx -\w*[tT]|\bconfigtest\b|\b(?:apachectl|apache2ctl|httpd) -t|\bhaproxy\b.* -c\b/;
      if (commandsAround(document, command.location).before.some(({ words }) => asks.test(words.map(({ value }) => value).join(' '))))
        continue;
      yield {
        message: `unexpected restart of \`${server}\`, expected a question before whether it can read its configuration`,
        location: command.location,
      };
    }
  },
};

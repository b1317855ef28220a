import { commandsAround } from '../shell-facts/around.ts';
import { isDump, names } from '../shell-facts/backups.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * Personal data goes into a file that everybody on the machine can read.
 *
 * An export or a dump in the current folder or in `/tmp` is readable for all, and stays there when the ticket is closed. The request for one
 * person's data ends as a copy that nobody knows of.
 *
 * `umask 077` before it, `chmod 600` behind it, or an encrypted file (`| gpg -e`). On a machine of one user it may be right.
 *
 * @example An export, and a dump
 * ````markdown
 * ```bash
 * ./bin/export-customer --id 7 > customer.json
 * pg_dump tickets > /tmp/tickets.sql
 * ```
 * ````
 * 2:32-2:45 unexpected personal data in `customer.json` for all to read, expected `umask 077` before it
 * 3:19-3:35 unexpected personal data in `/tmp/tickets.sql` for all to read, expected `umask 077` before it
 *
 * @example Nobody else reads it
 * ````markdown
 * ```bash
 * umask 077
 * ./bin/export-customer --id 7 > customer.json
 * ```
 *
 * ## Another
 *
 * ```bash
 * pg_dump tickets > /tmp/tickets.sql
 * chmod 600 /tmp/tickets.sql
 * ```
 * ````
 * none
 *
 * @example No data of persons
 * ````markdown
 * ```bash
 * ./bin/export-metrics > metrics.json
 * pg_dump --schema-only tickets > /tmp/schema.sql
 * ```
 * ````
 * none
 */
export const sensitiveOutputUnprotected: Rule = {
  kind: 'sensitive-output-unprotected',
  preset: 'all',
  *check(document): Iterable<Report> {
    for (const command of document.commands) {
      const word = isCarriedOut(command) ? writtenTo(command) : undefined;
      if (word === undefined) continue;
      const { before, after } = commandsAround(document, command.location);
      if (
        before.some(({ name }) => name === 'umask') ||
        after.some(({ name, args }) => /^(?:chmod|gpg|age|shred|rm)$/.test(name) && args.some(({ value }) => names(value, word.value)))
      )
        continue;
      yield {
        message: `unexpected personal data in \`${word.value}\` for all to read, expected \`umask 077\` before it`,
        location: word.location,
      };
    }
  },
};

function writtenTo(command: ShellCommand): ShellWord | undefined {
  const target = command.redirects.find(({ operator, descriptor }) => /^>>?$/.test(operator) && (descriptor ?? 1) === 1)?.target;
  if (target === undefined || target.value.startsWith('/dev/')) return undefined;
  const isShared = /^\/(?:var\/)?tmp\//.test(target.value) || !/[/$]/.test(target.value);
  const text = command.words.map(({ value }) => value).join(' ');
  const isPersonal =
    /(?:^|[\s/_-])(?:export|dump|extract)[\w-]*[_-](?:users?|customers?|persons?|members?|patients?|accounts?|audit|gdpr|personal)/i.test(
      text,
    );
  return isShared && (isPersonal || (isDump(command) && !/schema-only|--no-data|\s-s\b/.test(text))) ? target : undefined;
}

import { statusUseOf } from '../document/shell/ask.ts';
import { commandsAround } from '../shell-facts/around.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import { editsInPlace, substitutionOf } from '../shell-facts/sed-script.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * `sed -i` is to set a value, and nothing asks whether the line was there.
 *
 * Where no line begins with the name, `sed` changes nothing and ends with 0. The service is restarted with the old password or the old limit,
 * and the procedure says that it was changed.
 *
 * Ask before or behind it: `grep -q '^NAME=' file || exit 1`, a look at the file, a request to the service. Only lines that set a value
 * which the shell puts in (`s/^NAME=.*$/NAME=$VALUE/`) are meant.
 *
 * @example A new password
 * ````markdown
 * ```bash
 * sed -i "s|^DB_PASSWORD=.*|DB_PASSWORD=$NEW|" /etc/tickets/env
 * sudo systemctl restart tickets
 * ```
 * ````
 * 2:8-2:45 unexpected `sed -i` as the whole change of `DB_PASSWORD`, expected a look at the line: without one it changes nothing and ends with 0
 *
 * @example It is looked at
 * ````markdown
 * ```bash
 * grep -q '^DB_POOL=' /etc/tickets/env || exit 1
 * sed -i "s|^DB_POOL=.*|DB_POOL=$NEW|" /etc/tickets/env
 * ```
 *
 * ## Another
 *
 * ```bash
 * sed -i "s|^DB_POOL=.*|DB_POOL=$NEW|" /etc/tickets/env
 * grep DB_POOL /etc/tickets/env
 * ```
 * ````
 * none
 *
 * @example No value is set
 * ````markdown
 * ```bash
 * sed -i 's/[[:space:]]*$//' notes.txt
 * sed "s/^DB_POOL=.*$/DB_POOL=$NEW/" env.template > env
 * ```
 * ````
 * none
 */
export const sedNoMatchSilent: Rule = {
  kind: 'sed-no-match-silent',
  preset: 'default',
  *check(document): Iterable<Report> {
    for (const command of document.commandsNamed(/^g?sed$/)) {
      const substitution = substitutionOf(command);
      if (substitution === undefined || !isCarriedOut(command) || !editsInPlace(command) || substitution.variables.length === 0) continue;
      const name = /^\^?[#\s]*([A-Za-z_][\w.-]*)\s*[=:]/.exec(substitution.pattern)?.[1];
      if (name === undefined || !substitution.pattern.startsWith('^') || !substitution.replacement.includes(name)) continue;
      const file = command.args.at(-1)?.value ?? '';
      const { before, after } = commandsAround(document, command.location);
      const isLook = [...before, ...after].some(
        other =>
          /^(?:grep|egrep|rg|cat|awk|diff|head|tail|test|\[|cmp|git|less)$/.test(other.name) &&
          other.args.some(
            ({ value }) => value.includes(name) || value === file || (file !== '' && file.endsWith(value) && value.length > 3),
          ),
      );
      // Whatever asks the service behind it finds the old value, too.
      const isTried = after.some(other => /^(?:curl|wget|redis-cli|psql|mysql|nc|pg_isready|mongosh)$/.test(other.name));
      if (isLook || isTried || statusUseOf(command) === 'decides') continue;
      yield {
        message: `unexpected \`sed -i\` as the whole change of \`${name}\`, expected a look at the line: without one it changes nothing and ends with 0`,
        location: substitution.word.location,
        hint: `Behind it: grep -q '^${name}=' ${file} || exit 1.`,
      };
    }
  },
};

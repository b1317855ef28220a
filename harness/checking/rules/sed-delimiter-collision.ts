import { substitutionOf } from '../shell-facts/sed-script.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellWordPart } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * What the shell puts into `s/…/…/` may hold a slash.
 *
 * Base64 has slashes, and so have paths and addresses. `sed` then ends with "unknown option to `s'" and changes nothing, for some values and
 * not for others: a rotation of a key that worked in every rehearsal fails in the night it is needed.
 *
 * Take a sign that the value cannot hold (`s|…|…|` for Base64), or hexadecimal values. `&` and `\` in the value are not literal either.
 *
 * @example A key in Base64
 * ````markdown
 * ```bash
 * KEY=$(openssl rand -base64 24)
 * sed -i "s/^SESSION_KEY=.*$/SESSION_KEY=$KEY/" /etc/tickets/env
 * ```
 * ````
 * 3:40-3:44 unexpected `$KEY` between slashes, expected another sign around it: it may hold a slash, and sed then changes nothing
 *
 * @example A path, and an address
 * ````markdown
 * ```bash
 * sed -i "s/^root=.*$/root=$(pwd)/" site.conf
 * sed -i "s/old.example/$BACKEND_URL/" site.conf
 * ```
 * ````
 * 2:26-2:32 unexpected `$(pwd)` between slashes, expected another sign around it: it may hold a slash, and sed then changes nothing
 * 3:23-3:35 unexpected `$BACKEND_URL` between slashes, expected another sign around it: it may hold a slash, and sed then changes nothing
 *
 * @example A sign that cannot stand in it
 * ````markdown
 * ```bash
 * KEY=$(openssl rand -base64 24)
 * sed -i "s|^SESSION_KEY=.*$|SESSION_KEY=$KEY|" /etc/tickets/env
 * HEX=$(openssl rand -hex 24)
 * sed -i "s/^SESSION_KEY=.*$/SESSION_KEY=$HEX/" /etc/tickets/env
 * ```
 * ````
 * none
 *
 * @example A number, and a name
 * ````markdown
 * ```bash
 * sed -i "s/replicas: .*$/replicas: $COUNT/" app.yaml
 * sed -n "s/^version=//p" release
 * sed "s/x/${DIR////_}/" names
 * ```
 * ````
 * none
 */
export const sedDelimiterCollision: Rule = {
  kind: 'sed-delimiter-collision',
  preset: 'default',
  *check(document): Iterable<Report> {
    for (const command of document.commandsNamed(/^g?sed$/)) {
      const substitution = substitutionOf(command);
      if (substitution?.delimiter !== '/') continue;
      const part = substitution.variables.find(each => mayHoldSlash(each, document));
      if (part === undefined) continue;
      yield {
        message: `unexpected \`${part.text}\` between slashes, expected another sign around it: it may hold a slash, and sed then changes nothing`,
        location: part.location,
        hint: 'Use a sign that the value cannot hold: s|…|…|.',
      };
    }
  },
};

function mayHoldSlash({ kind, text, variable, operator }: ShellWordPart, { commands }: CheckedDocument): boolean {
  if (kind === 'command') return /\bpwd\b|base64|realpath|dirname/.test(text) && !/\btr\b|\bsed\b/.test(text);
  if (variable === undefined || operator !== undefined) return false;
  const values = commands
    .flatMap(({ assignments }) => assignments)
    .filter(({ name }) => name === variable)
    .map(({ value }) => value?.text ?? '');
  if (values.length > 0)
    return values.some(value =>
      /base64(?!.*\btr\b)|\bpwd\b|\/\w/.test(value.replaceAll(/\$\([^)]*\)/g, inner => (/base64|pwd/.test(inner) ? inner : ''))),
    );
  return /(?:^|_)(?:URL|URI|PATH|DIR|DIRECTORY|FOLDER|ENDPOINT|DSN)$|^PWD$|^HOME$/.test(variable);
}

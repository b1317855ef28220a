import { optionOf, statusUseOf } from '../document/shell/ask.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';
import { titlesAbove } from '../shell-facts/around.ts';
import { outputOf } from '../shell-facts/output-of.ts';
import { composeCall } from '../shell-facts/words-of-call.ts';

/**
 * A check that prints something, and leaves it to the reader whether that is good.
 *
 * Two sums below each other, a date, a list of containers: at 3 a.m. they are looked at and found to be there. Nothing fails when the sums differ, when the date
 * was last week, or when a container is `Up (unhealthy)`.
 *
 * It is right where somebody wants to look; then a word on what to look for helps. `sha256sum -c`, `-checkend` and a comparison decide by themselves.
 *
 * @example Sums and dates to look at
 * ````markdown
 * ```bash
 * sha256sum /backup/shop.tar.zst
 * openssl x509 -in /etc/haproxy/shop.pem -noout -enddate
 * redis-cli -h cache ping
 * ```
 * ````
 * 2:1-2:31 unexpected `sha256sum` as a check, expected one that fails: it prints a sum for somebody to compare
 * 3:1-3:55 unexpected `openssl x509` as a check, expected one that fails: it prints a date for somebody to compare
 * 4:1-4:24 unexpected `redis-cli ping` as a check, expected one that fails: it prints an answer, `NOAUTH` and `LOADING` too
 *
 * @example A list, as a check
 * ````markdown
 * ## Verify the deployment
 *
 * ```bash
 * docker compose ps
 * ls -lh /backup
 * ```
 * ````
 * 4:1-4:18 unexpected `docker compose ps` as a check, expected one that fails: it prints a list, and unhealthy containers in it
 * 5:1-5:15 unexpected `ls` as a check, expected one that fails: it prints a list
 *
 * @example It decides
 * ````markdown
 * ## Verify the deployment
 *
 * ```bash
 * sha256sum -c /backup/SHA256SUMS
 * openssl x509 -in /etc/haproxy/shop.pem -noout -checkend 604800
 * docker compose ps --status running -q api | grep -q .
 * ```
 * ````
 * none
 *
 * @example Nothing is checked
 * ````markdown
 * ## Make room
 *
 * ```bash
 * ls -lh /backup
 * sha256sum /backup/shop.tar.zst > /backup/SHA256SUMS
 * ```
 * ````
 * none
 */
export const checkWithoutAssertion: Rule = {
  kind: 'check-without-assertion',
  preset: 'all',
  *check(document): Iterable<Report> {
    for (const command of document.commands) {
      if (
        command.shell.block === undefined ||
        command.shell.block.attributes.expect !== undefined ||
        outputOf(command) !== 'shown' ||
        statusUseOf(command) === 'decides'
      )
        continue;
      const what = printedBy(command) ?? (isCheck(command, document) ? listedBy(command) : undefined);
      if (what === undefined) continue;
      yield {
        message: `unexpected \`${what.name}\` as a check, expected one that fails: it prints ${what.prints}`,
        location: command.location,
        hint: what.hint,
      };
    }
  },
};

interface Printed {
  readonly name: string;
  readonly prints: string;
  readonly hint: string;
}

function printedBy(command: ShellCommand): Printed | undefined {
  const { name, args } = command;
  if (/^(?:sha(?:1|256|512)?sum|md5sum|shasum|b2sum)$/.test(name) && optionOf(command, ['-c', '--check'], 'a') === undefined)
    return { name, prints: 'a sum for somebody to compare', hint: `Compare it: ${name} -c FILE.` };
  if (/^(?:redis|valkey)-cli$/.test(name) && /^ping$/i.test(args.at(-1)?.value ?? ''))
    return { name: `${name} ping`, prints: 'an answer, `NOAUTH` and `LOADING` too', hint: `Compare it: ${name} ping | grep -qx PONG.` };
  const isDate = args.some(({ value }) => /^-(?:dates|enddate)$/.test(value)) && !args.some(({ value }) => value === '-checkend');
  return name === 'openssl' && args[0]?.value === 'x509' && isDate
    ? {
        name: 'openssl x509',
        prints: 'a date for somebody to compare',
        hint: 'Add -checkend 604800: it fails when less than a week is left.',
      }
    : undefined;
}

function listedBy(command: ShellCommand): Printed | undefined {
  if (composeCall(command)?.[0]?.value === 'ps' || (/^(?:docker|podman)$/.test(command.name) && command.args[0]?.value === 'ps'))
    return {
      name: composeCall(command) === undefined ? `${command.name} ps` : 'docker compose ps',
      prints: 'a list, and unhealthy containers in it',
      hint: 'Wait for health: docker compose up -d --wait, or ask the service itself.',
    };
  if (/^(?:ls|du)$/.test(command.name))
    return { name: command.name, prints: 'a list', hint: 'Ask for what is meant: find DIR -mmin -1440 -size +1M | grep -q .' };
  return undefined;
}

/** Whether the title or the comment above it speaks of a check. */
function isCheck({ location: { line } }: ShellCommand, { source, runbook }: Pick<CheckedDocument, 'source' | 'runbook'>): boolean {
  const says = /\b(?:check|verif(?:y|ication)|confirm|ensure|make sure|validate|monitoring|health)\b/i;
  const above = source.lines[line - 2]?.trim() ?? '';
  return (above.startsWith('#') && says.test(above)) || says.test(titlesAbove(runbook, line)[0] ?? '');
}

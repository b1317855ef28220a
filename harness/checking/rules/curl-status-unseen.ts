import { optionOf } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';
import { byShell } from '../shell-facts/by-shell.ts';
import { curlValues, tellsOfErrorPages, urlsOf } from '../shell-facts/curl-call.ts';
import { decides } from '../shell-facts/decides.ts';
import { outputOf } from '../shell-facts/output-of.ts';

/**
 * A health page whose status nobody sees.
 *
 * `curl https://…/health` prints the page and ends with 0, for status 500 and for the page of a proxy, too. An empty page looks like nothing to complain about, and
 * whatever looks at the exit status goes on.
 *
 * It is right where the words of the page say it, and somebody reads them. `-f` makes it fail, `-i` shows the status.
 *
 * @example The page of a check
 * ````markdown
 * ```bash
 * curl https://shop.example/healthz
 * curl -s https://shop.example/readyz
 * ```
 * ````
 * 2:1-2:5 unexpected `curl` without `-f` for a health page, expected a status that is seen: these 2 end with 0 for a page of status 500, too
 *
 * @example Of one service
 * ````markdown
 * ```bash
 * curl -s localhost:9000/status/db
 * ```
 * ````
 * 2:1-2:5 unexpected `curl` without `-f` for a health page, expected a status that is seen: it ends with 0 for a page of status 500, too
 *
 * @example It fails, or shows the status
 * ````markdown
 * ```bash
 * curl -f https://shop.example/healthz
 * curl -i https://shop.example/healthz
 * curl -so /dev/null -w '%{http_code}\n' https://shop.example/healthz
 * ```
 * ````
 * none
 *
 * @example The page is read by a command, and another page
 * ````markdown
 * ```bash
 * curl -s https://shop.example/healthz | jq -e '.database == "up"'
 * curl -s https://shop.example/orders
 * ```
 * ````
 * none
 */
export const curlStatusUnseen: Rule = {
  kind: 'curl-status-unseen',
  preset: 'all',
  *check({ commandsNamed }): Iterable<Report> {
    const found = commandsNamed(/^curl$/)
      .filter(isUnseen)
      .map(command => ({ command }));
    for (const [{ command }, ...more] of byShell(found))
      yield {
        message: `unexpected \`curl\` without \`-f\` for a health page, expected a status that is seen: ${more.length === 0 ? 'it ends' : `these ${more.length + 1} end`} with 0 for a page of status 500, too`,
        location: command.words[0]?.location ?? command.location,
        hint: 'Write curl -f, or -i for a person.',
      };
  },
};

function isUnseen(command: ShellCommand): boolean {
  if (
    command.shell.block === undefined ||
    command.shell.block.attributes.expect !== undefined ||
    decides(command) ||
    outputOf(command) !== 'shown' ||
    tellsOfErrorPages(command)
  )
    return false;
  if (optionOf(command, ['-i', '-I', '-v', '--include', '--head', '--verbose', '-X', '--request'], curlValues) !== undefined) return false;
  return urlsOf(command).some(({ value }) => /\/(?:health|healthz|healthcheck|live|livez|ready|readyz|ping|status)\b/.test(value));
}

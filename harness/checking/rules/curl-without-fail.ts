import { enclosing, outermost } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';
import { tellsOfErrorPages, urlsOf } from '../shell-facts/curl-call.ts';
import { decides } from '../shell-facts/decides.ts';
import { outputOf } from '../shell-facts/output-of.ts';

/**
 * Without `-f`, curl succeeds for every answer, a page of status 500 too.
 *
 * `curl -s http://localhost/ready && echo up` says `up` as long as anything answers: a proxy whose backend is gone, an application without its
 * database. The check is green, the on-call engineer looks elsewhere, and the outage lasts.
 *
 * It is right where only the connection is asked about, such as in a wait for a port to close; such waits (`while curl …`) are not reported.
 * Where the status code is printed and compared (`-w '%{http_code}'`), `-f` is not needed.
 *
 * @example What is said depends on whether anything answers
 * ````markdown
 * ```bash
 * curl -s http://127.0.0.1:9000/ready && echo "shop is up" || echo "shop is down"
 * ```
 * ````
 * 2:1-2:5 unexpected `curl` without `-f` as a check, expected a status that tells: it is 0 for a page of status 500, too
 * ````markdown fixed
 * ```bash
 * curl -f -s http://127.0.0.1:9000/ready && echo "shop is up" || echo "shop is down"
 * ```
 * ````
 *
 * @example In a condition
 * ````markdown
 * ```bash
 * until curl -so /dev/null "$SHOP_URL/ready"; do
 *   sleep 2
 * done
 * if ! ssh edge-1 curl -s http://shop.internal/; then
 *   exit 1
 * fi
 * ```
 * ````
 * 2:7-2:11 unexpected `curl` without `-f` as a check, expected a status that tells: it is 0 for a page of status 500, too
 * 5:17-5:21 unexpected `curl` without `-f` as a check, expected a status that tells: it is 0 for a page of status 500, too
 *
 * @example The status is asked for
 * ````markdown
 * ```bash
 * curl -fsS http://127.0.0.1:9000/ready && echo up
 * [ "$(curl -so /dev/null -w '%{http_code}' http://127.0.0.1:9000/ready)" = 200 ] || exit 1
 * curl -sf --max-time 3 http://127.0.0.1:9000/ready || exit 1
 * ```
 * ````
 * none
 *
 * @example What it prints is looked at, by a person or by grep
 * ````markdown
 * ```bash
 * curl -s http://127.0.0.1:9000/ready
 * curl -s http://127.0.0.1:9000/ready | grep -q '"state":"ok"' || exit 1
 * ```
 * ````
 * none
 *
 * @example It waits for a server to go, and tells somebody
 * ````markdown
 * ```bash
 * while curl -s http://127.0.0.1:9000/ > /dev/null; do sleep 1; done
 * curl -s -d "$text" https://chat.example/hooks/1 || true
 * ```
 * ````
 * none
 */
export const curlWithoutFail: Rule = {
  kind: 'curl-without-fail',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^curl$/)) {
      const [name] = command.words;
      if (name === undefined || !decides(command) || tellsOfErrorPages(command)) continue;
      // Of `telnet://` and the like there is no page.
      if (!urlsOf(command).some(({ value }) => /^(?:https?:|(?!\w+:\/\/))/.test(value))) continue;
      if (asksWhetherGone(command) || outputOf(command) === 'captured') continue;
      yield {
        message: 'unexpected `curl` without `-f` as a check, expected a status that tells: it is 0 for a page of status 500, too',
        location: name.location,
        hint: 'Write curl -f: answers of status 400 and above fail with 22.',
        fix: { location: name.location, text: `${name.text} -f` },
      };
    }
  },
};

/** `while curl …` goes on as long as something answers. */
function asksWhetherGone(command: ShellCommand): boolean {
  const { list } = outermost(command).pipeline.chain;
  const loop = list.within?.part === 'condition' ? enclosing(command, 'while', 'until') : undefined;
  if (loop === undefined) return false;
  return (loop.kind === 'while') !== outermost(command).pipeline.negated;
}

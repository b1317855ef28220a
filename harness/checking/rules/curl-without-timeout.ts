import { isSubstituted, optionOf, outermost } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';
import { byShell } from '../shell-facts/by-shell.ts';
import { curlValues, urlsOf } from '../shell-facts/curl-call.ts';
import { decides } from '../shell-facts/decides.ts';

/**
 * A check by curl without a limit waits as long as a server that hangs.
 *
 * A frozen process takes the connection and never answers. The check that should tell so hangs with it, and so does everything behind it: at
 * 3 a.m. the first command of the runbook looks as if the terminal were broken.
 *
 * It is right for downloads, whose time nobody knows; only what is asked as a check is reported. Where something around it sets the limit
 * (`timeout 10 …`), nothing is reported.
 *
 * @example A check that can hang
 * ````markdown
 * ```bash
 * curl -sf http://127.0.0.1:9000/ready || exit 1
 * curl -sf http://127.0.0.1:9100/ready || exit 1
 * ```
 * ````
 * 2:1-2:5 unexpected `curl` without a limit as a check, expected `--max-time`: these 2 wait as long as a frozen server
 *
 * @example By its address
 * ````markdown
 * ```bash
 * curl -s https://shop.example/healthz
 * ```
 * ````
 * 2:1-2:5 unexpected `curl` without a limit as a check, expected `--max-time`: it waits as long as a frozen server
 *
 * @example With a limit
 * ````markdown
 * ```bash
 * curl -sf --max-time 5 http://127.0.0.1:9000/ready || exit 1
 * curl -sfm5 http://127.0.0.1:9000/ready || exit 1
 * timeout 5 curl -sf http://127.0.0.1:9000/ready || exit 1
 * ```
 * ````
 * none
 *
 * @example A download
 * ````markdown
 * ```bash
 * curl -fLO https://downloads.example/shop-2.4.tar.gz
 * ```
 * ````
 * none
 */
export const curlWithoutTimeout: Rule = {
  kind: 'curl-without-timeout',
  preset: 'all',
  *check({ commandsNamed }): Iterable<Report> {
    const found = commandsNamed(/^curl$/)
      .filter(command => isCheck(command) && !isLimited(command))
      .map(command => ({ command }));
    for (const [{ command }, ...more] of byShell(found))
      yield {
        message: `unexpected \`curl\` without a limit as a check, expected \`--max-time\`: ${more.length === 0 ? 'it waits' : `these ${more.length + 1} wait`} as long as a frozen server`,
        location: command.words[0]?.location ?? command.location,
        hint: 'Give it some seconds: curl --max-time 5 ….',
      };
  },
};

function isCheck(command: ShellCommand): boolean {
  const urls = urlsOf(command);
  return (
    urls.length > 0 &&
    (decides(command) || urls.some(({ value }) => /\/(?:health|healthz|live|livez|ready|readyz|ping|status)\b/.test(value)))
  );
}

function isLimited(command: ShellCommand): boolean {
  if (optionOf(command, ['-m', '--max-time', '--speed-limit', '-K', '--config'], curlValues) !== undefined) return true;
  for (let around = command.outer; around !== undefined; around = around.outer) if (around.name === 'timeout') return true;
  const { within } = command.shell;
  if (within !== undefined && outermost(within).name === 'timeout') return true;
  // What a loop or substitution around it limits is not looked at.
  return isSubstituted(command) && command.shell.text.includes('timeout ');
}

import { optionOf, statusUseOf } from '../document/shell/ask.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A server is asked by HTTP to read its configuration again, and its refusal looks like success.
 *
 * Prometheus and Alertmanager answer `/-/reload` with 403 where they were started without `--web.enable-lifecycle`, and with 500 where a file
 * is wrong. `curl` without `-f` ends with 0 in all cases: the new alerts are believed to be on.
 *
 * With `-f` the step fails as it should. A call whose answer is looked at (`-w '%{http_code}'`) is right, too.
 *
 * @example A refusal that nobody notices
 * ````markdown
 * ```bash
 * curl -X POST http://localhost:9093/-/reload
 * echo "alerts are on"
 * ```
 * ````
 * 2:1-2:5 unexpected `curl` without `-f` for a reload, expected it to fail where the server refuses: 403 and 500 end with 0
 *
 * @example The status tells
 * ````markdown
 * ```bash
 * curl -fsS -X POST http://localhost:9093/-/reload
 * curl -s -o /dev/null -w '%{http_code}' -X POST http://localhost:9093/-/reload | grep -q 200
 * ```
 * ````
 * none
 *
 * @example Another way
 * ````markdown
 * ```bash
 * pkill -HUP -x alertmanager
 * curl -s http://localhost:9093/-/ready
 * ```
 * ````
 * none
 */
export const reloadRefusedUnseen: Rule = {
  kind: 'reload-refused-unseen',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^curl$/)) {
      const address = command.name === 'curl' ? command.args.find(({ value }) => value.endsWith('/-/reload')) : undefined;
      if (address === undefined || optionOf(command, ['-f', '--fail', '--fail-with-body', '-w', '--write-out'], 'oHdXuAmTK') !== undefined)
        continue;
      if (command.index < command.pipeline.stages.length - 1) continue;
      yield {
        message: `unexpected \`curl\` without \`-f\` for a reload, expected ${statusUseOf(command) === 'decides' ? 'a status that tells' : 'it to fail where the server refuses'}: 403 and 500 end with 0`,
        location: command.words[0]?.location ?? command.location,
        hint: 'curl -fsS -X POST URL/-/reload; check the file first: promtool check config FILE, amtool check-config FILE.',
      };
    }
  },
};

import { optionOf } from '../document/shell/ask.ts';
import type { ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';
import { curlValues, urlsOf } from '../shell-facts/curl-call.ts';

/**
 * Brackets, braces and blanks in an address mean something else to curl.
 *
 * `[5m]` is a range of numbers to it (`bad range in URL`, status 3), `{job="shop"}` a list of one, whose braces are gone when the question
 * arrives, and a blank ends the request line. The command has never worked as it stands, and fails the first time that somebody needs it.
 *
 * Ranges that are meant (`[1-20]`, `{a,b}`) are not reported. `-g` turns ranges off; blanks are to be encoded all the same.
 *
 * @example A question to Prometheus
 * ````markdown
 * ```bash
 * curl -s 'http://prometheus:9090/api/v1/query?query=rate(orders_total[1h])'
 * ```
 * ````
 * 2:9-2:75 unexpected `[1h]` in an address for curl, expected it encoded: curl takes it for a range of addresses
 *
 * @example Blanks, and braces that are lost
 * ````markdown
 * ```bash
 * curl -sg 'http://loki:3100/loki/api/v1/query?query=a or b'
 * curl -s "http://prometheus:9090/api/v1/query?query=up{job='shop'}"
 * ```
 * ````
 * 2:10-2:59 unexpected blank in an address for curl, expected it encoded: the address ends there
 * 3:9-3:67 unexpected `{job='shop'}` in an address for curl, expected it encoded: curl takes it for a range of addresses
 *
 * @example Encoded by curl, or by the author
 * ````markdown
 * ```bash
 * curl -sG http://prometheus:9090/api/v1/query --data-urlencode 'query=rate(orders_total[1h])'
 * curl -s 'http://prometheus:9090/api/v1/query?query=rate(orders_total%5B1h%5D)'
 * curl -sg 'http://prometheus:9090/api/v1/query?query=rate(orders_total[1h])'
 * ```
 * ````
 * none
 *
 * @example Ranges that are meant, an address of IPv6, and a variable
 * ````markdown
 * ```bash
 * curl -s 'http://shop.example/page?n=[1-20]' "http://shop.example/item?id={a,b}"
 * curl -s "http://[::1]:9000/ready?since=${SINCE}&by=${USERS[0]}"
 * ```
 * ````
 * none
 */
export const curlUnencodedQuery: Rule = {
  kind: 'curl-unencoded-query',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^curl$/)) {
      const isPlain = optionOf(command, ['-g', '--globoff'], curlValues) !== undefined;
      for (const word of urlsOf(command)) {
        const query = queryOf(word);
        const sign = /\s/.test(query.trim()) ? 'blank' : isPlain ? undefined : signOf(query);
        if (sign === undefined) continue;
        yield {
          message: `unexpected ${sign} in an address for curl, expected it encoded: ${sign === 'blank' ? 'the address ends there' : 'curl takes it for a range of addresses'}`,
          location: word.location,
          hint: "Let curl encode it: curl -G ADDRESS --data-urlencode 'query=…'.",
        };
      }
    }
  },
};

/** What the author wrote behind the `?`; what the shell puts in is not known. */
function queryOf({ parts }: ShellWord): string {
  const text = parts.map(({ kind, value, text: written }) => (kind === 'literal' ? value : kind === 'glob' ? written : 'X')).join('');
  const at = text.indexOf('?');
  return /^(?:https?:\/\/|[\w.-]+[:/])/.test(text) && at !== -1 ? text.slice(at + 1) : '';
}

function signOf(query: string): string | undefined {
  const brackets = /\[[^\]]*\]?/.exec(query)?.[0];
  if (brackets !== undefined && !/^\[(?:\d+-\d+|[a-z]-[a-z])(?::\d+)?\]$/i.test(brackets)) return `\`${brackets}\``;
  const braces = /\{[^}]*\}?/.exec(query)?.[0];
  return braces !== undefined && /[="~]/.test(braces) ? `\`${braces.length > 30 ? '{…}' : braces}\`` : undefined;
}

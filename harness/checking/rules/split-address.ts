import type { ShellCommand } from '../document/shell/tree.ts';
import type { Fix, Report, Rule } from '../rule.ts';

/**
 * An address with `&` stands without quotes: the shell ends the command there.
 *
 * `curl localhost:9200/_cat/indices?v&s=size` asks for `…?v` in the background and then sets a variable `s`. The answer comes late, is another
 * one, and what stands behind it in a pipe gets nothing.
 *
 * A command that is meant to run in the background has a blank or the end of its line behind the `&`, and is not reported.
 *
 * @example A pipe that gets nothing
 * ````markdown
 * ```bash
 * kubectl exec search-0 -- curl -s localhost:9200/_cat/indices?v&s=size:desc | head
 * ```
 * ````
 * 2:34-2:75 unexpected `&` in an address without quotes, expected it quoted: the shell ends the command there
 *
 * @example What the shell puts in is kept
 * ````markdown
 * ```bash
 * wget -qO- http://shop.example/api?from=$FROM&to=$TO
 * ```
 * ````
 * 2:11-2:52 unexpected `&` in an address without quotes, expected it quoted: the shell ends the command there
 *
 * @example In quotes
 * ````markdown
 * ```bash
 * curl -s 'localhost:9200/_cat/indices?v&s=size:desc' | head
 * curl -s "http://shop.example/api?from=$FROM&to=$TO"
 * ```
 * ````
 * none
 *
 * @example In the background, and before another command
 * ````markdown
 * ```bash
 * curl -s http://shop.example/warm?all=1 &
 * curl -fsS http://shop.example/ready?deep=1&& echo ready
 * curl -s http://shop.example/a&wait
 * ```
 * ````
 * none
 */
export const splitAddress: Rule = {
  kind: 'split-address',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^(?:curl|wget|https?|xh)$/)) {
      const address = splitIn(command);
      if (address === undefined) continue;
      const location = command.shell.locate(address.from, address.from + address.text.length);
      const fix = quoted(address.text);
      yield {
        message: 'unexpected `&` in an address without quotes, expected it quoted: the shell ends the command there',
        location,
        hint: 'Put the whole address between quotes.',
        ...(fix === undefined ? {} : { fix: { location, text: fix } satisfies Fix }),
      };
    }
  },
};

/** The address as its author meant it, where the last word of a command goes on behind an `&`. */
function splitIn({ words, shell }: ShellCommand): { readonly text: string; readonly from: number } | undefined {
  const last = words.at(-1);
  if (last === undefined || !/\?/.test(last.text)) return undefined;
  const rest = shell.text.slice(last.from + last.text.length);
  const behind = /^(?:&[\w.%[\]-]+(?:=[^\s&;|<>()]*)?)+(?=$|[\s;|)])/.exec(rest)?.[0];
  return behind?.includes('=') === true ? { text: last.text + behind, from: last.from } : undefined;
}

function quoted(address: string): string | undefined {
  if (/["'\\`]/.test(address)) return undefined;
  return address.includes('$') ? `"${address}"` : `'${address}'`;
}

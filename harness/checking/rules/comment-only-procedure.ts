import type { Report, Rule } from '../rule.ts';

/**
 * A block for the shell holds nothing but comments.
 *
 * It looks like a step and is none: whoever copies it has done nothing, and a drill has nothing to follow. At 3 a.m. "raise the limit in the
 * settings" leaves open which file, which key, and what has to be restarted.
 *
 * Advice belongs into the text. What a person has to do is a list item or a checkbox, where a drill counts it as manual work.
 *
 * @example Advice in place of a procedure
 * ````markdown
 * ```bash
 * # Lower the batch size in the importer's settings
 * # Then let it run again
 * ```
 * ````
 * 2:1-2:50 unexpected block of comments alone, expected a command: following it does nothing
 *
 * @example A comment above a command
 * ````markdown
 * ```bash
 * # Lower the batch size
 * sed -i 's/^batch: .*$/batch: 50/' importer.yaml
 * ```
 * ````
 * none
 *
 * @example Lines behind the prompt of root
 * ````markdown
 * ```shell
 * #> make install
 * ```
 * ````
 * none
 *
 * @example A comment behind a line that bash cannot read
 * ````markdown
 * ```bash
 * open http://metrics.internal/graph?expr=rate(requests_total[5m])
 *
 * # Look at the label of the service
 * ```
 * ````
 * none
 *
 * @example The error that is spoken of, and steps for a person
 * ````markdown
 * ```bash
 * # Error: connect to host 10.0.0.7 port 22: Connection refused
 * ```
 *
 * ```bash
 * # 1. Take the old card out
 * # 2. Put the new one in
 * ```
 *
 * ```bash
 * # See "Restart the importer" above
 * ```
 * ````
 * none
 *
 * @example A path through menus
 * ````markdown
 * ```bash
 * # In the console: Cluster > Configuration > Scale
 * # - small: 2 GB of memory
 * ```
 * ````
 * none
 *
 * @example Sample output, and another language
 * ````markdown
 * ```bash
 * # Output:
 * # ready
 * ```
 *
 * ```yaml
 * # nothing here
 * ```
 * ````
 * none
 */
export const commentOnlyProcedure: Rule = {
  kind: 'comment-only-procedure',
  preset: 'all',
  *check({ shells }): Iterable<Report> {
    const torn = new Set(shells.filter(({ errors }) => errors.length > 0).map(({ block }) => block));
    for (const { origin, text, block, commands, locate } of shells) {
      if (origin !== 'block' || commands.length > 0 || torn.has(block)) continue;
      const lines = text.split('\n');
      const first = lines.findIndex(line => line.trim() !== '');
      if (first === -1) continue;
      if (
        !lines.every(line => /^\s*(?:#(?!>)|$)/.test(line)) ||
        /^\s*#!|\b(?:output|result|returns?|prints?|example)\b/i.test(lines[first] ?? '') ||
        /^\s*#\s*(?:(?:fatal )?error|fatal|symptom|message|see)\b/i.test(lines[first] ?? '') ||
        lines.some(line => menuPath.test(line)) ||
        isCounted(lines)
      )
        continue;
      const from = lines.slice(0, first).join('\n').length + (first > 0 ? 1 : 0);
      yield {
        message: 'unexpected block of comments alone, expected a command: following it does nothing',
        location: locate(from + (lines[first] ?? '').search(/\S/), from + (lines[first] ?? '').trimEnd().length),
        hint: 'Write the commands, or take the fence away and make the lines a list: then a drill counts them as work of a person.',
      };
    }
  },
};

/** `# 1. …`, `# 2. …`: a list of steps, for a person. */
function isCounted(lines: readonly string[]): boolean {
  return [1, 2].every(number => lines.some(line => new RegExp(`^\\s*#\\s*${number}[.)] `).test(line)));
}

/** It is told where to click: that is a procedure, too. */
const menuPath = /\w (?:>|→|›|») [A-Z]/;

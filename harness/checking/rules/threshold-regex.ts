import { stagesBefore } from '../document/shell/ask.ts';
import type { Report, Rule } from '../rule.ts';
import { grepOf, toRegExp, type GrepCall } from '../shell-facts/grep-call.ts';

/**
 * A pattern is a bad limit: it leaves out numbers that lie above it.
 *
 * `grep -E '(70%|80%|9[0-9]%)'` says nothing at 85%, and nothing at 100%, when the disk is full. The report is silent, and silence reads as
 * enough space.
 *
 * It is right where exactly these numbers are meant; then `awk '$5 + 0 == 80'` says so. Patterns that hold for everything above a number, such
 * as `(9[0-9]|100)%`, are not reported.
 *
 * @example Numbers between, and the full disk
 * ````markdown
 * ```bash
 * df -hP | grep -E '(75|85|9[0-9])%' && mail -s "disk" ops@shop.example < /dev/null
 * ```
 * ````
 * 2:18-2:35 unexpected pattern as a limit, expected a comparison: it is silent at 76–84, 86–89, 100%
 *
 * @example All but the worst
 * ````markdown
 * ```bash
 * df /srv | egrep '[89][0-9]%'
 * ```
 * ````
 * 2:17-2:29 unexpected pattern as a limit, expected a comparison: it is silent at 100%
 *
 * @example Everything above
 * ````markdown
 * ```bash
 * df -hP | grep -E '(9[0-9]|100)%'
 * df -hP | awk '0 + $5 > 80'
 * ```
 * ````
 * none
 *
 * @example No limit
 * ````markdown
 * ```bash
 * grep -E '[0-9]+%' progress.txt
 * df -h | grep -v '^tmpfs'
 * grep '100%' upload.log
 * ```
 * ````
 * none
 */
export const thresholdRegex: Rule = {
  kind: 'threshold-regex',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^z?[ef]?grep$/)) {
      const call = grepOf(command);
      const [pattern] = call?.patterns ?? [];
      if (call === undefined || pattern === undefined || call.inverts || !pattern.value.includes('%') || !/\d/.test(pattern.value))
        continue;
      const missing = missingAbove(call);
      // One number alone is a limit only where it is asked of disks.
      const asksDisks = stagesBefore(command).some(stage => stage.type === 'command' && stage.name === 'df');
      if (missing.length === 0 || (!asksDisks && !/[[|]/.test(pattern.value))) continue;
      yield {
        message: `unexpected pattern as a limit, expected a comparison: it is silent at ${missing.join(', ')}%`,
        location: pattern.location,
        hint: "Compare the number: df -P | awk '0 + $5 > 80'.",
      };
    }
  },
};

/** Ranges of percentages above the lowest one that the pattern finds, and that it does not find. */
function missingAbove(call: GrepCall): readonly string[] {
  const regExp = toRegExp(call);
  if (regExp === undefined) return [];
  const all = Array.from({ length: 101 }, (_, percent) => percent);
  const found = all.map(percent => regExp.test(`/dev/sda1 49G 31G 16G ${percent}% /`));
  const lowest = found.indexOf(true);
  // Below the half it is no limit.
  if (lowest < 50) return [];
  const ranges: [number, number][] = [];
  for (const percent of all.filter(value => value > lowest && found[value] === false)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === percent - 1) last[1] = percent;
    else ranges.push([percent, percent]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`));
}

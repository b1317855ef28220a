import { statedLimits, type LimitValue, type StatedLimit } from '../prose-facts/stated-limits.ts';
import { titlesAbove } from '../shell-facts/around.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A document states two limits of the same thing that do not agree.
 *
 * The table says that a queue of 500 is an incident, the section about it says 200. Whoever is called at 300 either does nothing about an
 * incident, or works through one that is none.
 *
 * Levels are right: a table with a column for each, and lines that name theirs (`warning`, `P1`). What many things have (memory, latency, an
 * error rate) is not compared: two services have two limits of it.
 *
 * @example The table and the section
 * ````markdown
 * # Mail
 *
 * | What | Warning | Critical |
 * | --- | --- | --- |
 * | Mail queue length | > 100 | > 500 |
 *
 * ## Mail queue length
 *
 * **Symptoms**: > 300 messages wait
 * ````
 * 9:15-9:20 unexpected limit `> 300` of "Mail queue length", expected what line 5 says: `> 100` or `> 500`
 *
 * @example An alert by its name
 * ````markdown
 * - **Certificate age:** > 60 days
 *
 * ## Alerts
 *
 * - CertificateAge - older than it should be, >80 days
 * ````
 * 5:45-5:53 unexpected limit `>80 days` of "CertificateAge", expected what line 1 says: `> 60 days`
 *
 * @example The same limit, levels, and another unit
 * ````markdown
 * | What | Warning | Critical |
 * | --- | --- | --- |
 * | Mail queue length | > 100 | > 500 |
 *
 * ## MailQueueLength
 *
 * Symptoms: >500 messages wait
 *
 * ## Levels
 *
 * - Mail queue length: > 200 (P2)
 * - Mail queue length: > 10 MB
 * ````
 * none
 *
 * @example Two services
 * ````markdown
 * ## Search
 *
 * - Response time: < 200 ms
 *
 * ## Reports
 *
 * - Response time: < 4000 ms
 * ````
 * none
 */
export const thresholdContradiction: Rule = {
  kind: 'threshold-contradiction',
  preset: 'all',
  *check(document): Iterable<Report> {
    const earlier: StatedLimit[] = [];
    for (const limit of statedLimits(document)) {
      if (limit.subject.split(' ').every(word => common.test(word))) continue;
      const same = earlier.filter(({ subject }) => subject === limit.subject);
      earlier.push(limit);
      const { value, other } = contradictionOf(limit, same) ?? {};
      if (value === undefined || other === undefined || isLevel(document, limit)) continue;
      const expected = other.values.filter(one => isComparable(one, value)).map(({ text }) => `\`${text}\``);
      yield {
        message: `unexpected limit \`${value.text}\` of "${limit.title}", expected what line ${other.line} says: ${expected.join(' or ')}`,
        location: value.location,
        hint: 'State each limit at one place, and let the others name that place.',
      };
    }
  },
};

/** Words for what every service has. */
const common =
  /^(?:api|average|connection|count|cpu|disk|error|latency|load|memory|p\d\d|page|percentile|rate|request|response|size|space|time|uptime|usage|used|utilization)$/;

/** A value that no earlier line has, where one of them states such a limit. */
function contradictionOf(
  { values }: StatedLimit,
  earlier: readonly StatedLimit[],
): { readonly value: LimitValue; readonly other: StatedLimit } | undefined {
  for (const value of values) {
    const others = earlier.filter(other => other.values.some(one => isComparable(one, value)));
    const [other] = others;
    // One that agrees with any of them is what one of them says.
    const isKnown = others.some(one => one.values.some(known => values.some(own => isComparable(known, own) && known.value === own.value)));
    if (other !== undefined && !isKnown) return { value, other };
  }
  return undefined;
}

function isComparable(one: LimitValue, other: LimitValue): boolean {
  return one.sign === other.sign && one.unit === other.unit;
}

/** Whether its line or heading says for which level it holds. */
function isLevel({ runbook, source }: CheckedDocument, { line, values }: StatedLimit): boolean {
  return (
    values.length === 1 &&
    [source.lines[line - 1] ?? '', ...titlesAbove(runbook, line)].some(text =>
      /\b(?:warn(?:ing)?s?|critical|severity|sev\W?\d|p[0-4]|major|minor|moderate|severe|yellow|orange|red|page)\b/i.test(text),
    )
  );
}

import { expressionsOf } from '../promql/expressions-of.ts';
import type { PromqlExpression } from '../promql/expressions-of.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * Without a sum, an expression speaks of each series by itself.
 *
 * A rate of failures above 0.1 is one in ten seconds of one instance and one status, and no share of anything; a quantile of one instance that had two
 * requests is not that of the service. Two counters whose labels differ give nothing at all when they are divided.
 *
 * It is right where one series is meant, such as a job that runs once; the rule guesses. `sum(…)`, and `by (le)` for quantiles, speak of the service.
 *
 * @example A rate as a limit, and a ratio of counters
 * ````markdown
 * ```promql
 * rate(mails_failed_total{reason="bounce"}[5m]) > 0.2
 * rate(mails_failed_total[5m]) / rate(mails_total[5m])
 * ```
 * ````
 * 2:1-2:47 unexpected rate as a limit, expected a sum: it speaks of each series by itself
 * 3:1-3:53 unexpected ratio of two rates, expected a sum: it speaks of each series by itself
 *
 * @example A quantile of each instance
 * ````markdown
 * ```promql
 * histogram_quantile(0.99, rate(mail_seconds_bucket[5m]))
 * ```
 * ````
 * 2:1-2:56 unexpected quantile of each series, expected a sum: it speaks of each series by itself
 *
 * @example Sums
 * ````markdown
 * ```promql
 * sum(rate(mails_failed_total[5m])) / sum(rate(mails_total[5m])) > 0.05
 * histogram_quantile(0.99, sum by (le) (rate(mail_seconds_bucket[5m])))
 * ```
 * ````
 * none
 *
 * @example No counters
 * ````markdown
 * ```promql
 * queue_length{queue="mail"} > 100
 * node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1
 * ```
 * ````
 * none
 */
export const promqlPerSeries: Rule = {
  kind: 'promql-per-series',
  preset: 'all',
  *check(document): Iterable<Report> {
    for (const expression of expressionsOf(document)) {
      const found = patterns.map(({ regExp, what }) => ({ match: regExp.exec(expression.text), what })).find(({ match }) => match !== null);
      if (found?.match != null)
        yield {
          message: `unexpected ${found.what}, expected a sum: it speaks of each series by itself`,
          location: placeOf(expression, found.match),
          hint: 'Write sum(rate(…)), and sum by (le) (…) for quantiles.',
        };
    }
  },
};

function placeOf({ locate }: PromqlExpression, { index, 0: whole }: RegExpExecArray): ReturnType<PromqlExpression['locate']> {
  return locate(index, index + whole.length);
}

const rate = String.raw`\b(?:rate|irate|increase)\(\s*([\w:]+)\s*(?:\{[^}]*\})?\s*\[[^\]]+\]\s*\)`;
const patterns = [
  { what: 'quantile of each series', regExp: new RegExp(String.raw`\bhistogram_quantile\(\s*[\d.]+\s*,\s*${rate}\s*\)`) },
  { what: 'ratio of two rates', regExp: new RegExp(String.raw`^\s*${rate}\s*/\s*${rate.replace('([\\w:]+)', '(?!\\1\\b)[\\w:]+')}`) },
  { what: 'rate as a limit', regExp: new RegExp(String.raw`^\s*${rate}\s*(?=[<>]=?\s*[\d.]+)`) },
];

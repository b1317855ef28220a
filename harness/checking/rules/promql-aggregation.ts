import { expressionsOf } from '../promql/expressions-of.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A part divided by the whole, series by series, is the series divided by itself.
 *
 * `rate(requests_total{status=~"5.."}[5m]) / rate(requests_total[5m])` pairs series with the same labels, the status among them: the failed ones with the
 * failed ones. The share of errors is 1 as soon as there is any, and nothing where there is none.
 *
 * Without labels that tell the series apart it would be right, but then there would be nothing to choose by. Take sums, or leave the label out by
 * `ignoring`.
 *
 * @example A share that is always 1
 * ````markdown
 * ```promql
 * rate(orders_total{result="failed"}[10m]) / rate(orders_total[10m])
 * ```
 * ````
 * 2:1-2:67 unexpected `orders_total` divided by itself, expected sums: series with the same labels are paired, so that each share is 1
 *
 * @example In an alert
 * ````markdown
 * ```yaml
 * - alert: OrdersFail
 *   expr: increase(orders_total{result!="ok"}[1h]) / increase(orders_total{region="eu"}[1h]) > 0.05
 * ```
 * ````
 * 3:9-3:91 unexpected `orders_total` divided by itself, expected sums: series with the same labels are paired, so that each share is 1
 *
 * @example Sums, or the label left out
 * ````markdown
 * ```promql
 * sum(rate(orders_total{result="failed"}[10m])) / sum(rate(orders_total[10m]))
 * rate(orders_total{result="failed"}[10m]) / ignoring(result) group_left sum without(result) (rate(orders_total[10m]))
 * ```
 * ````
 * none
 *
 * @example Two counters
 * ````markdown
 * ```promql
 * rate(orders_failed_total[10m]) / rate(orders_total[10m])
 * rate(orders_seconds_sum{region="eu"}[10m]) / rate(orders_seconds_count{region="eu"}[10m])
 * ```
 * ````
 * none
 */
export const promqlAggregation: Rule = {
  kind: 'promql-aggregation',
  preset: 'default',
  *check(document): Iterable<Report> {
    for (const { text, locate } of expressionsOf(document)) {
      const match = ratio.exec(text);
      const [whole = '', , metric = '', part = '', all = ''] = match ?? [];
      if (match === null || part.replaceAll(/\s/g, '') === all.replaceAll(/\s/g, '')) continue;
      yield {
        message: `unexpected \`${metric}\` divided by itself, expected sums: series with the same labels are paired, so that each share is 1`,
        location: locate(match.index, match.index + whole.length),
        hint: `Write sum(rate(${metric}{…}[5m])) / sum(rate(${metric}[5m])).`,
      };
    }
  },
};

const ratio = /\b(rate|irate|increase)\(\s*([\w:]+)\s*(\{[^}]*\})?\s*\[[^\]]+\]\s*\)\s*\/\s*\1\(\s*\2\s*(\{[^}]*\})?\s*\[[^\]]+\]\s*\)/;

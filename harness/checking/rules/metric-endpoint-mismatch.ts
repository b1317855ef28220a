import { commandsOf, stagesAfter } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * Metrics of the application are looked for on Prometheus' own page.
 *
 * `/metrics` of Prometheus holds what Prometheus says of itself. What it has collected of others is asked by a query; `grep` finds nothing on
 * that page, and nothing looks like no errors.
 *
 * Port 9090 counts as Prometheus. Where the application itself listens there, say so:
 * `<!-- drillbook-check-disable-next metric-endpoint-mismatch: the shop listens on 9090 -->`.
 *
 * @example Another page
 * ````markdown
 * ```bash
 * curl -s http://localhost:9090/metrics | grep shop_orders_failed_total
 * ```
 * ````
 * 2:9-2:38 unexpected page `http://localhost:9090/metrics` for `shop_orders_failed_total`, expected a query: the page holds what Prometheus says of itself
 *
 * @example What Prometheus says of itself
 * ````markdown
 * ```bash
 * curl -s http://localhost:9090/metrics | grep prometheus_tsdb_head_series
 * curl -s http://localhost:9090/metrics | grep process_resident_memory_bytes
 * ```
 * ````
 * none
 *
 * @example The application's page, and a query
 * ````markdown
 * ```bash
 * curl -s http://localhost:7001/metrics | grep shop_orders_failed_total
 * curl -sG http://localhost:9090/api/v1/query --data-urlencode 'query=shop_orders_failed_total'
 * ```
 * ````
 * none
 */
export const metricEndpointMismatch: Rule = {
  kind: 'metric-endpoint-mismatch',
  preset: 'all',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^curl$/)) {
      const page = command.name === 'curl' ? command.args.find(({ value }) => value.endsWith(':9090/metrics')) : undefined;
      const metric = page === undefined ? undefined : lookedFor(command);
      if (page === undefined || metric === undefined || /^(?:prometheus|go|process|promhttp|net_conntrack|scrape|up$)/.test(metric))
        continue;
      yield {
        message: `unexpected page \`${page.value}\` for \`${metric}\`, expected a query: the page holds what Prometheus says of itself`,
        location: page.location,
        hint: `curl -sG ${page.value.replace(/\/metrics$/, '/api/v1/query')} --data-urlencode 'query=${metric}'`,
      };
    }
  },
};

function lookedFor(command: ShellCommand): string | undefined {
  const [next] = stagesAfter(command);
  const grep = next === undefined ? undefined : commandsOf(next).find(({ name }) => /^[ef]?grep$/.test(name));
  const pattern = grep?.args.find(({ value }) => !value.startsWith('-'))?.value;
  return pattern !== undefined && /^\^?[a-z]\w*_\w+$/.test(pattern) ? pattern.replace('^', '') : undefined;
}

import { isFollowable } from '../document/top-of.ts';
import { sectionAt } from '../document/section-at.ts';
import { statedLimits } from '../prose-facts/stated-limits.ts';
import { linesOf } from '../shell-facts/procedure-lines.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A limit is stated, and no command of the document measures it.
 *
 * "Replication lag below one second" is good to know and of no use to whoever does not know by heart how to ask for it. In an incident the line
 * is skipped.
 *
 * A command, a query or a script anywhere in the document that shows the value is enough, and so is a dashboard that the section names.
 *
 * @example A lag that nothing shows
 * ````markdown
 * # Database
 *
 * - **Replication lag:** < 5 seconds
 *
 * ```bash
 * sudo systemctl restart postgresql
 * ```
 * ````
 * 3:24-3:35 unexpected limit `< 5 seconds` of "Replication lag", expected a command that shows the value
 *
 * @example It is measured
 * ````markdown
 * # Database
 *
 * - **Replication lag:** < 5 seconds
 *
 * ```bash
 * psql -c 'SELECT replay_lag FROM pg_stat_replication'
 * ```
 * ````
 * none
 *
 * @example A dashboard shows it
 * ````markdown
 * # Database
 *
 * See the [dashboard](https://grafana.example/d/db).
 *
 * - **Replication lag:** < 5 seconds
 *
 * ```bash
 * sudo systemctl restart postgresql
 * ```
 * ````
 * none
 *
 * @example What needs no command of its own
 * ````markdown
 * # Database
 *
 * - **Visitors:** > 5
 *
 * ```bash
 * sudo systemctl restart postgresql
 * ```
 * ````
 * none
 */
export const thresholdWithoutProbe: Rule = {
  kind: 'threshold-without-probe',
  preset: 'all',
  *check(document): Iterable<Report> {
    if (!isFollowable(document)) return;
    const told = new Set<RegExp>();
    for (const { title, subject, line, values } of statedLimits(document)) {
      const [what, shown] = probes.find(([words]) => words.test(subject)) ?? [];
      const [value] = values;
      if (what === undefined || shown === undefined || value === undefined || told.has(what)) continue;
      if (document.runbook.blocks.some(({ text }) => shown.test(text)) || document.shells.some(({ text }) => shown.test(text))) continue;
      if (/grafana|dashboards?\b|datadog|new ?relic|cloudwatch|kibana/i.test(sectionLines(document, line))) continue;
      told.add(what);
      yield {
        message: `unexpected limit \`${value.text}\` of "${title}", expected a command that shows the value`,
        location: value.location,
        hint: 'Write down how to measure it, where it is stated.',
      };
    }
  },
};

/** Words of what is limited, in the order of the alphabet, and what shows it. */
const probes: readonly (readonly [words: RegExp, shown: RegExp])[] = [
  [/\blag\b.*\brepl|\bdelay\b.*\brepl/, /replication|replica status|slave status|replay_lag|last_xact|seconds_behind|\blag\b/i],
  [
    /\bconnection\b/,
    /pg_stat_activity|pg_stat_database|numbackends|processlist|threads_connected|client list|info clients|connected_clients|\bss -|netstat/i,
  ],
  [/\bqueue\b|\bbacklog\b/, /queue|llen|xlen|\bjobs?\b|rabbitmqctl|consumer|pending|backlog|mailq/i],
  [/\bdisk\b|\binode\b/, /\bdf\b|\bdu\b|ncdu|disk|filesystem/i],
  [/\bcpu\b/, /\btop\b|uptime|stat\b|loadavg|\bps\b|docker stats|cpu|monit\b/i],
  [/\bmemory\b|\bram\b/, /\bfree\b|\btop\b|vmstat|docker stats|\bps\b|memory|meminfo|monit\b/i],
  [
    /\bpage\b.*\btime\b|\bresponse\b.*\btime\b|\blatency\b/,
    /time_total|%\{time|\btime (?:curl|wget)|\bab -|\bwrk\b|latency|duration|_seconds|lighthouse/i,
  ],
  [/\bcache\b.*\bhit\b/, /keyspace_hits|info stats|hit/i],
];

function sectionLines({ runbook, source }: CheckedDocument, line: number): string {
  const [from, to] = linesOf(runbook, sectionAt(runbook, line));
  return source.lines.slice(from - 1, to - 1).join('\n');
}

import { bareSql } from '../sql-facts/bare-sql.ts';
import { commandsAround, sectionText } from '../shell-facts/around.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A statement locks whole tables of a database that is in use.
 *
 * `REINDEX` without `CONCURRENTLY`, `VACUUM FULL` and `CLUSTER` let nobody read or write a table until they are through, and whoever waits
 * behind them holds a connection. On the tables that are large enough to need it that is an outage of minutes or hours.
 *
 * With the application stopped before, or in an announced downtime, it is right: say so in the section (downtime, maintenance window,
 * "locks the table").
 *
 * @example All indexes of a live database
 * ````markdown
 * ```bash
 * psql tickets -c 'REINDEX DATABASE tickets'
 * ```
 * ````
 * 2:18-2:34 unexpected `REINDEX DATABASE` on a database that is in use, expected `CONCURRENTLY`: nobody can use its tables meanwhile
 *
 * @example Space is needed
 * ````markdown
 * ```sql
 * VACUUM (FULL, VERBOSE) events;
 * ```
 * ````
 * 2:1-2:23 unexpected `VACUUM (FULL, VERBOSE)` on a database that is in use, expected a stop of what uses it before: nobody can use the table meanwhile
 *
 * @example What others can work beside
 * ````markdown
 * ```sql
 * REINDEX TABLE CONCURRENTLY events;
 * VACUUM (ANALYZE) events;
 * ```
 * ````
 * none
 *
 * @example Nobody is there
 * ````markdown
 * ```bash
 * sudo systemctl stop tickets-web tickets-worker
 * psql tickets -c 'VACUUM FULL events'
 * ```
 * ````
 * none
 *
 * @example It is announced
 * ````markdown
 * This locks the table for about ten minutes.
 *
 * ```bash
 * psql tickets -c 'VACUUM FULL events'
 * ```
 * ````
 * none
 */
export const exclusiveLockOnLiveDb: Rule = {
  kind: 'exclusive-lock-on-live-db',
  preset: 'default',
  *check(document): Iterable<Report> {
    for (const { dialect, statements, locate, step } of document.sqls) {
      if (!step || (dialect !== 'postgresql' && dialect !== 'unknown')) continue;
      for (const statement of statements) {
        const { text, from } = statement;
        const bare = bareSql(text);
        const match = exclusive.exec(bare);
        if (match === null || /\bconcurrently\b/i.test(bare)) continue;
        const { location } = statement;
        if (/\bdown ?time\b|\bmaintenance (?:window|mode)\b|\block(?:s|ed|ing)?\b|\boffline\b/i.test(sectionText(document, location.line)))
          continue;
        if (commandsAround(document, location).before.some(isStop)) continue;
        const [what = ''] = match;
        const name = what.trim().replaceAll(/\s+/g, ' ').toUpperCase();
        const at = from + match.index + what.length - what.trimStart().length;
        yield {
          message: `unexpected \`${name}\` on a database that is in use, expected ${name.startsWith('REINDEX') ? '`CONCURRENTLY`' : 'a stop of what uses it before'}: nobody can use ${name.endsWith('DATABASE') || name.endsWith('SYSTEM') ? 'its tables' : 'the table'} meanwhile`,
          location: locate(at, at + what.trim().length),
        };
      }
    }
  },
};

const exclusive =
  /^\s*(?:reindex\s+(?:\([^)]*\)\s*)?(?:database|system|schema|table|index)|vacuum\s+(?:full|\((?=[^)]*\bfull\b)[^)]*\))|cluster(?=\s+\w))/i;

function isStop({ name, args }: ShellCommand): boolean {
  const values = args.map(({ value }) => value);
  return (
    /^(?:systemctl|service|docker|docker-compose|podman|kubectl|pm2|supervisorctl|sv|rc-service|php|touch|heroku)$/.test(name) &&
    values.some(value => /^(?:stop|down|scale|--replicas=0|pause|maintenance.*|.*maintenance)$/.test(value))
  );
}

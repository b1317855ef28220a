import { enclosing, optionOf } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A probe that needs nothing of what the application needs.
 *
 * `SELECT 1` and `pg_isready` pass with a full disk, with every slot taken, with a table that is locked; `gzip -t` passes an archive of nothing. The check is
 * green, and the next one to look goes on to the network.
 *
 * It is right for what it asks: in a wait until a server takes connections (`until pg_isready`) nothing is reported. A check of service writes a row, or asks
 * for one that is fresh, as the application's own user.
 *
 * @example A constant
 * ````markdown
 * ```bash
 * psql "$SHOP_DATABASE" -c 'SELECT 1' || exit 1
 * mysql shop -e 'select version()'
 * ```
 * ````
 * 2:1-2:36 unexpected `SELECT 1` as a check, expected one that needs what the application needs: it passes with a full disk and a locked table
 * 3:1-3:33 unexpected `select version()` as a check, expected one that needs what the application needs: it passes with a full disk and a locked table
 *
 * @example Whether it listens, and whether an archive is one
 * ````markdown
 * ```bash
 * pg_isready -h db-1 && echo "database fine"
 * gzip -t /backup/shop.sql.gz
 * ```
 * ````
 * 2:1-2:19 unexpected `pg_isready` as a check, expected one that needs what the application needs: it passes with a full disk and without a free slot
 * 3:1-3:28 unexpected `gzip -t` as a check, expected one that needs what the application needs: it passes the archive of a dump that failed
 *
 * @example What the application needs
 * ````markdown
 * ```bash
 * psql "$SHOP_DATABASE" -c "INSERT INTO probes (at) VALUES (now())" || exit 1
 * zcat /backup/shop.sql.gz | tail -3 | grep -q 'dump complete' || exit 1
 * ```
 * ````
 * none
 *
 * @example A wait
 * ````markdown
 * ```bash
 * for i in $(seq 30); do pg_isready -h db-1 && break; sleep 1; done
 * until psql -c 'SELECT 1'; do sleep 1; done
 * ```
 * ````
 * none
 */
export const shallowProbe: Rule = {
  kind: 'shallow-probe',
  preset: 'all',
  *check(document): Iterable<Report> {
    const asked = new Map(
      document.sqls
        .filter(({ dialect }) => dialect !== 'sqlite')
        .toReversed()
        .map(sql => [sql.command, sql]),
    );
    for (const command of document.commands) {
      const probe = probeOf(command, asked.get(command));
      if (probe === undefined || command.shell.block === undefined || enclosing(command, 'for', 'while', 'until') !== undefined) continue;
      yield {
        message: `unexpected \`${probe.name}\` as a check, expected one that needs what the application needs: ${probe.passes}`,
        location: command.location,
        hint: probe.hint,
      };
    }
  },
};

interface Probe {
  readonly name: string;
  readonly passes: string;
  readonly hint: string;
}

function probeOf(command: ShellCommand, asked: CheckedDocument['sqls'][number] | undefined): Probe | undefined {
  if (command.name === 'pg_isready' || (command.name === 'mysqladmin' && command.args.some(({ value }) => value === 'ping')))
    return {
      name: command.name,
      passes: 'it passes with a full disk and without a free slot',
      hint: "Write a row as the application's user, or ask for a fresh one.",
    };
  if (
    command.name === 'gzip' &&
    optionOf(command, ['-t', '--test'], 'S') !== undefined &&
    command.args.some(({ value }) => /sql|dump|db/i.test(value))
  )
    return {
      name: 'gzip -t',
      passes: 'it passes the archive of a dump that failed',
      hint: "Look for the dump's last line, or restore it elsewhere.",
    };
  const constant = /^\s*select\s+(?:\d+|version\(\)|now\(\)|current_timestamp|@@version)(?:\s*,\s*(?:version\(\)|now\(\)))*\s*;?\s*$/i;
  if (asked === undefined || asked.statements.length === 0 || !asked.statements.every(({ text }) => constant.test(text))) return undefined;
  return {
    name: asked.statements[0]?.text.replace(/\s*;?\s*$/, '').trim() ?? 'SELECT',
    passes: 'it passes with a full disk and a locked table',
    hint: "Write a row as the application's user, or ask for a fresh one.",
  };
}

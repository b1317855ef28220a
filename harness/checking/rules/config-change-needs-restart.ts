import { commandsAround, sectionText } from '../shell-facts/around.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A setting that PostgreSQL reads only when it starts is followed by a reload.
 *
 * `pg_reload_conf()` answers `t` for `shared_buffers` and `max_connections`, too. They stay what they were until somebody restarts the
 * server for another reason, weeks later: the incident goes on, and the change comes at a time that nobody expects.
 *
 * A restart that is planned for later is right: say so in the section, with the word restart.
 *
 * @example A reload
 * ````markdown
 * ```bash
 * psql -c 'ALTER SYSTEM SET max_connections = 300'
 * psql -c 'SELECT pg_reload_conf()'
 * ```
 * ````
 * 2:27-2:42 unexpected reload for `max_connections`, expected a restart: PostgreSQL reads it only when it starts
 *
 * @example In an SQL fence
 * ````markdown
 * ```sql
 * ALTER SYSTEM SET shared_buffers TO '2GB';
 * ALTER SYSTEM SET wal_buffers TO '16MB';
 * ALTER SYSTEM SET work_mem TO '64MB';
 * SELECT pg_reload_conf();
 * ```
 * ````
 * 2:18-2:32 unexpected reload for `shared_buffers`, expected a restart: PostgreSQL reads it only when it starts
 *
 * @example A restart
 * ````markdown
 * ```bash
 * psql -c 'ALTER SYSTEM SET max_connections = 300'
 * sudo systemctl restart postgresql
 * ```
 * ````
 * none
 *
 * @example A setting that a reload is enough for
 * ````markdown
 * ```bash
 * psql -c "ALTER SYSTEM SET work_mem = '64MB'"
 * psql -c 'SELECT pg_reload_conf()'
 * ```
 * ````
 * none
 *
 * @example The restart is told
 * ````markdown
 * ```sql
 * ALTER SYSTEM SET max_connections = 300;
 * SELECT pg_reload_conf();
 * ```
 *
 * It counts from tonight's restart on.
 * ````
 * none
 *
 * @example In a comment
 * ````markdown
 * ```sql
 * -- needs a restart, tonight
 * ALTER SYSTEM SET max_connections = 300;
 * SELECT pg_reload_conf();
 * ```
 * ````
 * none
 */
export const configChangeNeedsRestart: Rule = {
  kind: 'config-change-needs-restart',
  preset: 'default',
  *check(document): Iterable<Report> {
    const told = new Set<string>();
    for (const { statements, locate } of document.sqls)
      for (const statement of statements) {
        const { text, from } = statement;
        const match = atStart.exec(text);
        const [whole = '', name = ''] = match ?? [];
        if (match === null) continue;
        const { location } = statement;
        const section = sectionText(document, location.line);
        const reloads = /pg_reload_conf|reload\s+postgres|pg_ctl\s+reload/i.test(section);
        if (told.has(section) || !reloads || commandsAround(document, location).after.some(isRestart)) continue;
        if (/\brestart/i.test(proseOf(section))) continue;
        told.add(section);
        const at = from + match.index + whole.length - name.length;
        yield {
          message: `unexpected reload for \`${name.toLowerCase()}\`, expected a restart: PostgreSQL reads it only when it starts`,
          location: locate(at, at + name.length),
          hint: 'Restart the server, and look: SELECT name FROM pg_settings WHERE pending_restart.',
        };
      }
  },
};

const atStart =
  /\balter\s+system\s+set\s+(shared_buffers|max_connections|wal_level|wal_buffers|max_wal_senders|max_worker_processes|max_replication_slots|max_prepared_transactions|max_locks_per_transaction|superuser_reserved_connections|shared_preload_libraries|archive_mode|listen_addresses|port|huge_pages|hot_standby)\b/i;

function isRestart({ name, args }: ShellCommand): boolean {
  const values = args.map(({ value }) => value);
  return (
    /^(?:systemctl|service|docker|docker-compose|podman|pg_ctl|pg_ctlcluster|kubectl|brew|patronictl|rc-service)$/.test(name) &&
    values.some(value => /^(?:restart|start|up|--force-recreate|rollout)$/.test(value))
  );
}

/** Without blocks and headings: "Restart" is also the name of a chapter. */
function proseOf(section: string): string {
  return section
    .replaceAll(/^\s*(`{3,}|~{3,})[^]*?^\s*\1/gm, block => block.replaceAll(/^(?!.*(?:#|--)).*$/gm, ''))
    .replaceAll(/^#+ .*$/gm, '');
}

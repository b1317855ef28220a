import { commandText } from '../shell-facts/command-text.ts';
import { isStraight } from '../shell-facts/straight.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * The backup is made after the change that it should protect from.
 *
 * When the upgrade or the migration goes wrong, the newest backup is that of yesterday, or the one made below: of data that is already broken.
 *
 * Only upgrades of packages, migrations and statements that drop or empty tables count as changes, and only where no backup stands before
 * them in the same section. A second backup after the change is right.
 *
 * @example Packages and schema first
 * ````markdown
 * ## Quarterly upkeep
 *
 * ```bash
 * sudo dnf upgrade -y
 * mysqldump --single-transaction shop > /srv/dumps/shop.sql
 * ```
 *
 * ## Release
 *
 * ```bash
 * python manage.py migrate
 * ```
 *
 * ```bash
 * ./bin/backup-database.sh
 * ```
 * ````
 * 4:6-4:20 unexpected `dnf upgrade -y` before the backup in line 5, expected it behind: the backup holds what the change has left
 * 11:1-11:25 unexpected `python manage.py migrate` before the backup in line 15, expected it behind: the backup holds what the change has left
 *
 * @example A backup on either side
 * ````markdown
 * ```bash
 * pg_dump -Fc shop > before.dump
 * alembic upgrade head
 * pg_dump -Fc shop > after.dump
 * ```
 * ````
 * none
 *
 * @example Another section, and a list of packages
 * ````markdown
 * ## Upgrade
 *
 * ```bash
 * sudo apt-get upgrade
 * ```
 *
 * ## Backup
 *
 * ```bash
 * apt list --upgradable
 * pg_dump -Fc shop > nightly.dump
 * ```
 * ````
 * none
 */
export const backupAfterMutation: Rule = {
  kind: 'backup-after-mutation',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    const state = new Map<string, ShellCommand | 'safe'>();
    for (const command of commandsNamed(tools)) {
      const isCopy = isBackup(command);
      if ((!isCopy && !isRisky(command)) || !isStraight(command)) continue;
      const { procedure } = command.shell;
      const before = state.get(procedure);
      if (isCopy) {
        state.set(procedure, 'safe');
        if (before === undefined || before === 'safe') continue;
        yield {
          message: `unexpected \`${commandText(before, 40)}\` before the backup in line ${command.location.line}, expected it behind: the backup holds what the change has left`,
          location: before.location,
          hint: 'Make the backup first, and let the procedure stop where it fails.',
        };
      } else if (before === undefined) state.set(procedure, command);
    }
  },
};

/** Programs that make backups, or changes of this kind. */
const tools =
  /^(?:(?:ba)?sh|pg_dump|pg_dumpall|pg_basebackup|mysqldump|mariadb-dump|mongodump|xtrabackup|mariabackup|restic|borg|velero|etcdctl|apt|apt-get|aptitude|yum|dnf|zypper|alembic|flyway|liquibase|bundle|(?:bin\/)?ra(?:ke|ils)|python3?|npx|prisma|php|knex|npm|yarn|pnpm|psql|mysql|mariadb|sqlite3)$|manage\.py$|backup|snapshot/i;

function textOf({ name, args }: ShellCommand): string {
  return [name, ...args.map(({ value }) => value)].join(' ');
}

function isBackup(command: ShellCommand): boolean {
  const text = textOf(command);
  if (/ --(?:version|help|list)\b/.test(text)) return false;
  return /^(?:pg_dump|pg_dumpall|pg_basebackup|mysqldump|mariadb-dump|mongodump|xtrabackup|mariabackup|restic (?:.* )?backup|borg create|velero backup create|etcdctl (?:.* )?snapshot save)\b|^(?:(?:ba)?sh )?\S*\/?[\w-]*(?:backup|snapshot)[\w-]*\.(?:sh|py|rb|php)\b/i.test(
    text,
  );
}

function isRisky(command: ShellCommand): boolean {
  const text = textOf(command);
  return (
    /^(?:apt|apt-get|aptitude) (?:-\S+ )*(?:upgrade|dist-upgrade|full-upgrade)\b|^(?:yum|dnf|zypper) (?:-\S+ )*(?:update|upgrade)\b/.test(
      text,
    ) ||
    /^(?:alembic upgrade|flyway (?:\S+ )*migrate|liquibase (?:\S+ )*update|(?:bundle exec |bin\/)?(?:rake|rails) db:migrate$|(?:python3? )?(?:\.\/)?manage\.py migrate|(?:npx )?prisma migrate deploy|php artisan migrate|knex migrate:latest|(?:npm|yarn|pnpm) (?:run )?[\w:]*migrat\w*$)/.test(
      text,
    ) ||
    (/^(?:psql|mysql|mariadb|sqlite3)\b/.test(text) &&
      /\b(?:drop\s+(?:table|database|schema)|truncate\s+(?:table\s+)?\w|alter\s+table)\b/i.test(text))
  );
}

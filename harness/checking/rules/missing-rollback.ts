import { commandText } from '../shell-facts/command-text.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import { titlesAbove } from '../shell-facts/around.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import { linesOf } from '../shell-facts/procedure-lines.ts';
import { sectionAt } from '../document/section-at.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A release or a migration has no way back.
 *
 * When the health check behind it fails the script ends, the new version stays, and somebody works out at night how to get the old one.
 *
 * A word of it in the procedure is enough: a section "Rollback", a backup that is restored, the tag that ran before. The rule looks at schema
 * migrations, and at releases whose failing check ends the script.
 *
 * @example A migration, and a check that gives up
 * ````markdown
 * ## Release
 *
 * ```bash
 * git pull
 * python manage.py migrate
 * ```
 *
 * ## Deployment
 *
 * ```bash
 * docker compose pull
 * docker compose up -d
 * curl -fsS http://localhost:7001/ready || exit 1
 * ```
 * ````
 * 5:1-5:25 unexpected `python manage.py migrate` without a way back, expected what to do when it fails
 * 13:1-13:38 unexpected `curl -fsS http://localhost:7001/ready` without a way back, expected what to do when it fails
 *
 * @example A way back
 * ````markdown
 * ## Release
 *
 * ```bash
 * python manage.py migrate
 * ```
 *
 * To go back: `python manage.py migrate orders 0016`. Data stays.
 *
 * ### Rollback
 *
 * The tag of yesterday is in the channel.
 * ````
 * none
 *
 * @example A restart is no release
 * ````markdown
 * ## Restart
 *
 * ```bash
 * docker compose up -d
 * curl -fsS http://localhost:7001/ready
 * ```
 * ````
 * none
 */
export const missingRollback: Rule = {
  kind: 'missing-rollback',
  preset: 'all',
  *check(document): Iterable<Report> {
    const told = new Set<string>();
    for (const command of document.commands) {
      if (!isCarriedOut(command) || !(isMigration(command) || isGivingUp(command)) || told.has(command.shell.procedure)) continue;
      if (hasWayBack(document, command)) continue;
      told.add(command.shell.procedure);
      yield {
        message: `unexpected \`${commandText(command, 40)}\` without a way back, expected what to do when it fails`,
        location: command.location,
        hint: 'Say which version ran before, how to start it again, and what becomes of the schema.',
      };
    }
  },
};

function textOf({ name, args }: ShellCommand): string {
  return [name, ...args.map(({ value }) => value)].join(' ');
}

function isMigration(command: ShellCommand): boolean {
  return /^(?:alembic upgrade|flyway (?:\S+ )*migrate|(?:bundle exec |bin\/)?(?:rake|rails) db:migrate$|(?:python3? )?(?:\.\/)?manage\.py migrate$|(?:npx )?prisma migrate deploy|php \S*migrat\S*$|php artisan migrate$|knex migrate:latest|(?:npm|yarn|pnpm) (?:run )?[\w:]*migrate$)/.test(
    textOf(command),
  );
}

/** A check behind a release that only ends the script. */
function isGivingUp(command: ShellCommand): boolean {
  const { pipeline, shell, name } = command;
  const behind = pipeline.chain.pipelines[pipeline.index + 1];
  if (name !== 'curl' || behind?.operator !== '||') return false;
  const ends = behind.stages.some(stage =>
    stage.type === 'command'
      ? stage.name === 'exit'
      : stage.bodies.some(body =>
          body.chains.some(({ pipelines }) =>
            pipelines.some(({ stages }) => stages.some(one => one.type === 'command' && one.name === 'exit')),
          ),
        ),
  );
  return ends && shell.commands.some(other => /^docker(?:-compose| compose)? .*\bpull\b|^git pull\b|^helm upgrade\b/.test(textOf(other)));
}

function hasWayBack(document: CheckedDocument, { location }: ShellCommand): boolean {
  const { runbook, source } = document;
  const [from, to] = linesOf(runbook, sectionAt(runbook, location.line));
  const words = /roll(?:ing)?[- ]?back|rolled back|revert|undo|go(?:ing)? back|downgrade|way back|previous (?:version|release|tag|image)/i;
  return (
    titlesAbove(runbook, location.line).some(title => words.test(title)) ||
    words.test(source.lines.slice(from - 1, to === Infinity ? undefined : to - 1).join('\n'))
  );
}

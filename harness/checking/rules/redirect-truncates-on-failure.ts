import { chainsAfter, commandsOf, isSubstituted, outermost, statusUseOf, stagesAfter } from '../document/shell/ask.ts';
import { commandsAround } from '../shell-facts/around.ts';
import { isDump, names } from '../shell-facts/backups.ts';
import { composeCall } from '../shell-facts/compose.ts';
import { failsFast } from '../shell-facts/fails-fast.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import { rememberedFor } from '../../support/remembered.ts';
import type { ShellChain, ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A dump goes into a file by `>`, and nothing asks whether it succeeded.
 *
 * The shell makes the file before the program begins. When the password is wrong or the disk is full, an empty or half file lies there with
 * today's date: it looks like a backup, it replaces the one before, and the next step changes the data in the belief that there is a copy.
 *
 * It is right where the block ends with it, where `set -e` or `|| exit` stands, and where somebody looks at the file behind it (`ls -lh`,
 * `test -s`, `pg_restore --list`).
 *
 * @example The migration goes on
 * ````markdown
 * ```bash
 * pg_dump tickets > /srv/dumps/before-017.sql
 * ./migrate.sh 017
 * ```
 * ````
 * 2:17-2:44 unexpected `pg_dump` whose failure nobody notices, expected `|| exit 1` behind it: the file is there all the same
 *
 * @example Inside a container
 * ````markdown
 * ```bash
 * docker compose exec -T mysql mysqldump tickets > "tickets_$(date +%F).sql"
 * docker compose down
 * ```
 * ````
 * 2:48-2:75 unexpected `mysqldump` whose failure nobody notices, expected `|| exit 1` behind it: the file is there all the same
 *
 * @example Each way to ask
 * ````markdown
 * ```bash
 * pg_dump tickets > one.sql || exit 1
 * pg_dump tickets > two.sql && ./migrate.sh
 * pg_dump tickets > three.sql
 * ls -lh three.sql
 * if ! pg_dump tickets > four.sql; then exit 1; fi
 * pg_dump tickets > five.sql
 * ```
 * ````
 * none
 *
 * @example A list of dumps, and how to read them
 * ````markdown
 * ```bash
 * # back up
 * pg_dump -t mails tickets > mails.sql
 * pg_dump tickets > all.sql
 * # restore
 * psql tickets < all.sql
 * ```
 * ````
 * none
 *
 * @example It stops by itself
 * ````markdown
 * ```bash
 * set -euo pipefail
 * pg_dump tickets > one.sql
 * ./migrate.sh
 * ```
 * ````
 * none
 */
export const redirectTruncatesOnFailure: Rule = {
  kind: 'redirect-truncates-on-failure',
  preset: 'default',
  *check(document): Iterable<Report> {
    for (const command of document.commands) {
      const redirect = command.redirects.find(
        ({ operator, descriptor, target }) =>
          (operator === '>' || operator === '>|' || operator === '&>') && (descriptor ?? 1) === 1 && target !== undefined,
      );
      const target = redirect?.target?.value;
      if (redirect === undefined || target === undefined || target === '/dev/null') continue;
      if (!isDump(command) || !isCarriedOut(command) || isSubstituted(command) || stagesAfter(outermost(command)).length > 0) continue;
      if (statusUseOf(command) !== 'lost' || failsFast(command)) continue;
      const { after } = commandsAround(document, command.location);
      const sameStep = after.filter(({ shell }) => shell.procedure === command.shell.procedure);
      if (sameStep.some(({ name, args }) => looks.test(name) && args.some(({ value }) => names(value, target)))) continue;
      const next = outermost(command).pipeline.chain.list.chains[outermost(command).pipeline.chain.index + 1];
      if (next?.pipelines[0]?.stages.some(stage => commandsOf(stage).some(({ args }) => args.some(({ value }) => value === '$?'))))
        continue;
      if (!isScript(command) && !chainsAfter(outermost(command)).some(hasConsequences)) continue;
      yield {
        message: `unexpected \`${command.name}\` whose failure nobody notices, expected \`|| exit 1\` behind it: the file is there all the same`,
        location: redirect.location,
        hint: 'Write to another name first, and give it its name when all went well: … > new.tmp && mv new.tmp new.sql.',
      };
    }
  },
};

/** Whether nobody sits before it. */
function isScript({ shell }: ShellCommand): boolean {
  return shell.text.startsWith('#!');
}

/** Whether a line behind it changes something in the belief that there is a copy; a list of dumps, or of ways to restore them, does not. */
const hasConsequences: (chain: ShellChain) => boolean = rememberedFor(({ pipelines }) =>
  pipelines.some(({ stages }) =>
    stages.some(
      stage =>
        stage.type === 'compound' ||
        commandsOf(stage).some(
          command =>
            !isDump(command) &&
            !/^(?:|sudo|echo|printf|cd|date|export|sleep|docker|docker-compose|kubectl|psql|mysql|mariadb|pg_restore|cat|gunzip|zcat|gzip|mkdir|cp|scp|rsync|aws|ls|tar|env|timeout|redis-cli|mongorestore)$/.test(
              command.name,
            ),
        ) ||
        commandsOf(stage).some(command => /^(?:down|stop|rm|up|restart)$/.test(composeCall(command)?.verb ?? '')),
    ),
  ),
);

const looks = /^(?:\[|\[\[|test|ls|stat|wc|head|tail|less|du|file|grep|zgrep|gzip|gunzip|zcat|pg_restore|sha\d*sum|md5sum|psql|mysql|cat)$/;

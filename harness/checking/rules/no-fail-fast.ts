import { chainsAfter, commandsOf, outermost, statusUseOf, surroundingsOf } from '../document/shell/ask.ts';
import type { ShellChain, ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';
import { byShell } from '../shell-facts/by-shell.ts';
import { commandText } from '../shell-facts/command-text.ts';
import { stopsAtErrors } from '../shell-facts/shell-options.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import { composeCall } from '../shell-facts/words-of-call.ts';

/**
 * bash goes on after a step that failed, to the step that needed it.
 *
 * The tests fail, the image is not built, the backup has no room, and the block stops the old version all the same: `set -e` does not stand above it, and nothing
 * asks. What was a failed preparation becomes an outage.
 *
 * It is right where somebody types line by line and looks; the rule cannot know. `set -e` at the top, `&&` between the lines, or a block for each step says it to
 * everybody.
 *
 * @example The backup may have failed
 * ````markdown
 * ```bash
 * mysqldump shop > /backup/before.sql
 * docker compose pull
 * docker compose down
 * docker compose up -d
 * ```
 * ````
 * 2:1-2:36 unexpected `mysqldump shop` whose failure is not asked for, expected a stop: `docker compose down` is carried out all the same
 *
 * @example So may the tests
 * ````markdown
 * ```bash
 * make test
 * kubectl apply -f deploy/
 * ```
 * ````
 * 2:1-2:10 unexpected `make test` whose failure is not asked for, expected a stop: `kubectl apply -f deploy/` is carried out all the same
 *
 * @example It stops at errors, or asks
 * ````markdown
 * ```bash
 * make test && kubectl apply -f deploy/
 * ./backup.sh || exit 1
 * kubectl apply -f deploy/
 * ```
 *
 * ```bash
 * set -e
 * make test
 * kubectl apply -f deploy/
 * ```
 * ````
 * none
 *
 * @example Nothing needs it
 * ````markdown
 * ```bash
 * make test
 * git status
 * ```
 * ````
 * none
 */
export const noFailFast: Rule = {
  kind: 'no-fail-fast',
  preset: 'all',
  *check({ commands }): Iterable<Report> {
    const found = commands.flatMap(command => {
      if (!isCarriedOut(command) || !prepares(command) || statusUseOf(command) !== 'lost' || stopsAtErrors(command, commands)) return [];
      const next = firstDeed(chainsAfter(outermost(command)), commands);
      return next === undefined ? [] : [{ command, next }];
    });
    for (const [{ command, next }] of byShell(found))
      yield {
        message: `unexpected \`${commandText(command, 40)}\` whose failure is not asked for, expected a stop: \`${commandText(next, 40)}\` is carried out all the same`,
        location: command.location,
        hint: 'Write set -e at the beginning, or join the lines by &&.',
      };
  },
};

/** What comes before a change so that it is safe: a test, a build, a backup. */
function prepares(command: ShellCommand): boolean {
  const { name, args } = command;
  const [one = '', two = ''] = args.map(({ value }) => value);
  const compose = composeCall(command)?.[0]?.value;
  if (compose !== undefined) return compose === 'build';
  if (/^(?:npm|yarn|pnpm)$/.test(name)) return /^(?:test|build|lint)$/.test(one === 'run' ? two : one);
  if (/^(?:make|cargo|go|mvn|gradle|\.\/gradlew)$/.test(name))
    return args.some(({ value }) => /^(?:test|check|build|verify|backup)$/.test(value));
  if (/^(?:docker|podman)$/.test(name)) return one === 'build';
  if (/^(?:pytest|phpunit|pg_dump|pg_dumpall|mysqldump|mariadb-dump|mongodump)$/.test(name)) return true;
  return !/monitor|verify|check|list/.test(name) && /(?:^|\/)[\w-]*(?:backup|test|build|dump)[\w-]*\.(?:sh|py|js)$/.test(name);
}

/** The first command behind it that changes what runs, with nothing between that would leave. */
function firstDeed(chains: readonly ShellChain[], all: readonly ShellCommand[]): ShellCommand | undefined {
  for (const { pipelines } of chains)
    for (const { stages } of pipelines)
      for (const stage of stages) {
        const commands =
          stage.type === 'command' ? commandsOf(stage) : all.filter(command => [...surroundingsOf(command)].some(({ of }) => of === stage));
        if (commands.some(({ name }) => /^(?:exit|return|read)$/.test(name))) return undefined;
        const deed = commands.find(changes);
        if (deed !== undefined) return deed;
      }
  return undefined;
}

function changes(command: ShellCommand): boolean {
  const { name, args } = command;
  const [one = ''] = args.map(({ value }) => value);
  const compose = composeCall(command)?.[0]?.value;
  if (compose !== undefined) return /^(?:down|up|stop|rm|restart)$/.test(compose);
  if (name === 'kubectl') return /^(?:apply|delete|rollout|set|scale|replace)$/.test(one);
  if (name === 'helm') return /^(?:upgrade|install|rollback)$/.test(one);
  if (name === 'systemctl') return /^(?:stop|restart|start)$/.test(one);
  if (/^(?:docker|podman)$/.test(name)) return /^(?:stop|rm|restart|run|push)$/.test(one);
  if (name === 'git') return /^(?:pull|checkout|reset)$/.test(one);
  return (
    /^(?:rm|dropdb|createdb|pg_restore|mv|rsync|pm2)$/.test(name) ||
    /^(?!.*test).*(?:^|\/)[\w-]*(?:deploy|migrate|restore|release)[\w-]*\.(?:sh|py)$/.test(name)
  );
}

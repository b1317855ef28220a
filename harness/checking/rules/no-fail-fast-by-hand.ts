import type { Report, Rule } from '../rule.ts';
import { byShell } from '../shell-facts/by-shell.ts';
import { commandText } from '../shell-facts/command-text.ts';
import { isInScript, unaskedPreparations } from '../shell-facts/unasked-preparations.ts';

/**
 * Lines that are pasted together go on after one that failed, to the one that needed it.
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
export const noFailFastByHand: Rule = {
  kind: 'no-fail-fast-by-hand',
  preset: 'all',
  *check({ commands }): Iterable<Report> {
    for (const [{ command, next }] of byShell(unaskedPreparations(commands).filter(({ command }) => !isInScript(command))))
      yield {
        message: `unexpected \`${commandText(command, 40)}\` whose failure is not asked for, expected a stop: \`${commandText(next, 40)}\` is carried out all the same`,
        location: command.location,
        hint: 'Write set -e at the beginning, or join the lines by &&.',
      };
  },
};

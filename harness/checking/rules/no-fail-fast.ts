import type { Report, Rule } from '../rule.ts';
import { byShell } from '../shell-facts/by-shell.ts';
import { commandText } from '../shell-facts/command-text.ts';
import { isInScript, unaskedPreparations } from '../shell-facts/unasked-preparations.ts';

/**
 * A script goes on after a step that failed, to the step that needed it.
 *
 * The tests fail, the image is not built, the backup has no room, and the script stops the old version all the same: `set -e` does not stand above it, and nothing
 * asks. What was a failed preparation becomes an outage.
 *
 * It is right where the preparation does not matter; then `|| true` says so. Lines that a person types one by one are `no-fail-fast-by-hand`.
 *
 * @example The backup may have failed
 * ````markdown
 * ```bash
 * #!/bin/bash
 * mysqldump shop > /backup/before.sql
 * docker compose pull
 * docker compose down
 * docker compose up -d
 * ```
 * ````
 * 3:1-3:36 unexpected `mysqldump shop` whose failure is not asked for, expected a stop: `docker compose down` is carried out all the same
 *
 * @example So may the tests, in a function
 * ````markdown
 * ```bash
 * release() {
 *   make test
 *   if [ "$1" = eu ]; then
 *     kubectl apply -f deploy/eu
 *   fi
 * }
 * release eu
 * ```
 * ````
 * 3:3-3:12 unexpected `make test` whose failure is not asked for, expected a stop: `kubectl apply -f deploy/eu` is carried out all the same
 *
 * @example It asks
 * ````markdown
 * ```bash
 * #!/bin/bash
 * make test || exit 1
 * kubectl apply -f deploy/
 * ```
 * ````
 * none
 *
 * @example It stops at errors
 * ````markdown
 * ```bash
 * #!/bin/bash
 * set -euo pipefail
 * make test
 * kubectl apply -f deploy/
 * ```
 * ````
 * none
 *
 * @example Nothing needs it, or a person types
 * ````markdown
 * ```bash
 * #!/bin/bash
 * make test
 * git status
 * ```
 *
 * ```bash
 * make test
 * kubectl apply -f deploy/
 * ```
 * ````
 * none
 */
export const noFailFast: Rule = {
  kind: 'no-fail-fast',
  preset: 'default',
  *check({ commands }): Iterable<Report> {
    for (const [{ command, next }] of byShell(unaskedPreparations(commands).filter(({ command }) => isInScript(command))))
      yield {
        message: `unexpected \`${commandText(command, 40)}\` whose failure is not asked for, expected a stop: \`${commandText(next, 40)}\` is carried out all the same`,
        location: command.location,
        hint: 'Write set -e at the beginning, or join the lines by &&.',
      };
  },
};

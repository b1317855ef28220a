import { stagesAfter } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import { referenceTitle } from '../prose-facts/reference-titles.ts';
import type { Report, Rule } from '../rule.ts';
import type { Runbook } from '../../model/runbook.ts';
import { titlesAbove } from '../shell-facts/around.ts';
import { byShell } from '../shell-facts/by-shell.ts';
import { endlessOf } from '../shell-facts/endless.ts';
import { isFollowed } from '../shell-facts/is-followed.ts';
import { isTimed } from '../shell-facts/is-timed.ts';
import { isOneOfMany } from '../shell-facts/one-of-many.ts';
import { outputOf } from '../shell-facts/output-of.ts';
import { remedyOf } from '../shell-facts/remedies.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';

/**
 * What stands behind a command that never ends is never carried out.
 *
 * `tail -f` on the first line of a block, and the restart on the third: whoever pastes the block sees a log go by, and the restart waits for
 * Ctrl-C. A drill waits until its limit. The same holds for `| sort`, which prints when its input ends.
 *
 * As the last command of a block it is left to the reader, see `never-ending-last-command`. What `timeout`, `&` or `| head` ends is right, and
 * so is a block of nothing but ways to look at logs, of which the reader takes one, and what follows a log below a heading that promises logs.
 *
 * @example The rest of the block waits
 * ````markdown
 * ```bash
 * tail -F /var/log/shop/api.log
 * systemctl restart shop-api
 * ```
 * ````
 * 2:1-2:30 unexpected `tail -f` before other commands, expected a command that ends
 *
 * @example Several, and one behind ssh
 * ````markdown
 * ```bash
 * ping db-1.internal
 * ssh db-1 journalctl -fu mariadb
 * docker compose -p shop logs -f --tail=20 api
 * vmstat 5
 * docker compose up
 * df -h
 * ```
 * ````
 * 2:1-2:19 unexpected `ping` before other commands, expected a command that ends: 5 of this block do not
 *
 * @example What stands behind the pipe waits for its end
 * ````markdown
 * ```bash
 * kubectl logs -f deploy/api | grep timeout | sort | uniq -c
 * ```
 * ````
 * 2:1-2:27 unexpected `kubectl logs -f` before `sort`, which prints when its input ends, expected a command that ends
 *
 * @example It ends
 * ````markdown
 * ```bash
 * tail -n 50 /var/log/shop/api.log
 * timeout 10 tail -f /var/log/shop/api.log
 * ping -c 3 db-1.internal
 * docker stats --no-stream
 * vmstat 1 3
 * top -b | head -20
 * docker compose up -d
 * tail -f /var/log/shop/api.log | grep -q -m1 started
 * date
 * ```
 * ````
 * none
 *
 * @example Below a heading that promises logs, and one where a remedy waits
 * ````markdown
 * ## Application logs
 *
 * ```bash
 * tail -f /var/log/shop/out
 * tail -f /var/log/shop/err
 * Get-Content shop.log -Wait
 * ```
 *
 * ## Rotate the logs
 *
 * ```bash
 * tail -f /var/log/shop/out
 * systemctl restart shop-api
 * ```
 * ````
 * 12:1-12:26 unexpected `tail -f` before other commands, expected a command that ends
 *
 * @example Commands to look up
 * ````markdown
 * ## Useful commands
 *
 * ```bash
 * htop
 * df -h
 * ```
 * ````
 * none
 *
 * @example One of them is meant, or another terminal
 * ````markdown
 * ```bash
 * docker compose logs -f api
 * docker compose logs -f db
 * ```
 *
 * ```bash
 * kubectl port-forward svc/api 9000
 * # in another terminal
 * curl -f localhost:9000/ready
 * ```
 * ````
 * none
 *
 * @example A list of what one can type
 * ````markdown
 * ```bash
 * pm2 start ecosystem.config.js
 * pm2 stop importer
 * pm2 restart importer
 * pm2 logs importer
 * pm2 save
 * ```
 * ````
 * none
 *
 * @example Ways to look at logs; other steps among them wait
 * ````markdown
 * ```bash
 * # as they come
 * tail -f /var/log/shop/api.log
 * # what went wrong
 * sudo grep -i error /var/log/shop/api.log | tail -n 20
 * docker compose logs --tail=50 worker
 * ```
 *
 * ```bash
 * docker logs -f shop-api
 * curl -f http://localhost:8080/ready
 * docker logs --tail=50 shop-worker
 * ```
 * ````
 * 10:1-10:24 unexpected `docker logs -f` before other commands, expected a command that ends
 *
 * @example It is the last one, or runs beside
 * ````markdown
 * ```bash
 * kubectl port-forward svc/db 5432 &
 * psql -h localhost -c 'SELECT 1'
 * journalctl -u shop-api -f
 * ```
 * ````
 * none
 */
export const neverEndingCommand: Rule = {
  kind: 'never-ending-command',
  preset: 'default',
  *check({ commands, runbook }): Iterable<Report> {
    const found = commands.flatMap(command => {
      const endless = endlessOf(command);
      if (endless === undefined || endless.isGuess || !isCarriedOut(command) || isTimed(command)) return [];
      if (followsLog.test(endless.name) && isBelowLogs(runbook, command)) return [];
      if (titlesAbove(runbook, command.location.line).some(title => referenceTitle.test(title))) return [];
      const waiting = waitingFor(command);
      return waiting === undefined ? [] : [{ command, endless, waiting }];
    });
    for (const [{ command, endless, waiting }, ...more] of byShell(found))
      yield {
        message: `unexpected \`${endless.name}\` ${waiting}, expected a command that ends${more.length === 0 ? '' : `: ${more.length + 1} of this block do not`}`,
        location: command.location,
        hint: endless.hint,
      };
  },
};

const followsLog = /^(?:tail -f|journalctl|.* logs\b)/;

/** Below a heading that promises logs the reader takes the ones that are of interest, and ends them, unless a remedy waits for that. */
function isBelowLogs(runbook: Runbook, { shell, location }: ShellCommand): boolean {
  const [title = ''] = titlesAbove(runbook, location.line);
  return /\blogs?\b/i.test(title) && !shell.commands.some(command => remedyOf(command) !== undefined);
}

function waitingFor(command: ShellCommand): string | undefined {
  const collector = stagesAfter(command).find(
    stage =>
      stage.type === 'command' && /^(?:sort|wc|tac|tail|column|md5sum|sha256sum)$/.test(stage.name) && endlessOf(stage) === undefined,
  );
  if (collector?.type === 'command') return `before \`${collector.name}\`, which prints when its input ends`;
  if (outputOf(command) === 'captured') return 'whose output is waited for';
  return isFollowed(command) && !isOneOfMany(command) ? 'before other commands' : undefined;
}

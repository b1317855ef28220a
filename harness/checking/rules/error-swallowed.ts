import { commandsOf, outermost } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';
import { hidesErrors } from '../shell-facts/output-of.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import { composeCall, operandsOf } from '../shell-facts/words-of-call.ts';

/**
 * A step whose errors are thrown away and whose status is forced to 0 can do nothing at all.
 *
 * `systemctl restart api > /dev/null 2>&1 || true`: the name of the unit changed, the restart fails, and nobody is told. The step was the remedy.
 *
 * It is right for what clears up, such as `rm`, `stop` and `kill` of what may not be there; those are not reported. `|| true` alone shows the error,
 * `2> /dev/null` alone keeps the status: either of them is enough.
 *
 * @example The remedy may not happen
 * ````markdown
 * ```bash
 * sudo systemctl restart shop-api > /dev/null 2>&1 || true
 * ```
 * ````
 * 2:1-2:49 unexpected `|| true` behind `systemctl` without its errors, expected one of them to be seen: it may do nothing at all
 *
 * @example A restore, and containers
 * ````markdown
 * ```bash
 * pg_restore -d shop shop.dump &> /dev/null || :
 * docker compose up -d 2> /dev/null || true
 * ```
 * ````
 * 2:1-2:42 unexpected `|| true` behind `pg_restore` without its errors, expected one of them to be seen: it may do nothing at all
 * 3:1-3:34 unexpected `|| true` behind `docker` without its errors, expected one of them to be seen: it may do nothing at all
 *
 * @example It clears up
 * ````markdown
 * ```bash
 * docker rm -f shop-old > /dev/null 2>&1 || true
 * systemctl stop shop-api 2> /dev/null || true
 * ```
 * ````
 * none
 *
 * @example The error is seen, or counts
 * ````markdown
 * ```bash
 * systemctl restart shop-api || true
 * systemctl restart shop-api > /dev/null 2>&1 || exit 1
 * ```
 * ````
 * none
 */
export const errorSwallowed: Rule = {
  kind: 'error-swallowed',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(
      /^(?:systemctl|service|docker|docker-compose|podman|podman-compose|pm2|kubectl|pg_dump|pg_dumpall|pg_restore|mysqldump|mongodump|mongorestore)$/,
    )) {
      if (!acts(command) || !isCarriedOut(command) || !hidesErrors(command) || !isForced(command)) continue;
      yield {
        message: `unexpected \`|| true\` behind \`${command.name}\` without its errors, expected one of them to be seen: it may do nothing at all`,
        location: outermost(command).location,
        hint: 'Leave out either 2> /dev/null or || true.',
      };
    }
  },
};

function acts(command: ShellCommand): boolean {
  const { name } = command;
  const [verb, ...more] = (composeCall(command) ?? operandsOf(command, /^-[nHM]$/)).map(({ value }) => value);
  if (composeCall(command) !== undefined) return /^(?:up|start|restart|pull|build)$/.test(verb ?? '');
  if (name === 'systemctl') return /^(?:start|restart)$/.test(verb ?? '');
  if (name === 'service') return /^(?:start|restart)$/.test(more[0] ?? '');
  if (/^(?:docker|podman|pm2)$/.test(name)) return verb === 'restart';
  if (name === 'kubectl') return verb === 'apply' || verb === 'scale' || verb === 'rollout';
  return /^(?:pg_dump|pg_dumpall|pg_restore|mysqldump|mongodump|mongorestore)$/.test(name);
}

/** `|| true` right behind it. */
function isForced(command: ShellCommand): boolean {
  const { pipeline } = outermost(command);
  const next = pipeline.chain.pipelines[pipeline.index + 1];
  return next?.operator === '||' && next.stages.every(stage => /^(?:true|:)$/.test(commandsOf(stage)[0]?.name ?? ''));
}

import { outermost } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';
import { byShell } from '../shell-facts/by-shell.ts';
import { terminalMisuse, terminalOf } from '../shell-facts/terminal.ts';

/**
 * A command in a container that asks for a terminal fails where there is none.
 *
 * In a job of cron, in a pipeline of CI and behind `ssh host '…'` there is no terminal: `docker exec -it` and `docker-compose exec` of version 1 end
 * with `the input device is not a TTY`, and the step that was tried by hand fails at night.
 *
 * It is right where a person types, such as in a shell or at a prompt; those are not reported. Where runbooks are only ever carried out by hand, leave
 * the rule off.
 *
 * @example Nobody types
 * ````markdown
 * ```bash
 * docker exec -it cache redis-cli -n 2 dbsize
 * docker exec -it cache redis-cli -n 3 dbsize
 * ```
 * ````
 * 2:1-2:7 unexpected terminal of `docker exec -it`, expected `docker exec -i`: it fails where nobody sits (2 calls)
 *
 * @example Of version 1
 * ````markdown
 * ```bash
 * docker-compose exec db mysqladmin status
 * ```
 * ````
 * 2:1-2:15 unexpected terminal of `docker-compose exec`, expected `docker-compose exec -T`: it fails where nobody sits
 *
 * @example Without a terminal
 * ````markdown
 * ```bash
 * docker exec cache redis-cli -n 2 dbsize
 * docker-compose exec -T db mysqladmin status
 * docker compose exec db mysqladmin status
 * ```
 * ````
 * none
 *
 * @example Somebody types
 * ````markdown
 * ```bash
 * docker exec -it api bash
 * docker-compose exec db mysql
 * kubectl exec -it db-0 -- psql -U shop
 * ```
 * ````
 * none
 */
export const composeExecWithoutT: Rule = {
  kind: 'compose-exec-without-t',
  preset: 'all',
  *check({ commandsNamed }): Iterable<Report> {
    const found = commandsNamed(/^(?:docker|docker-compose|podman|kubectl)$/).flatMap(command => {
      const terminal = terminalOf(command);
      if (
        terminal === undefined ||
        command.shell.block === undefined ||
        isTyped(command) ||
        terminalMisuse(outermost(command)) !== undefined
      )
        return [];
      return [{ command, terminal }];
    });
    for (const [{ command, terminal }, ...more] of byShell(found))
      yield {
        message: `unexpected terminal of \`${terminal.name}\`, expected \`${terminal.instead}\`: it fails where nobody sits${more.length === 0 ? '' : ` (${more.length + 1} calls)`}`,
        location: command.words[0]?.location ?? command.location,
        hint: `Write ${terminal.instead}.`,
      };
  },
};

/** A shell or prompt that is given nothing to do. */
function isTyped({ inner }: ShellCommand): boolean {
  if (inner === undefined) return true;
  if (/^(?:ba|z|a|da)?sh$/.test(inner.name)) return inner.runs === undefined && inner.args.every(({ value }) => value.startsWith('-'));
  const works = /^-(?:\w*[cfe]|-command|-file|-eval|-execute)$/;
  if (/^(?:psql|mysql|mariadb|mongosh?|sqlite3)$/.test(inner.name))
    return !inner.args.some(({ value }) => works.test(value) || value.includes(' '));
  if (/^(?:redis|valkey)-cli$/.test(inner.name))
    return inner.args.every(({ value }, at) => value.startsWith('-') || /^-[hpanu]$/.test(inner.args[at - 1]?.value ?? ''));
  return /^(?:python3?|node|irb|iex|php|less|vi|vim|nano|top|htop)$/.test(inner.name) && inner.args.length === 0;
}

import { outermost } from '../document/shell/ask.ts';
import type { Report, Rule } from '../rule.ts';
import { byShell } from '../shell-facts/by-shell.ts';
import { terminalMisuse, terminalOf } from '../shell-facts/terminal.ts';

/**
 * A terminal inside of a container changes what goes through it.
 *
 * It ends each line with a carriage return and mixes errors into the output: a number that is compared is `42\r`, and no number; a dump that is kept
 * does not load again. And it needs a terminal outside: `docker exec -it db psql < file` ends with `the input device is not a TTY`.
 *
 * `docker-compose exec` of version 1 has a terminal unless `-T` says otherwise. It is right where a person types; those calls are not reported.
 *
 * @example A number, and a dump
 * ````markdown
 * ```bash
 * n=$(docker exec -it cache redis-cli -n 2 dbsize)
 * docker exec -t db mysqldump shop > shop.sql
 * ```
 * ````
 * 2:5-2:11 unexpected terminal of `docker exec -it`, expected `docker exec -i`: lines that are kept end in a carriage return (2 calls)
 *
 * @example What a file or pipe holds is given to it
 * ````markdown
 * ```bash
 * docker-compose exec db mysql shop < shop.sql
 * ```
 *
 * ```bash
 * zcat shop.sql.gz | kubectl exec -it db-0 -- mysql shop
 * ```
 * ````
 * 2:1-2:15 unexpected terminal of `docker-compose exec`, expected `docker-compose exec -T`: its input is none
 * 6:20-6:27 unexpected terminal of `kubectl exec -it`, expected `kubectl exec -i`: its input is none
 *
 * @example Without a terminal
 * ````markdown
 * ```bash
 * n=$(docker exec cache redis-cli -n 2 dbsize)
 * docker exec -i db mysql shop < shop.sql
 * docker-compose exec -T db mysqldump shop > shop.sql
 * docker compose exec db mysqldump shop > shop.sql
 * ```
 * ````
 * none
 *
 * @example A person reads and types
 * ````markdown
 * ```bash
 * docker exec -it db mysql shop
 * docker-compose exec api ps -t pts/0 | grep worker
 * ```
 * ````
 * none
 */
export const composeExecTtyCapture: Rule = {
  kind: 'compose-exec-tty-capture',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    const found = commandsNamed(/^(?:docker|docker-compose|podman|kubectl)$/).flatMap(command => {
      const terminal = terminalOf(command);
      const misuse = terminal === undefined ? undefined : terminalMisuse(outermost(command));
      return terminal === undefined || misuse === undefined ? [] : [{ command, terminal, misuse }];
    });
    for (const [{ command, terminal, misuse }, ...more] of byShell(found))
      yield {
        message: `unexpected terminal of \`${terminal.name}\`, expected \`${terminal.instead}\`: ${misuse === 'output' ? 'lines that are kept end in a carriage return' : 'its input is none'}${more.length === 0 ? '' : ` (${more.length + 1} calls)`}`,
        location: command.words[0]?.location ?? command.location,
        hint: `Write ${terminal.instead}.`,
      };
  },
};

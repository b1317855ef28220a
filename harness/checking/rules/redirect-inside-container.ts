import { outermost } from '../document/shell/ask.ts';
import { isDump, names } from '../shell-facts/backups.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A backup is written inside the container that it is a backup of.
 *
 * `docker compose exec db pg_dump -f tickets.sql` makes the file in the container's own folder. It looks like a file of the machine, nothing
 * fetches it, and the next `down` or `up --build` deletes it with the container.
 *
 * Let it come out (`pg_dump … > tickets.sql`), or fetch it (`docker compose cp`). A folder that is mounted is right: give its whole path.
 *
 * @example Two programs that write for themselves
 * ````markdown
 * ```bash
 * docker compose exec -T db pg_dump -U app -f tickets.sql tickets
 * docker exec cache redis-cli --rdb cache.rdb
 * ```
 * ````
 * 2:45-2:56 unexpected backup in `tickets.sql` inside the container, expected it outside: it goes with the container
 * 3:35-3:44 unexpected backup in `cache.rdb` inside the container, expected it outside: it goes with the container
 *
 * @example By a shell inside
 * ````markdown
 * ```bash
 * docker exec db sh -c 'mysqldump tickets > tickets.sql'
 * ```
 * ````
 * 2:43-2:54 unexpected backup in `tickets.sql` inside the container, expected it outside: it goes with the container
 *
 * @example It comes out, is mounted, or fetched
 * ````markdown
 * ```bash
 * docker compose exec -T db pg_dump -U app tickets > tickets.sql
 * docker compose exec -T db pg_dump -U app -f /backups/tickets.sql tickets
 * docker exec -w /tmp cache redis-cli --rdb nightly.rdb
 * docker cp cache:/tmp/nightly.rdb .
 * ```
 * ````
 * none
 *
 * @example On the machine itself
 * ````markdown
 * ```bash
 * pg_dump -f tickets.sql tickets
 * redis-cli --rdb cache.rdb
 * ```
 * ````
 * none
 */
export const redirectInsideContainer: Rule = {
  kind: 'redirect-inside-container',
  preset: 'default',
  *check({ commands }): Iterable<Report> {
    for (const command of commands) {
      if (command.where !== 'service' || !isDump(command) || !isCarriedOut(command)) continue;
      const word = writtenInside(command);
      if (word === undefined || word.value.startsWith('/') || word.value === '-' || word.value === '') continue;
      const isFetched = commands.some(
        ({ name, args }) =>
          /^(?:docker|docker-compose|podman|kubectl)$/.test(name) &&
          args.some(({ value }) => value === 'cp') &&
          args.some(({ value }) => names(value, word.value)),
      );
      if (isFetched) continue;
      yield {
        message: `unexpected backup in \`${word.value}\` inside the container, expected it outside: it goes with the container`,
        location: word.location,
        hint: 'Let it come out: … > file, or fetch it with docker compose cp.',
      };
    }
  },
};

/** The file that the program itself writes, or a shell inside of the container. */
function writtenInside(command: ShellCommand): ShellWord | undefined {
  const { args, redirects, shell } = command;
  const option = args.find((_, at) => /^(?:-f|--file|--rdb|--out|--result-file|-r)$/.test(args[at - 1]?.value ?? ''));
  if (option !== undefined) return option;
  // What the reader's shell redirects comes out.
  const isInside = shell.within !== undefined && outermost(command) === command;
  return isInside ? redirects.find(({ operator, descriptor }) => /^>>?$/.test(operator) && (descriptor ?? 1) === 1)?.target : undefined;
}

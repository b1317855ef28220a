import { commandsOf, optionValueOf, outermost, stagesBefore } from '../document/shell/ask.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Project } from '../document/project.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * `psql` reads a file and goes on after every error.
 *
 * Without `ON_ERROR_STOP` it prints the errors between a thousand other lines, carries out the rest, and ends with 0. A restore over tables
 * that still exist fails at each of them, and the procedure goes on to tell everybody that the data is back.
 *
 * Where errors are meant to be passed over (`DROP` of what may not be there), write `IF EXISTS` into the file instead. What the file itself
 * says (`\set ON_ERROR_STOP on`) counts. Dumps of `pg_dumpall` are left alone: they begin with roles that are there already.
 *
 * @example A dump through a pipe
 * ````markdown
 * ```bash
 * zcat /srv/dumps/tickets.sql.gz | psql -U app tickets
 * ```
 * ````
 * 2:34-2:38 unexpected `psql` that goes on after errors, expected `-v ON_ERROR_STOP=1`: it ends with 0 whatever fails
 * ````markdown fixed
 * ```bash
 * zcat /srv/dumps/tickets.sql.gz | psql -v ON_ERROR_STOP=1 -U app tickets
 * ```
 * ````
 *
 * @example Inside a container, and from a file
 * ````markdown
 * ```bash
 * docker compose exec -T db psql -U app tickets < backup.sql
 * psql tickets -f migrations/017-owners.sql
 * ```
 * ````
 * 2:27-2:31 unexpected `psql` that goes on after errors, expected `-v ON_ERROR_STOP=1`: it ends with 0 whatever fails
 * 3:1-3:5 unexpected `psql` that goes on after errors, expected `-v ON_ERROR_STOP=1`: it ends with 0 whatever fails
 *
 * @example It stops
 * ````markdown
 * ```bash
 * zcat tickets.sql.gz | psql -v ON_ERROR_STOP=1 tickets
 * psql --set=ON_ERROR_STOP=on -f 017-owners.sql tickets
 * psql --single-transaction -f 018.sql tickets
 * ```
 * ````
 * none
 *
 * @example A question, and a file that says it itself
 * ````markdown
 * ```bash
 * psql -c 'SELECT 1' tickets
 * psql tickets -f queries/slowest.sql
 * psql tickets < 017.sql
 * ```
 * ````
 * ````sql file=017.sql
 * \set ON_ERROR_STOP on
 * ALTER TABLE tickets ADD owner int;
 * ````
 * none
 *
 * @example What `pg_dumpall` wrote makes roles that every server has, and would stop at the first
 * ````markdown
 * ```bash
 * docker exec tickets-db pg_dumpall -U postgres > server.sql
 * docker exec -i tickets-new psql -U postgres < server.sql
 * ```
 * ````
 * none
 */
export const psqlWithoutOnErrorStop: Rule = {
  kind: 'psql-without-on-error-stop',
  preset: 'default',
  *check({ commandsNamed, project }): Iterable<Report> {
    const isWholeServer = commandsNamed(/^pg_dumpall$/).length > 0 && commandsNamed(/^pg_dump$/).length === 0;
    for (const command of commandsNamed(/^psql$/)) {
      const [name] = command.words;
      if (name === undefined || !isCarriedOut(command)) continue;
      if (command.words.some(({ value }) => /ON_ERROR_STOP|^--single-transaction$|^-1$/.test(value))) continue;
      const file = fileOf(command);
      if (file === undefined || !changesData(file) || saysItself(file, project)) continue;
      if (isWholeServer || /(?:^|[/_-])(?:all|globals?|roles|dumpall|cluster)(?=[_.-])/i.test(file)) continue;
      if (command.shell.text.includes('ON_ERROR_STOP')) continue;
      yield {
        message: 'unexpected `psql` that goes on after errors, expected `-v ON_ERROR_STOP=1`: it ends with 0 whatever fails',
        location: name.location,
        fix: { location: name.location, text: `${name.text} -v ON_ERROR_STOP=1` },
      };
    }
  },
};

/** What it reads: by `-f`, `<`, or from the program before it in the pipe. */
function fileOf(command: ShellCommand): string | undefined {
  if (command.args.some(({ value }) => /^(?:-\w*c|--command(?:=.*)?)$/.test(value))) return undefined;
  const given = optionValueOf(command, ['-f', '--file'], 'dUhpvPFRT');
  if (given !== undefined) return given;
  const redirected = command.redirects.find(({ operator }) => operator === '<')?.target?.value;
  if (redirected !== undefined) return redirected;
  const before = stagesBefore(outermost(command)).flatMap(commandsOf);
  const reader = before.find(({ name }) =>
    /^(?:cat|zcat|gzcat|gunzip|gzip|bzcat|bunzip2|xzcat|xz|zstd|zstdcat|lz4|pv|aws|gsutil|gpg|openssl)$/.test(name),
  );
  return reader?.args.findLast(({ value }) => !value.startsWith('-') || value === '-')?.value ?? (reader === undefined ? undefined : '');
}

function changesData(file: string): boolean {
  return !/quer(?:y|ies)|report|check|stat|diag|select|monitor|health|verify|list|show/i.test(file);
}

function saysItself(file: string, project: Project): boolean {
  return file !== '' && /\bON_ERROR_STOP\b/.test(project.read(file) ?? '');
}

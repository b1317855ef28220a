import { commandsOf, optionValueOf, outermost, stagesBefore } from '../document/shell/ask.ts';
import { bareSql } from '../sql-facts/bare-sql.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Project } from '../document/project.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * `psql` reads a file, or a here-document of several changes, and goes on after every error.
 *
 * Without `ON_ERROR_STOP` it prints the errors between a thousand other lines, carries out the rest, and ends with 0. A restore over tables
 * that still exist fails at each of them, and the procedure goes on to tell everybody that the data is back.
 *
 * Where errors are meant to be passed over (`DROP` of what may not be there), write `IF EXISTS` into the file instead. What the file itself
 * says (`\set ON_ERROR_STOP on`) counts. A here-document that only looks, changes one thing, only adds to
 * what is there or is a transaction is right without. Dumps of `pg_dumpall` are left alone: they begin with roles that are there already.
 *
 * @example A dump through a pipe
 * ````markdown
 * ```bash
 * zcat /srv/dumps/tickets.sql.gz | psql -U app tickets
 * ```
 * ````
 * 2:34-2:38 unexpected `psql` that goes on after errors, expected `-v ON_ERROR_STOP=1`: it ends with 0 whatever statement fails
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
 * 2:27-2:31 unexpected `psql` that goes on after errors, expected `-v ON_ERROR_STOP=1`: it ends with 0 whatever statement fails
 * 3:1-3:5 unexpected `psql` that goes on after errors, expected `-v ON_ERROR_STOP=1`: it ends with 0 whatever statement fails
 *
 * @example Two changes of a here-document: the second is made though the first failed
 * ````markdown
 * ```bash
 * docker compose exec -T db psql -U app tickets <<'SQL'
 * INSERT INTO archive SELECT * FROM tickets WHERE closed_at < '2024-01-01';
 * DELETE FROM tickets WHERE closed_at < '2024-01-01';
 * SQL
 * ```
 * ````
 * 2:27-2:31 unexpected `psql` that goes on after errors, expected `-v ON_ERROR_STOP=1`: it ends with 0 whatever statement fails
 *
 * @example Here-documents that look, that change one thing, that only add, and that change all or nothing
 * ````markdown
 * ```bash
 * psql tickets <<SQL
 * SELECT count(*) FROM tickets;
 * SELECT pg_reload_conf();
 * SQL
 * psql tickets <<SQL
 * SET lock_timeout = '2s';
 * ALTER TABLE tickets ADD owner int;
 * SQL
 * psql tickets <<SQL
 * CREATE TABLE canary (id int);
 * INSERT INTO canary VALUES (1);
 * SQL
 * cat <<SQL | psql tickets
 * -- all or nothing
 * BEGIN;
 * UPDATE tickets SET owner = 1 WHERE owner IS NULL;
 * DELETE FROM owners WHERE id = 2;
 * COMMIT;
 * SQL
 * ```
 * ````
 * none
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
 *
 * @example The same where the dump is made elsewhere
 * ````markdown
 * Every night `pg_dumpall --clean` writes the whole server:
 *
 * ```bash
 * docker exec tickets-db bash -c "gunzip -c /tmp/server.sql.gz | psql -U postgres"
 * ```
 * ````
 * none
 */
export const psqlWithoutOnErrorStop: Rule = {
  kind: 'psql-without-on-error-stop',
  preset: 'default',
  *check({ commandsNamed, project, source }): Iterable<Report> {
    // Many a dump is made elsewhere, and only described here.
    const isWholeServer = source.text.includes('pg_dumpall') && !/\bpg_dump\b/.test(source.text);
    for (const command of commandsNamed(/^psql$/)) {
      const [name] = command.words;
      if (name === undefined || !isCarriedOut(command)) continue;
      if (command.words.some(({ value }) => /ON_ERROR_STOP|^--single-transaction$|^-1$/.test(value))) continue;
      if (command.shell.text.includes('ON_ERROR_STOP')) continue;
      const typed = hereDocumentOf(command);
      if (typed === undefined ? !goesOnInFile(command, project, isWholeServer) : !makesSeveralChanges(typed)) continue;
      yield {
        message: 'unexpected `psql` that goes on after errors, expected `-v ON_ERROR_STOP=1`: it ends with 0 whatever statement fails',
        location: name.location,
        fix: { location: name.location, text: `${name.text} -v ON_ERROR_STOP=1` },
      };
    }
  },
};

/** What stands behind `<<` or `<<<`, of itself or of the program before it in the pipe. */
function hereDocumentOf(command: ShellCommand): string | undefined {
  const before = stagesBefore(outermost(command)).flatMap(commandsOf).slice(0, 1);
  const [redirect] = [command, ...before].flatMap(({ redirects }) => redirects.filter(({ operator }) => operator.startsWith('<<')));
  return redirect?.document?.text ?? redirect?.target?.value;
}

/** Whether what fails is followed by a change that takes something away. In a transaction nothing is changed after an error. */
function makesSeveralChanges(sql: string): boolean {
  const statements = bareSql(sql)
    .replaceAll(/^[^\S\n]*\\.*$/gm, '')
    .split(';')
    .map(statement => statement.trim());
  const [, ...further] = statements.filter(statement => change.test(statement));
  return (
    !statements.some(statement => /^(?:begin|start\s+transaction)\b/i.test(statement)) && further.some(statement => takes.test(statement))
  );
}

const takes = /^(?:update|delete|merge|truncate|drop|alter)\b|\b(?:delete\s+from|update\s+\S+\s+set)\b/i;

const change =
  /^(?:insert|update|delete|merge|truncate|copy|alter\s+table|(?:create|drop)\s+(?:table|(?:unique\s+)?index|(?:materialized\s+)?view|schema|column)|with\b[^]*\b(?:insert\s+into|update|delete\s+from)\s)\b/i;

function goesOnInFile(command: ShellCommand, project: Project, isWholeServer: boolean): boolean {
  const file = fileOf(command);
  if (file === undefined || !changesData(file) || saysItself(file, project)) return false;
  return !isWholeServer && !/(?:^|[/_-])(?:all|globals?|roles|dumpall|cluster)(?=[_.-])/i.test(file);
}

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

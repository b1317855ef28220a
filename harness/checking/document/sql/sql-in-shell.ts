import { commandsOf, stagesBefore } from '../shell/ask.ts';
import { locatedBy } from '../shell/located-by.ts';
import type { ShellCommand, ShellWord } from '../shell/tree.ts';
import { readSql } from './read-sql.ts';
import type { SqlText } from './sql-text.ts';

const clients: ReadonlyMap<string, SqlText['dialect']> = new Map([
  ['psql', 'postgresql'],
  ['sqlite3', 'sqlite'],
  ['sqlite', 'sqlite'],
  ['mysql', 'mysql'],
  ['mariadb', 'mysql'],
]);

/** What a command gives to a database's client: by an option, a here-document or string, or an `echo` before it in the pipe. */
export function sqlsOf(command: ShellCommand): readonly SqlText[] {
  const dialect = clients.get(command.name);
  if (dialect === undefined) return [];
  const { shell } = command;
  const { block, step, procedure } = shell;
  const locatorOf = (indices: readonly number[] | undefined): SqlText['locate'] =>
    indices === undefined ? () => command.location : locatedBy(shell.locate, indices);
  const read = (origin: SqlText['origin'], text: string, indicesOf: () => readonly number[] | undefined, expanded: boolean): SqlText => {
    let locate: SqlText['locate'] | undefined;
    return readSql({
      origin,
      dialect,
      text,
      expanded,
      step,
      procedure,
      command,
      ...(block === undefined ? {} : { block }),
      locate: (from, to) => (locate ??= locatorOf(indicesOf()))(from, to),
    });
  };
  const ofWord = (origin: SqlText['origin'], word: ShellWord, from = 0): SqlText =>
    read(origin, word.value.slice(from), () => word.indices?.slice(from), !word.literal);
  const given =
    dialect === 'sqlite'
      ? sqliteWords(command).map(word => ofWord('option', word))
      : optionWords(command).map(([word, from]) => ofWord('option', word, from));
  const redirected = command.redirects.flatMap(({ document, operator, target }) => {
    if (document !== undefined)
      return [
        read(
          'document',
          document.text,
          () => Array.from({ length: document.text.length }, (_, at) => document.from + at),
          !document.quoted && /[$`]/.test(document.text),
        ),
      ];
    return operator === '<<<' && target !== undefined ? [ofWord('document', target)] : [];
  });
  const before = stagesBefore(command).at(-1);
  const echo = before === undefined ? undefined : commandsOf(before).findLast(({ name }) => name === 'echo' || name === 'printf');
  const echoed = echo?.args.findLast(({ value }) => !value.startsWith('-'));
  return [...given, ...redirected, ...(echoed === undefined ? [] : [ofWord('pipe', echoed)])];
}

/** Words of `-c` and `-e`, each with the index at which its SQL begins. */
function optionWords({ args, name }: ShellCommand): readonly (readonly [ShellWord, number])[] {
  const letter = name === 'psql' ? 'c' : 'e';
  const long = name === 'psql' ? '--command' : '--execute';
  return args.flatMap((word, index): readonly (readonly [ShellWord, number])[] => {
    if (word.value.startsWith(`${long}=`)) return [[word, long.length + 1]];
    // In a bundle (`-tAc`) it is the last letter; of `psql`, others that take a value end a bundle before.
    const next = args[index + 1];
    return (word.value === long || new RegExp(`^-[a-zA-Z]*${letter}$`).test(word.value)) && next !== undefined ? [[next, 0]] : [];
  });
}

/** What stands behind the file. */
function sqliteWords({ args }: ShellCommand): readonly ShellWord[] {
  const plain = args.filter(
    ({ value }, index) => !value.startsWith('-') && !/^-(?:cmd|init|separator|nullvalue|newline)$/.test(args[index - 1]?.value ?? ''),
  );
  return plain.slice(1).filter(({ value }) => !value.startsWith('.'));
}

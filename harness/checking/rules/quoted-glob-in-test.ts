import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A pattern between quotes is the name of a file that nobody has.
 *
 * `[ -f "backup_*.sql" ]` asks for a file whose name holds a star. It is never there, so the branch that restores the backup never runs, and
 * the procedure ends well: at 3 a.m. somebody believes that the data is back.
 *
 * A file whose name does hold such a sign is meant where it is written with a backslash. Without quotes the test is right as long as one file
 * matches: with more `[` fails, see what `compgen -G 'backup_*.sql'` says instead.
 *
 * @example A test that can never be true
 * ````markdown
 * ```bash
 * if [ -f "backup_*.sql" ]; then
 *   psql chat < backup_*.sql
 * fi
 * ```
 * ````
 * 2:9-2:23 unexpected pattern between quotes, expected a file's name: no file is called "backup_*.sql"
 *
 * @example Other ways to write it
 * ````markdown
 * ```bash
 * test -e '/srv/dumps/*.gz' && echo there
 * [[ ! -d "$DIR/release-?" ]] || exit 1
 * ```
 * ````
 * 2:9-2:26 unexpected pattern between quotes, expected a file's name: no file is called "/srv/dumps/*.gz"
 * 3:9-3:25 unexpected pattern between quotes, expected a file's name: no file is called "$DIR/release-?"
 *
 * @example A name, and a pattern that the shell sees
 * ````markdown
 * ```bash
 * [ -f "$DUMP" ] && [ -f backup_*.sql ]
 * compgen -G 'backup_*.sql' > /dev/null
 * ```
 * ````
 * none
 *
 * @example Patterns that are compared, not looked for
 * ````markdown
 * ```bash
 * [[ "$NAME" == "backup_*" ]] || [ "$answer" = "?" ]
 * ```
 * ````
 * none
 */
export const quotedGlobInTest: Rule = {
  kind: 'quoted-glob-in-test',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^(?:\[|\[\[|test)$/))
      for (const word of askedFor(command)) {
        if (!word.parts.some(({ kind, quoted, value, text }) => kind === 'literal' && quoted && /[*?]/.test(value) && !text.includes('\\')))
          continue;
        yield {
          message: `unexpected pattern between quotes, expected a file's name: no file is called "${word.value}"`,
          location: word.location,
          hint: `Ask the shell for files that match: compgen -G ${word.text} > /dev/null.`,
        };
      }
  },
};

/** The words behind the operators that ask for a file. */
function askedFor({ name, args }: ShellCommand): readonly ShellWord[] {
  if (name !== '[' && name !== '[[' && name !== 'test') return [];
  return args.filter((_, index) => /^-[abcdefghkprsuwxLNOGS]$/.test(args[index - 1]?.text ?? ''));
}

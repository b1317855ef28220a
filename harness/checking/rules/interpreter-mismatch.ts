import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A script is given to the interpreter of another language.
 *
 * PHP prints a shell script and ends with 0: it looks as if it had run. Others end with a syntax error in the first line. Either way nothing
 * of what the script is for has happened.
 *
 * A file whose ending says something else than its content is right; rename it, for the next reader believes the ending.
 *
 * @example Shell for PHP, Python for the shell
 * ````markdown
 * ```bash
 * php bin/rotate-mails.sh --all
 * sudo bash tools/report.py
 * ```
 * ````
 * 2:5-2:24 unexpected script for the shell behind `php`, expected an interpreter of its language
 * 3:11-3:26 unexpected script for Python behind `bash`, expected an interpreter of its language
 *
 * @example Each by its own
 * ````markdown
 * ```bash
 * php bin/console.php --all
 * bash tools/report.sh
 * python3 -m tools.report
 * php -r 'echo file_get_contents("x.sh");'
 * node dist/main.mjs x.py
 * sh -c 'python3 report.py'
 * ```
 * ````
 * none
 *
 * @example Only a check of the file
 * ````markdown
 * ```bash
 * ruby -e 'puts 1' a.sh
 * bash -n deploy.sh
 * ```
 * ````
 * none
 */
export const interpreterMismatch: Rule = {
  kind: 'interpreter-mismatch',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^(?:php|python|node|ruby|perl|(?:ba|z|da|k)?sh$)/)) {
      const script = scriptOf(command);
      const language = script === undefined ? undefined : languageOf(script.value);
      const own = interpreters.find(({ names }) => names.test(command.name))?.language;
      if (script === undefined || language === undefined || own === undefined || language === own) continue;
      yield {
        message: `unexpected script for ${language} behind \`${command.name}\`, expected an interpreter of its language`,
        location: script.location,
      };
    }
  },
};

const interpreters: readonly { readonly names: RegExp; readonly language: string }[] = [
  { names: /^php\d*(?:\.\d+)?$/, language: 'PHP' },
  { names: /^python\d*(?:\.\d+)?$/, language: 'Python' },
  { names: /^(?:node|nodejs)$/, language: 'Node.js' },
  { names: /^(?:ba|z|da|k)?sh$/, language: 'the shell' },
  { names: /^ruby$/, language: 'Ruby' },
  { names: /^perl$/, language: 'Perl' },
];

/** The first word, where it is a file and no option stands before it. */
function scriptOf({ args }: ShellCommand): ShellWord | undefined {
  const [first] = args;
  return first !== undefined && !first.value.startsWith('-') ? first : undefined;
}

function languageOf(file: string): string | undefined {
  const ending = /\.(php|py|m?js|cjs|sh|bash|rb|pl)$/.exec(file)?.[1];
  switch (ending) {
    case 'php':
      return 'PHP';
    case 'py':
      return 'Python';
    case 'js':
    case 'mjs':
    case 'cjs':
      return 'Node.js';
    case 'sh':
    case 'bash':
      return 'the shell';
    case 'rb':
      return 'Ruby';
    case 'pl':
      return 'Perl';
    default:
      return undefined;
  }
}

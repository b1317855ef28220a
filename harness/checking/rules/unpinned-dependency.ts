import { commandsAround, titlesAbove } from '../shell-facts/around.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import { otherLetters } from '../prose-facts/other-letters.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A procedure for a running system lets the package manager choose new versions.
 *
 * `composer update`, `npm update` and `npm audit fix` install what was published last night, and write another lock file than the one that
 * was tested. In the middle of an incident or a release there is one change more, and nobody can say which.
 *
 * Install what the lock file says (`composer install`, `npm ci`); update elsewhere, and let it go through the tests. A page about
 * development, or a section about updating dependencies, is not meant, nor is a package that is named.
 *
 * @example In a release
 * ````markdown
 * ## Release
 *
 * ```bash
 * git pull
 * composer update
 * sudo systemctl reload php-fpm
 * ```
 * ````
 * 5:1-5:16 unexpected `composer update` on a running system, expected `composer install`: it installs versions that nobody has tested
 *
 * @example In the weekly work
 * ````markdown
 * ## Every Sunday
 *
 * ```bash
 * npm audit fix
 * bundle update
 * sudo systemctl restart tickets
 * ```
 * ````
 * 4:1-4:14 unexpected `npm audit fix` on a running system, expected `npm ci`: it installs versions that nobody has tested
 * 5:1-5:14 unexpected `bundle update` on a running system, expected `bundle install`: it installs versions that nobody has tested
 *
 * @example What was tested
 * ````markdown
 * ## Release
 *
 * ```bash
 * composer install --no-dev
 * npm ci
 * npm audit
 * npm update openssl-bindings
 * bundle install --deployment
 * pip install -r requirements.txt
 * sudo systemctl restart tickets
 * ```
 * ````
 * none
 *
 * @example Below a heading in letters that this rule cannot read, which may say it
 * ````markdown
 * ## 依存関係の監査
 *
 * ```bash
 * docker compose ps
 * npm audit fix
 * ```
 * ````
 * none
 *
 * @example Where something is built
 * ````markdown
 * ## Conflicts in Cargo.lock
 *
 * ```bash
 * cargo update
 * sudo apt install clang
 * ```
 * ````
 * none
 *
 * @example While developing
 * ````markdown
 * ## Update dependencies locally
 *
 * ```bash
 * git checkout -b update
 * npm update
 * docker compose up -d
 * npm test
 * ```
 * ````
 * none
 */
export const unpinnedDependency: Rule = {
  kind: 'unpinned-dependency',
  preset: 'default',
  *check(document): Iterable<Report> {
    for (const command of document.commands) {
      const [tool, instead] = updateOf(command) ?? [];
      if (tool === undefined || instead === undefined || !isCarriedOut(command) || !isOperated(document)) continue;
      // A list of what one can type.
      if (command.shell.commands.some(({ name, args }) => name === command.name && /^(?:install|i|ci)$/.test(args[0]?.value ?? '')))
        continue;
      if (titlesAbove(document.runbook, command.location.line).some(title => isAboutSources.test(title) || otherLetters.test(title)))
        continue;
      const { before, after } = commandsAround(document, command.location);
      if ([...before, ...after].some(({ name, args }) => name === 'git' && args.some(({ value }) => /^(?:commit|-b|push)$/.test(value))))
        continue;
      yield {
        message: `unexpected \`${tool}\` on a running system, expected \`${instead}\`: it installs versions that nobody has tested`,
        location: command.location,
      };
    }
  },
};

/** Whoever develops or builds is at no running system. */
const isAboutSources =
  /\bdevelop|\blocal|\bcontribut|\bgetting started|\bpull requests?\b|\b(?:updat|upgrad|bump)\w*\b.*\b(?:dependenc|packages?|librar)|\bdependenc\w*\b.*\b(?:updat|upgrad|audit)|\baudit\b.*\bdependenc|\bcompil|\bbuild|\block ?files?\b|\.lock\b/i;

/** Whether the page has to do with programs that run. */
function isOperated({ commands }: CheckedDocument): boolean {
  return commands.some(({ name }) =>
    /^(?:systemctl|service|pm2|supervisorctl|docker|docker-compose|kubectl|nginx|psql|mysql|sqlite3|redis-cli|certbot|ssh|apt|apt-get)$/.test(
      name,
    ),
  );
}

/** What is updated, and what installs the versions that were tested; nothing where a package is named. */
function updateOf({ name, args }: ShellCommand): readonly [string, string] | undefined {
  const values = args.map(({ value }) => value).filter(value => !value.startsWith('-'));
  const [first = '', second = ''] = values;
  if (second !== '' && first !== 'audit') return undefined;
  switch (name) {
    case 'composer':
      return /^(?:update|upgrade|u)$/.test(first) ? ['composer update', 'composer install'] : undefined;
    case 'npm':
      if (first === 'audit' && second === 'fix') return ['npm audit fix', 'npm ci'];
      return /^(?:update|upgrade)$/.test(first) && !args.some(({ value }) => /^(?:-g|--global)$/.test(value))
        ? [`npm ${first}`, 'npm ci']
        : undefined;
    case 'yarn':
    case 'pnpm':
      return /^(?:upgrade|update|up)$/.test(first) ? [`${name} ${first}`, `${name} install --frozen-lockfile`] : undefined;
    case 'bundle':
      return first === 'update' ? ['bundle update', 'bundle install'] : undefined;
    case 'poetry':
      return first === 'update' ? ['poetry update', 'poetry install'] : undefined;
    case 'cargo':
      return first === 'update' ? ['cargo update', 'cargo build --locked'] : undefined;
    default:
      return undefined;
  }
}

import { isSubstituted } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import { byShell } from '../shell-facts/by-shell.ts';
import type { Report, Rule } from '../rule.ts';
import { readsTerminal, screenOf } from '../shell-facts/interactive.ts';
import { isFollowed } from '../shell-facts/is-followed.ts';
import { isCrontabEdit } from '../shell-facts/crontab.ts';
import { isTimed } from '../shell-facts/is-timed.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';

/**
 * A command that asks for keys takes the lines behind it for an answer, or lets them wait.
 *
 * Whoever pastes a block with `nano` on its second line types the third one into the file. `openssl s_client` waits for input behind the
 * handshake that was meant, and `openssl req` asks for a country and a passphrase, which a web server cannot type when it starts.
 *
 * An editor alone in its block is a step for a person, and right. Put what changes into the block itself: `sed -i`, `tee`, `-subj`, `< /dev/null`.
 *
 * @example An editor before a restart
 * ````markdown
 * ```bash
 * sudo vim /etc/mysql/my.cnf
 * sudo systemctl restart mysql
 * ```
 *
 * ```bash
 * sudo nano /etc/mysql/my.cnf
 * sudo nano /etc/mysql/conf.d/mysql.cnf
 * sudo systemctl restart mysql
 * ```
 * ````
 * 2:6-2:27 unexpected `vim` before other commands, expected a command that needs no keys, or a block of its own
 * 7:6-7:28 unexpected `nano` before other commands, expected a command that needs no keys, or a block of its own: so 1 more of this block
 *
 * @example It waits for input
 * ````markdown
 * ```bash
 * openssl s_client -connect shop.example:443 | openssl x509 -noout -enddate
 * ```
 * ````
 * 2:1-2:43 unexpected `openssl s_client` without input, expected `< /dev/null`: it waits for keys behind the handshake
 *
 * @example Questions before a key
 * ````markdown
 * ```bash
 * openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -keyout shop.key -out shop.pem
 * install -m 600 shop.key /etc/haproxy/
 * ```
 * ````
 * 2:1-2:93 unexpected `openssl req` without `-subj`, expected no questions
 *
 * @example Everything is said before
 * ````markdown
 * ```bash
 * openssl s_client -connect shop.example:443 < /dev/null | openssl x509 -noout -enddate
 * echo | openssl s_client -connect shop.example:443
 * openssl req -x509 -newkey rsa:3072 -nodes -subj /CN=shop -keyout shop.key -out shop.pem
 * vim -es '+%s/a/b/' '+wq' /etc/mysql/my.cnf
 * systemctl restart mysql
 * ```
 * ````
 * none
 *
 * @example A step for a person
 * ````markdown
 * ```bash
 * sudoedit /etc/hosts
 * sudo nano /etc/mysql/my.cnf
 * ```
 *
 * ```bash
 * sudo systemctl restart mysql
 * openssl s_client -connect shop.example:443
 * openssl s_client -connect shop.example:465
 * ```
 * ````
 * none
 */
export const interactiveCommand: Rule = {
  kind: 'interactive-command',
  preset: 'default',
  *check({ commands }): Iterable<Report> {
    const found = commands.flatMap(command => {
      const asking = isCarriedOut(command) ? askingOf(command) : undefined;
      if (asking === undefined || isTimed(command) || isCrontabEdit(command) || command.shell.block?.attributes.input !== undefined)
        return [];
      return [{ command, asking }];
    });
    for (const [{ command, asking }, ...more] of byShell(found))
      yield {
        message: `unexpected \`${asking.name}\` ${asking.what}, expected ${asking.expected}${more.length === 0 ? '' : `: so ${more.length} more of this block`}`,
        location: command.location,
        hint: asking.hint,
      };
  },
};

interface Asking {
  readonly name: string;
  readonly what: string;
  readonly expected: string;
  readonly hint: string;
}

function askingOf(command: ShellCommand): Asking | undefined {
  const screen = screenOf(command);
  if (screen !== undefined)
    return isFollowed(command)
      ? {
          name: screen,
          what: 'before other commands',
          expected: 'a command that needs no keys, or a block of its own',
          hint: 'Make the change with sed -i or tee, or end the block here.',
        }
      : undefined;
  if (command.name !== 'openssl') return undefined;
  const [verb] = command.args;
  // Alone it is a person's: what it shows stays, and keys may be meant.
  const isWaitedFor = command.pipeline.stages.length > 1 || isSubstituted(command);
  if (verb?.value === 's_client' && readsTerminal(command) && isWaitedFor && !has(command, '-no_interactive', '-help'))
    return {
      name: 'openssl s_client',
      what: 'without input',
      expected: '`< /dev/null`: it waits for keys behind the handshake',
      hint: 'Write < /dev/null.',
    };
  if (verb?.value !== 'req' || !isFollowed(command) || !readsTerminal(command)) return undefined;
  if (!has(command, '-new', '-x509', '-newkey') || has(command, '-batch', '-config')) return undefined;
  const asksForKey = has(command, '-newkey', '-keyout') && !has(command, '-nodes', '-noenc', '-passout');
  if (has(command, '-subj') && !asksForKey) return undefined;
  return {
    name: 'openssl req',
    what: has(command, '-subj') ? 'without `-nodes`' : 'without `-subj`',
    expected: has(command, '-subj') ? 'no question for a passphrase' : 'no questions',
    hint: 'Write -subj /CN=NAME, and -nodes for a key that a server reads by itself.',
  };
}

function has(command: ShellCommand, ...options: readonly string[]): boolean {
  return options.some(option => command.args.some(({ value }) => value === option || value.startsWith(`${option}=`)));
}

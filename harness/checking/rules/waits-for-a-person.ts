import { optionOf } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';
import { readsTerminal } from '../shell-facts/interactive.ts';
import { isTimed } from '../shell-facts/is-timed.ts';
import { composeCall, operandsOf } from '../shell-facts/words-of-call.ts';

/**
 * A command that asks for a password or a yes waits until somebody is there.
 *
 * In a job, behind `ssh`, or pasted with others, the question takes the next line for an answer or ends the step. `apt-get install` without `-y` installs
 * nothing, and the block goes on.
 *
 * It is right where a person is to think, and where a password must not stand on a page; therefore it is no default. A file of passwords (`~/.pgpass`, `~/.my.cnf`)
 * and `-y` answer before.
 *
 * @example A password, and a yes
 * ````markdown
 * ```bash
 * mysql -u shop -p shop -e 'select count(*) from orders'
 * apt-get install haproxy
 * docker image prune
 * ```
 * ````
 * 2:1-2:55 unexpected question of `mysql -p`, expected it answered before: it waits for a password
 * 3:1-3:24 unexpected question of `apt-get install`, expected it answered before: it waits for a yes
 * 4:1-4:19 unexpected question of `docker image prune`, expected it answered before: it waits for a yes
 *
 * @example A new key and a new password
 * ````markdown
 * ```bash
 * ssh-keygen -t ed25519 -f deploy_key
 * passwd shop
 * ```
 * ````
 * 2:1-2:36 unexpected question of `ssh-keygen`, expected it answered before: it waits for a passphrase
 * 3:1-3:12 unexpected question of `passwd`, expected it answered before: it waits for a password
 *
 * @example It is answered before
 * ````markdown
 * ```bash
 * mysql --defaults-file=/root/shop.cnf -e 'select count(*) from orders'
 * mysql -ushop -p"$PASSWORD" -e 'select count(*) from orders'
 * apt-get install -y haproxy
 * docker image prune -f
 * ssh-keygen -t ed25519 -N '' -f deploy_key
 * ```
 * ````
 * none
 *
 * @example Nothing is asked
 * ````markdown
 * ```bash
 * apt-get update
 * yes | apt-get install haproxy
 * passwd -l shop
 * mysqldump -P 3307 shop
 * ```
 * ````
 * none
 */
export const waitsForAPerson: Rule = {
  kind: 'waits-for-a-person',
  preset: 'all',
  *check({ commands }): Iterable<Report> {
    for (const command of commands) {
      const asks = askedBy(command);
      if (asks === undefined || command.shell.block === undefined || command.shell.block.attributes.input !== undefined || isTimed(command))
        continue;
      yield {
        message: `unexpected question of \`${asks.name}\`, expected it answered before: it waits for ${asks.waitsFor}`,
        location: command.location,
        hint: asks.hint,
      };
    }
  },
};

interface Asking {
  readonly name: string;
  readonly waitsFor: string;
  readonly hint: string;
}

function askedBy(command: ShellCommand): Asking | undefined {
  const { name, args } = command;
  const has = (...options: readonly string[]): boolean => optionOf(command, options) !== undefined;
  const [verb = '', object = ''] = operandsOf(command).map(({ value }) => value);
  // A password is asked for at the terminal, whatever the input is.
  if (/^(?:mysql|mariadb|mysqldump|mariadb-dump|mysqladmin)$/.test(name) && args.some(({ value }) => /^(?:-p|--password)$/.test(value)))
    return { name: `${name} -p`, waitsFor: 'a password', hint: 'Keep it in a file: --defaults-file, ~/.my.cnf.' };
  if (/^(?:psql|pg_dump|pg_restore|createdb|dropdb)$/.test(name) && args.some(({ value }) => /^(?:-W|--password)$/.test(value)))
    return { name: `${name} -W`, waitsFor: 'a password', hint: 'Keep it in ~/.pgpass.' };
  if (!readsTerminal(command)) return undefined;
  if (/^(?:apt|apt-get|yum|dnf)$/.test(name) && /^(?:install|upgrade|dist-upgrade|full-upgrade|remove|purge|autoremove)$/.test(verb))
    return has('-y', '--yes', '--assume-yes', '--assumeyes', '-s') || args.some(({ value }) => value === '-qq')
      ? undefined
      : { name: `${name} ${verb}`, waitsFor: 'a yes', hint: 'Add -y.' };
  if (/^(?:docker|podman)$/.test(name) && composeCall(command) === undefined && (verb === 'prune' || object === 'prune'))
    return has('-f', '--force')
      ? undefined
      : { name: `${name} ${verb} prune`, waitsFor: 'a yes', hint: 'Add -f, where nothing of it is needed.' };
  if (name === 'ssh-keygen' && !args.some(({ value }) => /^-(?:N|R|F|l\w*|y|i|e|A|H)$/.test(value)))
    return { name, waitsFor: 'a passphrase', hint: "Write -N '' for a key without one." };
  if (name === 'passwd' && !args.some(({ value }) => /^-(?:l|u|S|d|e|-stdin|-lock|-unlock|-status|-delete|-expire)$/.test(value)))
    return { name, waitsFor: 'a password', hint: 'Give it by chpasswd.' };
  return undefined;
}

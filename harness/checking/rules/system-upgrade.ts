import { isCarriedOut } from '../shell-facts/straight.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * All packages of a machine in use are upgraded at once, and nobody is asked.
 *
 * With the security fix come a new PostgreSQL, a new PHP and a restart of each, in the order of the alphabet. What breaks then is looked for
 * among two hundred packages.
 *
 * Name the packages, try the upgrade on another machine first, or leave it to `unattended-upgrades` for security alone. Where machines are
 * made anew from images it is right.
 *
 * @example Everything
 * ````markdown
 * ```bash
 * sudo apt update && sudo apt upgrade -y
 * dnf -y update
 * ```
 * ````
 * 2:25-2:39 unexpected upgrade of all packages by `apt`, expected those that are meant: services restart with new versions
 * 3:1-3:14 unexpected upgrade of all packages by `dnf`, expected those that are meant: services restart with new versions
 *
 * @example One package, and a list
 * ````markdown
 * ```bash
 * sudo apt install --only-upgrade openssl
 * apt list --upgradable
 * dnf -y update openssl
 * ```
 * ````
 * none
 *
 * @example A person decides
 * ````markdown
 * ```bash
 * sudo apt upgrade
 * ```
 * ````
 * none
 */
export const systemUpgrade: Rule = {
  kind: 'system-upgrade',
  preset: 'all',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^(?:apt|apt-get|yum|dnf)$/))
      if (isCarriedOut(command) && upgradesAll(command))
        yield {
          message: `unexpected upgrade of all packages by \`${command.name}\`, expected those that are meant: services restart with new versions`,
          location: command.location,
        };
  },
};

function upgradesAll({ name, args }: ShellCommand): boolean {
  const values = args.map(({ value }) => value);
  const plain = values.filter(value => !value.startsWith('-'));
  const agrees = values.some(value => /^-\w*y|^--(?:yes|assumeyes)$/.test(value));
  if (/^(?:apt|apt-get)$/.test(name)) return agrees && plain.length === 1 && /^(?:upgrade|dist-upgrade|full-upgrade)$/.test(plain[0] ?? '');
  return /^(?:yum|dnf)$/.test(name) && agrees && plain.length === 1 && /^(?:update|upgrade)$/.test(plain[0] ?? '');
}

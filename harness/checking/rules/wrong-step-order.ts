import { commandText } from '../shell-facts/command-text.ts';
import { titlesAbove } from '../shell-facts/around.ts';
import { composeCall } from '../shell-facts/words-of-call.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * Two commands stand in the wrong order.
 *
 * What can fail comes before what cannot be taken back: after `docker compose down` a pull that fails leaves nothing running, and after
 * `ufw enable` a rule that lets SSH in comes too late for whoever typed it over SSH.
 *
 * Only pairs whose order is a matter of fact are looked at, in one block. Where the image must not be fetched while the old one runs (there is
 * no room for both), say so: `<!-- drillbook-check-disable-next wrong-step-order: the disk holds one image -->`.
 *
 * @example The service is taken down first
 * ````markdown
 * ```bash
 * docker compose down
 * docker compose pull
 * docker compose up -d
 * ```
 * ````
 * 3:1-3:20 unexpected `docker compose pull` after `docker compose down`, expected it before: where it fails, nothing runs any more
 *
 * @example The door is shut from inside
 * ````markdown
 * ```bash
 * sudo ufw enable
 * sudo ufw allow 22/tcp
 * ```
 *
 * ```bash
 * iptables -P INPUT DROP
 * iptables -A INPUT -p tcp --dport 22 -j ACCEPT
 * ```
 * ````
 * 3:6-3:22 unexpected `ufw allow 22/tcp` after `ufw enable`, expected it before: the session is locked out meanwhile
 * 8:1-8:46 unexpected `iptables -A INPUT -p tcp --dport 22 -j …` after `iptables -P INPUT DROP`, expected it before: the session is locked out meanwhile
 *
 * @example A unit that systemd has not read yet
 * ````markdown
 * ```bash
 * sudo cp importer.service /etc/systemd/system/
 * sudo systemctl restart importer
 * sudo systemctl daemon-reload
 * ```
 * ````
 * 4:6-4:29 unexpected `systemctl daemon-reload` after `systemctl restart importer`, expected it before: the unit was started as systemd knew it before
 *
 * @example In the right order
 * ````markdown
 * ```bash
 * docker compose pull
 * docker compose down
 * docker compose up -d
 * sudo ufw allow 22/tcp
 * sudo ufw enable
 * sudo ufw allow 443/tcp
 * swapon --show
 * sudo mkswap /swapfile
 * sudo systemctl daemon-reload
 * sudo systemctl restart importer
 * sudo systemctl daemon-reload
 * ```
 * ````
 * none
 *
 * @example Nothing runs as it is
 * ````markdown
 * ## The gateway is down
 *
 * ```bash
 * docker compose down
 * docker compose build --no-cache
 * docker compose up -d
 * ```
 * ````
 * none
 *
 * @example Done once more behind it, and a stack that is thrown away with its data
 * ````markdown
 * ```bash
 * sudo systemctl restart importer
 * sudo systemctl daemon-reload
 * sudo systemctl restart importer
 * docker compose down -v
 * docker compose pull
 * ```
 * ````
 * none
 *
 * @example One service, and blocks of their own
 * ````markdown
 * ```bash
 * docker compose stop worker
 * docker compose build worker
 * docker compose up -d worker
 * ```
 *
 * ```bash
 * docker compose down
 * ```
 *
 * ```bash
 * docker compose pull
 * ```
 * ````
 * none
 */
export const wrongStepOrder: Rule = {
  kind: 'wrong-step-order',
  preset: 'default',
  *check({ shells, runbook }): Iterable<Report> {
    for (const { origin, step, commands } of shells) {
      if (origin !== 'block' || !step) continue;
      for (const { first, second, why } of pairs) {
        const early = commands.find(first);
        const late = early === undefined ? undefined : commands.find(second);
        if (early === undefined || late === undefined || commands.indexOf(late) < commands.indexOf(early)) continue;
        if (early.pipeline.chain.list !== late.pipeline.chain.list) continue;
        if (why === nothingRuns && titlesAbove(runbook, early.location.line).some(title => isDown.test(title))) continue;
        // It is done once more behind it: for those whom the first did not help.
        if (commands.slice(commands.indexOf(late)).some(command => first(command) && textOf(command) === textOf(early))) continue;
        yield {
          message: `unexpected \`${commandText(late, 40)}\` after \`${commandText(early, 40)}\`, expected it before: ${why}`,
          location: late.location,
          hint: `Move it above line ${early.location.line}.`,
        };
      }
    }
  },
};

type Is = (command: ShellCommand) => boolean;

const nothingRuns = 'where it fails, nothing runs any more';

/** Titles of what does not run as it is. */
const isDown = /\b(?:down|outage|unresponsive|crash\w*|full recovery|not (?:start|respond)\w*)\b/i;

/** What stands first although the other belongs before it. */
const pairs: readonly { readonly first: Is; readonly second: Is; readonly why: string }[] = [
  {
    first: command => verbOf(command) === 'down' && !command.args.some(({ value }) => /^(?:-v|--volumes)$/.test(value)),
    second: command => verbOf(command) === 'pull',
    why: nothingRuns,
  },
  {
    first: command => verbOf(command) === 'down' && !command.args.some(({ value }) => /^(?:-v|--volumes)$/.test(value)),
    second: command => verbOf(command) === 'build',
    why: nothingRuns,
  },
  {
    first: ({ name, args }) => name === 'ufw' && args.some(({ value }) => value === 'enable'),
    second: ({ name, args }) =>
      name === 'ufw' && args[0]?.value === 'allow' && args.some(({ value }) => /^(?:22(?:\/tcp)?|ssh|OpenSSH)$/i.test(value)),
    why: 'the session is locked out meanwhile',
  },
  {
    first: command => command.name === 'iptables' && /^iptables (?:-P|--policy) INPUT DROP$/.test(textOf(command)),
    second: command => command.name === 'iptables' && /^iptables (?:-A|--append|-I|--insert) INPUT .*-j ACCEPT$/.test(textOf(command)),
    why: 'the session is locked out meanwhile',
  },
  {
    first: command => command.name === 'systemctl' && /^systemctl (?:re)?start\b/.test(textOf(command)),
    second: command => command.name === 'systemctl' && /^systemctl daemon-reload$/.test(textOf(command)),
    why: 'the unit was started as systemd knew it before',
  },
  {
    first: ({ name, args }) => name === 'swapon' && !args.some(({ value }) => /^(?:-s|--show.*|--summary)$/.test(value)),
    second: ({ name }) => name === 'mkswap',
    why: 'there is no swap to switch on yet',
  },
];

function verbOf(command: ShellCommand): string | undefined {
  return composeCall(command)?.[0]?.value;
}

function textOf({ name, args }: ShellCommand): string {
  return [name, ...args.map(({ value }) => value)].join(' ');
}

import { commandsAround } from '../shell-facts/around.ts';
import { commandText } from '../shell-facts/command-text.ts';
import { isStraight } from '../shell-facts/straight.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A step does harm when it is followed a second time.
 *
 * Nobody remembers at 3 a.m. whether the block was already pasted. A line that is added to `/etc/fstab` or a crontab stands there twice, and
 * at the next start the machine asks for help.
 *
 * Ask first: `grep -q … || echo … >> …`. For what is done once in the life of a machine it is right.
 *
 * @example A line more each time
 * ````markdown
 * ```bash
 * echo '/dev/vdb1 /srv ext4 defaults 0 2' | sudo tee -a /etc/fstab
 * echo 'vm.swappiness=10' >> /etc/sysctl.conf
 * ```
 * ````
 * 2:55-2:65 unexpected line added to `/etc/fstab` each time, expected a question before it: followed twice, it stands there twice
 * 3:28-3:44 unexpected line added to `/etc/sysctl.conf` each time, expected a question before it: followed twice, it stands there twice
 *
 * @example Space for swap
 * ````markdown
 * ```bash
 * sudo fallocate -l 4G /swap.img
 * sudo mkswap /swap.img
 * ```
 * ````
 * 2:6-2:31 unexpected `fallocate -l 4G /swap.img` whether it is there or not, expected a question before it: it may be in use
 *
 * @example It is asked first
 * ````markdown
 * ```bash
 * grep -q '/srv' /etc/fstab || echo '/dev/vdb1 /srv ext4 defaults 0 2' >> /etc/fstab
 * [ -e /swap.img ] || sudo fallocate -l 4G /swap.img
 * echo 'done' >> /var/log/maintenance.log
 * ```
 * ````
 * none
 *
 * @example A file of its own
 * ````markdown
 * ```bash
 * echo 'vm.swappiness=10' > /etc/sysctl.d/90-swap.conf
 * ```
 * ````
 * none
 */
export const nonIdempotentStep: Rule = {
  kind: 'non-idempotent-step',
  preset: 'all',
  *check(document): Iterable<Report> {
    for (const command of document.commands) {
      const file = appendedTo(command);
      if ((file === undefined && command.name !== 'fallocate') || !isStraight(command) || command.pipeline.operator !== undefined) continue;
      if (
        file !== undefined &&
        !commandsAround(document, command.location).before.some(
          ({ name, args }) => name === 'grep' && args.some(({ value }) => value === file.value),
        )
      )
        yield {
          message: `unexpected line added to \`${file.value}\` each time, expected a question before it: followed twice, it stands there twice`,
          location: file.location,
          hint: `grep -qF "$line" ${file.text} || echo "$line" >> ${file.text}`,
        };
      if (command.name === 'fallocate' && /swap/.test(command.args.at(-1)?.value ?? ''))
        yield {
          message: `unexpected \`${commandText(command, 40)}\` whether it is there or not, expected a question before it: it may be in use`,
          location: command.location,
        };
    }
  },
};

function appendedTo({ name, args, redirects }: ShellCommand): ShellWord | undefined {
  const word =
    redirects.find(({ operator }) => operator === '>>')?.target ??
    (name === 'tee' && args.some(({ value }) => /^-\w*a|^--append$/.test(value))
      ? args.find(({ value }) => !value.startsWith('-'))
      : undefined);
  return word !== undefined && /^\/etc\/(?!.*\.d\/)|(?:^|\/)\.(?:bashrc|profile|zshrc|env)$|authorized_keys$/.test(word.value)
    ? word
    : undefined;
}

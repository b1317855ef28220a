import { commandsOf } from '../document/shell/ask.ts';
import { commandsAround } from '../shell-facts/around.ts';
import { composeCall } from '../shell-facts/compose.ts';
import { isStraight } from '../shell-facts/straight.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A file that is in use is written anew, and what stood in it is gone.
 *
 * `crontab -` replaces every line of the user's table by the one that was meant to be added; `cat > docker-compose.override.yml` drops the
 * limits and ports that somebody put there last month. Nobody has a copy, and the way back is memory.
 *
 * Keep a copy in the section (`cp file file.bak`), or add (`(crontab -l; echo …) | crontab -`). Files of a system that is only being set up
 * are not meant.
 *
 * @example The whole table
 * ````markdown
 * ```bash
 * echo '0 3 * * * /opt/tickets/nightly' | crontab -
 * ```
 * ````
 * 2:41-2:50 unexpected new table for cron, expected a line added to what is there: all other lines go
 *
 * @example Files of a running system
 * ````markdown
 * ```bash
 * docker compose logs --tail 50 web
 * cat > docker-compose.override.yml <<'EOF'
 * services: {}
 * EOF
 * echo '10.0.0.7 db' > /etc/hosts
 * ```
 * ````
 * 3:7-3:34 unexpected new content for `docker-compose.override.yml`, expected a copy of it before: what stands in it goes
 * 6:22-6:32 unexpected new content for `/etc/hosts`, expected a copy of it before: what stands in it goes
 *
 * @example One is added, and a copy is kept
 * ````markdown
 * ```bash
 * (crontab -l; echo '0 3 * * * /opt/tickets/nightly') | crontab -
 * sudo cp /etc/hosts /etc/hosts.bak
 * echo '10.0.0.7 db' > /etc/hosts
 * echo '10.0.0.8 cache' >> /etc/hosts
 * ```
 * ````
 * none
 *
 * @example It is made for the first time
 * ````markdown
 * ```bash
 * cat > docker-compose.yml <<'EOF'
 * services: {}
 * EOF
 * docker compose up -d
 * ```
 * ````
 * none
 */
export const overwriteWithoutBackup: Rule = {
  kind: 'overwrite-without-backup',
  preset: 'default',
  *check(document): Iterable<Report> {
    for (const command of document.commands) {
      const word = overwritten(command, document);
      if (word === undefined || !isStraight(command)) continue;
      const { before } = commandsAround(document, command.location);
      const isTable = command.name === 'crontab';
      if (before.some(other => (isTable ? listsTable(other) : keeps(other, word.value)))) continue;
      yield {
        message: isTable
          ? 'unexpected new table for cron, expected a line added to what is there: all other lines go'
          : `unexpected new content for \`${word.value}\`, expected a copy of it before: what stands in it goes`,
        location: isTable ? command.location : word.location,
        hint: isTable ? "(crontab -l; echo '…') | crontab -" : `cp ${word.text} ${word.text}.bak`,
      };
    }
  },
};

function overwritten(command: ShellCommand, document: CheckedDocument): ShellWord | undefined {
  const { name, args, redirects, pipeline } = command;
  if (name === 'crontab') {
    const [first, ...more] = args;
    const isPiped = pipeline.stages
      .slice(0, command.index)
      .some(stage => commandsOf(stage).some(({ name: other }) => other === 'echo' || other === 'printf'));
    return first?.value === '-' && more.length === 0 && isPiped ? first : undefined;
  }
  const target = redirects.find(({ operator, descriptor }) => operator === '>' && (descriptor ?? 1) === 1)?.target;
  const word =
    target ??
    (name === 'tee' && !args.some(({ value }) => /^-\w*a|^--append$/.test(value))
      ? args.find(({ value }) => !value.startsWith('-'))
      : undefined);
  if (word === undefined) return undefined;
  if (always.test(word.value)) return word;
  return ofRunning.test(word.value) && wasUsedBefore(command, document) ? word : undefined;
}

/** What every machine has. */
const always =
  /^\/etc\/(?:hosts|fstab|passwd|group|sudoers|crontab|environment|ssh\/sshd_config|nginx\/nginx\.conf|postgresql\/.*\/(?:postgresql|pg_hba)\.conf|redis\/redis\.conf|my\.cnf)$/;
/** What is there once the system runs. */
const ofRunning = /(?:^|\/)(?:docker-)?compose(?:\.\w+)?\.ya?ml$|(?:^|\/)\.env$/;

/** Whether the document has asked something of the running containers before. */
function wasUsedBefore({ location }: ShellCommand, { commands }: CheckedDocument): boolean {
  return commands.some(
    other => other.location.line < location.line && /^(?:ps|logs|exec|restart|stop|top|stats)$/.test(composeCall(other)?.verb ?? ''),
  );
}

function listsTable({ name, args }: ShellCommand): boolean {
  return name === 'crontab' && args.some(({ value }) => value === '-l');
}

function keeps({ name, args }: ShellCommand, file: string): boolean {
  return (
    /^(?:cp|mv|git|rsync|install|test|\[|\[\[|rm)$/.test(name) &&
    args.some(({ value }) => value === file || value === '.' || value.startsWith(file))
  );
}

import { commandsOf } from '../document/shell/ask.ts';
import { looksLikeCommand } from '../../reading/runbook/looks-like-command.ts';
import type { Runbook } from '../../model/runbook.ts';
import { titlesAbove } from '../shell-facts/around.ts';
import { commandText } from '../shell-facts/command-text.ts';
import { commentAbove } from '../shell-facts/comment-above.ts';
import { isCrontabEdit, isCrontabLine } from '../shell-facts/crontab.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { Shell, ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * Lines of a configuration file or crontab stand in a block for the shell.
 *
 * The shell takes a line of a crontab for a pattern of file names, `[Service]` for a program, and `DB_HOST=replica` for a variable that nobody
 * reads. Nothing is configured, the block may even end well, and the next step restarts the service for nothing.
 *
 * Where the shell's own variables are meant, they are used or exported below. What goes into a file is written by a command
 * (`cat > FILE <<'EOF'`), or stands in a fence of its own language: `ini`, `dotenv`, `cron`. A block that holds nothing
 * but the lines of a file, below a comment that is the file's name, is read as that file by everybody; so is one below a sentence that calls
 * it so ("An entry for cron:").
 *
 * @example A crontab
 * ````markdown
 * ```bash
 * # every night
 * 15 3 * * * /opt/notes/bin/snapshot
 * 0 4 * * 7 /opt/notes/bin/prune
 * ```
 * ````
 * 3:1-3:35 unexpected line of a crontab in a block for the shell, expected it in its file: nothing is configured
 *
 * @example A unit, and settings of a server
 * ````markdown
 * ```bash
 * [Service]
 * Restart=always
 * ```
 *
 * ```bash
 * sudo nano /etc/postgresql/16/main/postgresql.conf
 * work_mem = 32MB
 * ```
 *
 * ```bash
 * redis-cli info memory
 * maxmemory-policy noeviction
 * ```
 * ````
 * 2:1-2:10 unexpected section `[Service]` of a configuration file in a block for the shell, expected it in its file: nothing is configured
 * 8:1-8:16 unexpected setting `work_mem` in a block for the shell, expected it in its file: nothing is configured
 * 13:1-13:28 unexpected setting `maxmemory-policy` in a block for the shell, expected it in its file: nothing is configured
 *
 * @example Variables of a file that the shell never sees
 * ````markdown
 * ```bash
 * # in the worker's .env
 * POOL_SIZE=40
 * POOL_WAIT_MS=500
 *
 * systemctl restart notes-worker
 * ```
 * ````
 * 3:1-3:13 unexpected variable of `.env` in a block for the shell, expected it in its file: nothing is configured
 *
 * @example Variables of the shell
 * ````markdown
 * ```bash
 * # as in .env
 * PGHOST=replica-2
 * psql -h "$PGHOST" -c 'SELECT 1'
 * ```
 *
 * ```bash
 * export POOL_SIZE=40
 * ```
 *
 * ```bash
 * NAME=worker
 * ```
 * ````
 * none
 *
 * @example What a command writes, and what a client reads
 * ````markdown
 * ```bash
 * cat > /etc/cron.d/notes <<'EOF'
 * 15 3 * * * root /opt/notes/bin/snapshot
 * EOF
 * (crontab -l; echo '0 4 * * 7 /opt/notes/bin/prune') | crontab -
 * [ "$A" = "$B" ]
 * ```
 * ````
 * none
 *
 * @example A file as it is to be, below its name; below an instruction it is a step that does nothing
 * ````markdown
 * ```bash
 * # /etc/redis/redis.conf
 *
 * # leave room for the fork
 * maxmemory 3gb
 * timeout 300
 * ```
 *
 * ```bash
 * # In .env
 * POOL_SIZE=40
 * ```
 *
 * ```bash
 * # Set it in /etc/redis/redis.conf
 * maxmemory 3gb
 * ```
 *
 * ```bash
 * # /etc/redis/redis.conf
 * maxmemory 3gb
 *
 * systemctl restart redis
 * ```
 * ````
 * 16:1-16:14 unexpected setting `maxmemory` in a block for the shell, expected it in its file: nothing is configured
 * 21:1-21:14 unexpected setting `maxmemory` in a block for the shell, expected it in its file: nothing is configured
 *
 * @example A sentence that calls it a file
 * ````markdown
 * An entry for cron:
 *
 * ```bash
 * 15 3 * * * /opt/notes/bin/snapshot
 * ```
 *
 * Start it by hand, then add it to cron:
 *
 * ```bash
 * sudo /opt/notes/bin/snapshot
 * 15 3 * * * /opt/notes/bin/snapshot
 * ```
 * ````
 * 11:1-11:35 unexpected line of a crontab in a block for the shell, expected it in its file: nothing is configured
 *
 * @example Below a heading
 * ````markdown
 * ## Cron
 *
 * ```bash
 * # every night
 * 15 3 * * * /opt/notes/bin/snapshot
 * ```
 * ````
 * none
 *
 * @example The crontab is opened for it
 * ````markdown
 * ```bash
 * crontab -e
 *
 * # every night
 * 15 3 * * * /opt/notes/bin/snapshot
 * ```
 * ````
 * none
 *
 * @example A fence of its own
 * ````markdown
 * ```ini
 * [Service]
 * Restart=always
 * ```
 * ````
 * none
 */
export const configInShellFence: Rule = {
  kind: 'config-in-shell-fence',
  preset: 'default',
  *check(document): Iterable<Report> {
    for (const shell of document.shells) {
      if (shell.origin !== 'block') continue;
      for (const command of shell.commands) {
        const what = lineOf(command) ?? variableOf(command, shell, document);
        if (what === undefined || isCrontabEdit(command)) continue;
        if (isFileBelowItsName(shell, document.runbook)) break;
        yield {
          message: `unexpected ${what} in a block for the shell, expected it in its file: nothing is configured`,
          location: command.location,
          hint: "Write it by a command (cat > FILE <<'EOF'), or give the lines a fence of their own language, such as ini, dotenv or cron.",
        };
        break;
      }
    }
  },
};

/** Whether the block shows a file: nothing but its lines, below a comment, a sentence or a heading that calls it so. */
function isFileBelowItsName({ text, list, block }: Shell, runbook: Runbook): boolean {
  const [, top = ''] = /^((?:[^\S\n]*(?:#.*)?\n)+)/.exec(`${text}\n`) ?? [];
  if (
    !top.split('\n').some(line => fileName.test(line)) &&
    !callsItFile.test(lastSentence(block?.prose ?? '')) &&
    !isBelowCron(runbook, block)
  )
    return false;
  return list.chains.every(({ pipelines }) => {
    const [stage] = pipelines[0]?.stages ?? [];
    const [command] = stage === undefined ? [] : commandsOf(stage);
    if (command === undefined) return false;
    if (lineOf(command) !== undefined) return true;
    const isPlain = pipelines.length === 1 && pipelines[0]?.stages.length === 1 && command.redirects.length === 0;
    return isPlain && command.inner === undefined && !looksLikeCommand(commandText(command, 200));
  });
}

/** `# redis.conf`, `# /etc/cron.d/notes`, `# .env (of the worker)`. */
const fileName =
  /^\s*#+\s*(?:file:\s*|in\s+)?[`"']?(?:\/etc\/[\w./@-]+|crontab|[\w./~@-]*\.(?:env|conf|cnf|ini|cfg|config|properties|service|timer|ya?ml|toml))[`"']?:?(?:\s+(?:or|and)\s.*|\s*[(—–-].*)?$/i;

/** "Example cron job:", "Put into `/etc/cron.d/notes`:". */
const callsItFile = /\bcron ?(?:tabs?|jobs?|entry|entries|lines?)?\b[^.]*:$|\/etc\/cron[\w.]*[\w./-]*`?[^.]*:$/i;

function isBelowCron(runbook: Runbook, block: Shell['block']): boolean {
  return block !== undefined && /\bcron(?:tab)?\b/i.test(titlesAbove(runbook, block.location.line)[0] ?? '');
}

function lastSentence(prose: string): string {
  return prose.split(/(?<=[.!?])\s+/).at(-1) ?? '';
}

function lineOf(command: ShellCommand): string | undefined {
  const { name, words, args, inner, outer, shell } = command;
  if (inner !== undefined || outer !== undefined) return undefined;
  if (isCrontabLine(command)) return 'line of a crontab';
  if (/^\[[A-Z][\w. -]*\]$/.test(name) && /\]\s*\n\s*\w+\s*=/.test(shell.text)) return `section \`${name}\` of a configuration file`;
  if (words.length > 2 && words[1]?.text === '=' && /^[A-Za-z_][\w.-]*$/.test(name) && name !== 'test') return `setting \`${name}\``;
  return directives.test(name) && args.length > 0 ? `setting \`${name}\`` : undefined;
}

/** Of Redis and nginx; no program is called so. */
const directives =
  /^(?:maxmemory|maxmemory-policy|appendonly|appendfsync|requirepass|worker_processes|worker_connections|client_max_body_size|keepalive_timeout|server_name|proxy_pass|proxy_\w+_timeout|fastcgi_\w+|ssl_certificate|ssl_certificate_key)$/;

/** A variable that a comment puts into a file, and that the block does not use. */
function variableOf({ name, assignments, location }: ShellCommand, shell: Shell, { source }: CheckedDocument): string | undefined {
  const [first] = assignments;
  if (name !== '' || first === undefined || first.value?.parts.some(({ kind }) => kind !== 'literal') === true) return undefined;
  const file = /\b(?:in|into|to|edit|update)\s+(?:[\w'’-]+\s+){0,3}`?(\S*\.(?:env|conf|cnf|ini|cfg|properties)\b[\w.-]*)/i.exec(
    commentAbove(source, location.line)?.text ?? '',
  )?.[1];
  return file === undefined || new RegExp(`\\$\\{?${first.name}\\b|\\bexport\\b`).test(shell.text) ? undefined : `variable of \`${file}\``;
}

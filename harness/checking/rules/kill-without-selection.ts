import { commandsOf, outermost, stagesBefore } from '../document/shell/ask.ts';
import { saidBeside } from '../shell-facts/said-beside.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * Processes are ended without saying which are meant.
 *
 * `killall node` ends every program that is written for Node.js; `lsof FILE | … | xargs kill` and `fuser -k` end everybody who has the file
 * open: the web server, the workers and the backup, and not the one that holds the lock. Restarted by nobody, they stay away.
 *
 * Stop by the service manager, or name what is meant: `pkill -f 'worker --queue mails'`, a PID that was looked at. Where all are meant, say so
 * in a comment (`# ends all programs of Node.js`).
 *
 * @example A language is no service
 * ````markdown
 * ```bash
 * killall -9 node
 * sudo pkill -f python3
 * pgrep java | xargs kill -9
 * ```
 * ````
 * 2:12-2:16 unexpected end of every `node`, expected the service that is meant: other programs run by it, too
 * 3:15-3:22 unexpected end of every `python3`, expected the service that is meant: other programs run by it, too
 * 4:7-4:11 unexpected end of every `java`, expected the service that is meant: other programs run by it, too
 *
 * @example Whoever has the file open
 * ````markdown
 * ```bash
 * fuser -k /srv/tickets/tickets.db
 * lsof /srv/tickets/tickets.db | tail -n +2 | cut -c10-16 | xargs kill
 * kill $(lsof -t /srv/tickets/tickets.db)
 * ```
 * ````
 * 2:10-2:33 unexpected end of whoever has `/srv/tickets/tickets.db` open, expected the process that is meant: the service itself is among them
 * 3:6-3:29 unexpected end of whoever has `/srv/tickets/tickets.db` open, expected the process that is meant: the service itself is among them
 * 4:16-4:39 unexpected end of whoever has `/srv/tickets/tickets.db` open, expected the process that is meant: the service itself is among them
 *
 * @example One that is meant
 * ````markdown
 * ```bash
 * pkill -f 'tickets-worker --queue mails'
 * killall tickets-web
 * kill "$(cat /run/tickets.pid)"
 * pkill -u tickets
 * fuser -k 8080/tcp
 * ```
 * ````
 * none
 *
 * @example Only a look
 * ````markdown
 * ```bash
 * pgrep -a java
 * lsof /srv/tickets/tickets.db
 * fuser /srv/tickets/tickets.db
 * ```
 * ````
 * none
 */
export const killWithoutSelection: Rule = {
  kind: 'kill-without-selection',
  preset: 'default',
  *check(document): Iterable<Report> {
    for (const command of document.commandsNamed(/^(?:pkill|killall|pgrep|pidof|fuser|lsof)$/)) {
      if (!isCarriedOut(command)) continue;
      const generic = genericOf(command);
      if (generic !== undefined && !/\b(?:all|every)\b/i.test(saidBeside(document, command.location)))
        yield {
          message: `unexpected end of every \`${generic.value}\`, expected the service that is meant: other programs run by it, too`,
          location: generic.location,
        };
      const file = openFileOf(command);
      if (file !== undefined)
        yield {
          message: `unexpected end of whoever has \`${file.value}\` open, expected the process that is meant: the service itself is among them`,
          location: file.location,
          hint: 'Look first: lsof FILE; then stop the one, by its service.',
        };
    }
  },
};

/** `killall node`, `pkill -f java`, `pgrep node | xargs kill`, `kill $(pidof python)`. */
function genericOf(command: ShellCommand): ShellWord | undefined {
  const { name, args } = command;
  const pattern = args.find(({ value }, at) => !value.startsWith('-') && !/^-[usgtPGU]$/.test(args[at - 1]?.value ?? ''));
  const chosen = args.some(({ value }) => /^-(?:[utPGU]|-(?:uid|euid|parent|terminal|group|user))/.test(value));
  if (pattern === undefined || !isLanguage(pattern.value)) return undefined;
  if (/^(?:pkill|killall)$/.test(name) && !chosen && !args.some(({ value }) => /^-(?:0|-signal=0|l)$/.test(value))) return pattern;
  return /^(?:pgrep|pidof)$/.test(name) && !chosen && isKilled(command) ? pattern : undefined;
}

/** `fuser -k FILE`, `lsof FILE | … | xargs kill`, `kill $(lsof -t FILE)`. */
function openFileOf(command: ShellCommand): ShellWord | undefined {
  const { name, args } = command;
  const file = args.find(
    ({ value }) => /^(?:\/|\.{1,2}\/|~\/|\$\{?\w+\}?\/)/.test(value) || /^[\w./-]+\.(?:db|sqlite3?|lock|pid)$/.test(value),
  );
  if (file === undefined) return undefined;
  if (name === 'fuser')
    return args.some(({ value }) => /^-[a-z]*k|^--kill$/.test(value)) && !args.some(({ value }) => /^-\w*n|^--namespace/.test(value))
      ? file
      : undefined;
  return name === 'lsof' && !args.some(({ value }) => /^-[a-z]*[icpu]/.test(value)) && isKilled(command) ? file : undefined;
}

/** Whether what it prints is killed: through a pipe, or as words of `kill`. */
function isKilled(command: ShellCommand): boolean {
  const stage = outermost(command);
  const { list } = stage.pipeline.chain;
  const behind = stage.pipeline.stages.slice(stage.index + 1).flatMap(commandsOf);
  if (behind.some(({ name, outer }) => name === 'kill' && outer?.name === 'xargs')) {
    // Somebody chooses in between.
    return !behind.some(({ name }) => /^(?:grep|fzf|head)$/.test(name)) && stagesBefore(stage).length === 0;
  }
  return (
    list.within?.part === 'substitution' &&
    list.within.of.type === 'command' &&
    commandsOf(list.within.of).some(({ name }) => name === 'kill') &&
    behind.every(({ name }) => !/^(?:grep|head)$/.test(name))
  );
}

function isLanguage(value: string): boolean {
  return /^(?:node|nodejs|python[\d.]*|java|php[\d.]*|ruby|perl|dotnet|bash|sh|sshd|npm)$/.test(value);
}

import { composeCall } from '../shell-facts/compose.ts';
import type { Location } from '../../model/location.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A line for cron does not do there what it does in a terminal.
 *
 * Cron ends the command at a bare `%`, begins in the home folder, and knows two folders of programs. `pg_dump > backup-$(date +%F).sql` never
 * runs; `docker compose exec` finds no project; `pm2` and `node` of a user's own installation are not found. The mail that tells it goes
 * nowhere.
 *
 * Write `\%`, `cd /srv/tickets && …`, whole paths, or put it all into a script and begin the file with `PATH=…`.
 *
 * @example A percent sign
 * ````markdown
 * ```cron
 * 0 3 * * * pg_dump tickets > /srv/dumps/tickets-$(date +%F).sql
 * ```
 * ````
 * 2:56-2:57 unexpected `%` in a line for cron, expected `\%`: cron ends the command there
 *
 * @example A project that is elsewhere, and a program that is not found
 * ````markdown
 * ```bash
 * cat > /etc/cron.d/tickets <<'EOF'
 * 15 2 * * * app docker compose exec -T web ./nightly
 * *\/10 * * * * app pm2 save
 * EOF
 * (crontab -l; echo "0 4 * * 0 ./prune.sh") | crontab -
 * ```
 * ````
 * 3:16-3:30 unexpected `docker compose` without a folder in a line for cron, expected `cd` or `-f` before it: cron begins in the home folder
 * 4:18-4:21 unexpected `pm2` in a line for cron without `PATH`, expected its whole path: cron knows /usr/bin and /bin
 * 6:30-6:40 unexpected path `./prune.sh` in a line for cron, expected a whole one: cron begins in the home folder
 *
 * @example A script that says who runs it
 * ````markdown
 * ```bash
 * #!/bin/bash
 * # every night, by cron
 * docker compose exec -T web ./nightly
 * docker compose exec -T web ./mails
 * ```
 * ````
 * 4:1-4:7 unexpected `docker compose` without a folder in a script for cron, expected `cd` before it: cron begins in the home folder
 *
 * @example A file of the system's without a user
 * ````markdown
 * ```bash
 * cat > /etc/cron.d/tickets <<'EOF'
 * 0 * * * * /opt/tickets/bin/report.sh
 * EOF
 * ```
 * ````
 * 3:11-3:37 unexpected command where `/etc/cron.d` has the name of a user, expected `root` or another before it
 *
 * @example All is said
 * ````markdown
 * ```cron
 * PATH=/usr/local/bin:/usr/bin:/bin
 * 0 3 * * * pg_dump tickets > /srv/dumps/tickets-$(date +\%F).sql
 * 15 2 * * * cd /srv/tickets && docker compose exec -T web ./nightly
 * 20 2 * * * docker compose -f /srv/tickets/compose.yaml exec -T web ./nightly
 * *\/10 * * * * pm2 save
 * ```
 * ````
 * none
 *
 * @example No line for cron
 * ````markdown
 * ```bash
 * date +%F
 * docker compose exec -T web ./nightly
 * ```
 *
 * ```cron
 * @daily /opt/tickets/bin/report.sh
 * ```
 * ````
 * none
 */
export const cronEnvironment: Rule = {
  kind: 'cron-environment',
  preset: 'default',
  *check(document): Iterable<Report> {
    for (const { text, locate, system } of tablesOf(document)) {
      const hasPath = /^\s*(?:PATH|BASH_ENV)\s*=/m.test(text);
      let at = 0;
      for (const line of text.split('\n')) {
        const entry = entryOf(line, system);
        if (entry !== undefined) {
          const found = problemOf(entry.command, hasPath, entry.noUser);
          if (found !== undefined) {
            const from = at + entry.from + found.from;
            yield { message: found.message, location: locate(from, from + found.length) };
          }
        }
        at += line.length + 1;
      }
    }
    yield* inScripts(document);
  },
};

/** Scripts whose own comment says that cron runs them. */
function* inScripts({ shells }: CheckedDocument): Iterable<Report> {
  for (const { text, commands, origin } of shells) {
    if (origin !== 'block' || !/^#[^\n]*\bcron(?:job|tab)?\b/im.test(text) || /^\s*\d[\d*,/-]*\s+\S+\s+\S+\s+\S+\s+\S+\s+\S/m.test(text))
      continue;
    const first = commands.find(command => composeCall(command) !== undefined);
    const cd = commands.find(({ name }) => name === 'cd' || name === 'pushd');
    if (first === undefined || (cd !== undefined && commands.indexOf(cd) < commands.indexOf(first))) continue;
    if (
      first.args.some(({ value }) => /^(?:-f|--file|--project-directory|-p|--project-name)(?:=|$)/.test(value)) ||
      /\bCOMPOSE_(?:FILE|PROJECT_NAME)=/.test(text)
    )
      continue;
    const from = first.words[0];
    yield {
      message: `unexpected \`${first.name === 'docker' ? 'docker compose' : first.name}\` without a folder in a script for cron, expected \`cd\` before it: cron begins in the home folder`,
      location: from?.location ?? first.location,
      hint: 'Begin with cd to the folder of the compose file, and with set -e.',
    };
  }
}

interface Table {
  readonly text: string;
  /** A file of `/etc/cron.d`: a user's name stands before the command. */
  readonly system: boolean;
  locate(from: number, to: number): Location;
}

/** Fences of cron, here-documents into `/etc/cron.d` and `crontab`, and lines that `echo` writes there. */
function* tablesOf({ runbook, commands, source }: CheckedDocument): Iterable<Table> {
  for (const { lang, text, location } of runbook.blocks)
    if (/^(?:cron|crontab)$/.test(lang))
      yield {
        text,
        system: false,
        locate: (from, to) => {
          const before = text.slice(0, from).split('\n');
          const line = location.line + before.length;
          const own = source.lines[line - 1] ?? '';
          const row = text.split('\n')[before.length - 1] ?? '';
          const column = Math.max(0, own.indexOf(row)) + (before.at(-1)?.length ?? 0) + 1;
          return { file: source.file, line, column, endLine: line, endColumn: column + to - from };
        },
      };
  for (const command of commands) {
    const { name, args, redirects, shell, pipeline } = command;
    const target =
      redirects.find(({ operator }) => /^>>?$/.test(operator))?.target?.value ?? (name === 'tee' ? args.at(-1)?.value : undefined) ?? '';
    const system = /^\/etc\/(?:cron\.d\/|crontab$)/.test(target);
    const document = redirects.find(redirect => redirect.document !== undefined)?.document;
    if (document !== undefined && (system || name === 'crontab'))
      yield { text: document.text, system, locate: (from, to) => shell.locate(document.from + from, document.from + to) };
    const piped = pipeline.stages.at(-1);
    const outer = pipeline.chain.list.within?.of.pipeline.stages.at(-1);
    const into = [piped, outer].find(stage => stage?.type === 'command' && stage.name === 'crontab');
    const word = args.at(-1);
    if (name !== 'echo' || word === undefined || (into === undefined && !system)) continue;
    const { indices, value } = word;
    if (indices === undefined) continue;
    yield { text: value, system, locate: (from, to) => shell.locate(indices[from] ?? word.from, (indices[to - 1] ?? word.from) + 1) };
  }
}

function entryOf(line: string, system: boolean): { readonly command: string; readonly from: number; readonly noUser: boolean } | undefined {
  const match = /^\s*(?:@\w+|(?:[\d*][\d*/,-]*\s+){2}(?:[\d*a-zA-Z][\w*/,-]*\s+){2}[\d*a-zA-Z][\w*/,-]*)\s+/.exec(line);
  if (match === null) return undefined;
  let [{ length: from }] = match;
  let noUser = false;
  if (system) {
    const user = /^[a-z_][\w-]*\s+/.exec(line.slice(from))?.[0];
    if (user === undefined) noUser = true;
    else from += user.length;
  }
  return { command: line.slice(from), from, noUser };
}

function problemOf(
  command: string,
  hasPath: boolean,
  noUser: boolean,
): { readonly message: string; readonly from: number; readonly length: number } | undefined {
  const first = /^\S+/.exec(command)?.[0] ?? '';
  if (noUser)
    return {
      message: 'unexpected command where `/etc/cron.d` has the name of a user, expected `root` or another before it',
      from: 0,
      length: first.length,
    };
  const percent = /(?:^|[^\\])%/.exec(command);
  if (percent !== null)
    return {
      message: 'unexpected `%` in a line for cron, expected `\\%`: cron ends the command there',
      from: percent.index + percent[0].length - 1,
      length: 1,
    };
  if (/^\.{1,2}\//.test(first))
    return {
      message: `unexpected path \`${first}\` in a line for cron, expected a whole one: cron begins in the home folder`,
      from: 0,
      length: first.length,
    };
  const compose = /\bdocker(?: compose|-compose)\b/.exec(command);
  if (compose !== null && !/\bcd\s|\s(?:-f|--file|--project-directory|-p|--project-name)[ =]/.test(command))
    return {
      message: `unexpected \`${compose[0]}\` without a folder in a line for cron, expected \`cd\` or \`-f\` before it: cron begins in the home folder`,
      from: compose.index,
      length: compose[0].length,
    };
  if (!hasPath && /^(?:pm2|node|npm|npx|yarn|pnpm|nvm|rbenv|bundle|pyenv|poetry|cargo|go)$/.test(first))
    return {
      message: `unexpected \`${first}\` in a line for cron without \`PATH\`, expected its whole path: cron knows /usr/bin and /bin`,
      from: 0,
      length: first.length,
    };
  return undefined;
}

import { isSubstituted, outermost, stagesAfter } from '../document/shell/ask.ts';
import { commandText } from '../shell-facts/command-text.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A secret is printed, logged or written down.
 *
 * What the incident's channel, the shared screen or the recording of a session shows is no secret any more. `cat .env` prints all of them to
 * see one; `sudo` writes its whole command line, a token in it included, to the log of the system.
 *
 * Ask for what is needed without its value: `grep -c '^API_KEY=' .env`, `cut -d= -f1 .env`. A value that is no secret is right, and so is one
 * that is obviously made up.
 *
 * @example All of them, to look at
 * ````markdown
 * ```bash
 * cat .env
 * docker compose exec web cat /app/.env.production
 * ```
 * ````
 * 2:1-2:9 unexpected `cat .env`, expected a question that leaves the value out: it prints secrets
 * 3:25-3:49 unexpected `cat /app/.env.production`, expected a question that leaves the value out: it prints secrets
 *
 * @example One of them
 * ````markdown
 * ```bash
 * echo $SMTP_PASSWORD
 * docker exec web printenv STRIPE_SECRET_KEY
 * ```
 * ````
 * 2:1-2:20 unexpected `echo $SMTP_PASSWORD`, expected a question that leaves the value out: it prints secrets
 * 3:17-3:43 unexpected `printenv STRIPE_SECRET_KEY`, expected a question that leaves the value out: it prints secrets
 *
 * @example In the log of sudo
 * ````markdown
 * ```bash
 * sudo tickets-admin set-key --value "$NEW_API_KEY"
 * ```
 * ````
 * 2:37-2:49 unexpected `$NEW_API_KEY` in the words of `sudo`, expected it in a file or on standard input: sudo writes its command line to the log
 *
 * @example Written down
 * ````markdown
 * Deploy with `AKIAQQQQQQQQQQQQQQQQ`.
 * ````
 * 1:14-1:34 unexpected secret in the text, expected the place where it is kept: whoever reads the page has it
 *
 * @example Names without values, and where they go on
 * ````markdown
 * ```bash
 * cut -d= -f1 .env
 * cat .env.example
 * cat .env | cut -d= -f1
 * grep -c '^SMTP_PASSWORD=' .env
 * echo "$SMTP_PASSWORD" | docker login -u ops --password-stdin registry.example
 * echo "$TOKEN" > /run/secrets/token
 * PASSWORD=$(openssl rand -hex 16)
 * echo "Keep it: $PASSWORD"
 * kubectl get secret tickets -o yaml
 * ```
 * ````
 * none
 *
 * @example No secrets
 * ````markdown
 * ```bash
 * echo "$PRIMARY_KEY_COLUMN $KEYS_FOUND $TOKEN_COUNT"
 * sudo systemctl restart "$SERVICE"
 * export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
 * ```
 * ````
 * none
 */
export const secretDisclosure: Rule = {
  kind: 'secret-disclosure',
  preset: 'default',
  *check(document): Iterable<Report> {
    for (const command of document.commands) {
      if (!(printers.test(command.name) || command.asRoot) || !isCarriedOut(command)) continue;
      // A session shows what the file is to hold.
      if (printed(command) !== undefined && !/^\s*\$ /m.test(command.shell.block?.text ?? ''))
        yield {
          message: `unexpected \`${commandText(command, 40)}\`, expected a question that leaves the value out: it prints secrets`,
          location: command.location,
          hint: 'Without values: cut -d= -f1 .env; whether it is set: test -n "$NAME".',
        };
      const logged = loggedBySudo(command);
      if (logged !== undefined)
        yield {
          message: `unexpected \`${logged.text}\` in the words of \`sudo\`, expected it in a file or on standard input: sudo writes its command line to the log`,
          location: logged.location,
        };
    }
    yield* writtenDown(document);
  },
};

const secretName =
  /^(?:[A-Z0-9]+_)*(?:PASSWORD|PASSWD|PASS|SECRET|TOKEN|API_?KEY|SECRET_KEY|PRIVATE_KEY|ACCESS_KEY|ENCRYPTION_KEY|JWT_SECRET|MASTER_KEY)$/i;

const printers = /^(?:cat|less|more|bat|head|tail|echo|printf|printenv)$/;

/** What of a command prints a secret to whoever looks; undefined where its output goes elsewhere. */
function printed(command: ShellCommand): ShellWord | undefined {
  const { name, args, redirects } = command;
  if (!printers.test(name)) return undefined;
  const isKept = redirects.some(({ operator, descriptor }) => /^&?>/.test(operator) && (descriptor ?? 1) === 1);
  if (isKept || isSubstituted(command) || !stagesAfter(outermost(command)).every(stage => stage.type === 'command' && letsThrough(stage)))
    return undefined;
  if (/^(?:cat|less|more|bat|head|tail)$/.test(name))
    return args.find(
      ({ value }) => /(?:^|\/)\.env(?:\.(?:production|prod|staging|live|local))?$/.test(value) || /^\/run\/secrets\/./.test(value),
    );
  const last = stagesAfter(outermost(command)).length === 0;
  if (!last) return undefined;
  if (name === 'echo' || name === 'printf')
    return args.find(({ parts }) =>
      parts.some(
        ({ variable, operator }) =>
          variable !== undefined && operator === undefined && secretName.test(variable) && !isMadeHere(variable, command),
      ),
    );
  if (name === 'printenv') return args.find(({ value }) => secretName.test(value));
  return undefined;
}

/** Whether the text before has just made it: it is printed to be kept, or was asked for to be tried. */
function isMadeHere(variable: string, { shell }: ShellCommand): boolean {
  return shell.commands.some(({ assignments }) => assignments.some(({ name, value }) => name === variable && value?.literal === false));
}

/** Behind it the values are still there. */
function letsThrough({ name, args }: ShellCommand): boolean {
  if (name === 'grep') return !args.some(({ value }) => /^-\w*[cqlo]/.test(value)) && args.some(({ value }) => /^-\w*v/.test(value));
  return /^(?:sort|less|more|cat|head|tail|tee)$/.test(name);
}

/** A secret that the shell puts into the words of `sudo`. */
function loggedBySudo({ name, args, asRoot, outer, redirects }: ShellCommand): ShellWord['parts'][number] | undefined {
  if (!asRoot || outer?.name !== 'sudo' || /^(?:-|su$|bash$|sh$)/.test(name) || redirects.some(({ operator }) => operator === '<<<'))
    return undefined;
  // A token that lets a machine join is used up by it.
  if (args.some(({ value }) => /^(?:join|register)$/.test(value))) return undefined;
  return args.flatMap(({ parts }) => parts).find(({ variable }) => variable !== undefined && secretName.test(variable));
}

/** Keys whose form tells what they are. */
const keys =
  /\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|glpat-[\w-]{20}|xox[abp]-\d{9,}-[\w-]{20,}|sk_live_[A-Za-z0-9]{20,}|AIza[\w-]{35})\b|-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY-----/;

function* writtenDown({ source, file }: CheckedDocument): Iterable<Report> {
  if (!keys.test(source.text)) return;
  for (const [index, line] of source.lines.entries()) {
    const match = keys.exec(line);
    if (match === null || /EXAMPLE|XXXX|0000|1234|abcd/i.test(match[0])) continue;
    // A key's first line alone is a pattern to look for.
    if (match[0].startsWith('-----') && !/^[\w+/=]{40,}$/.test((source.lines[index + 1] ?? '').trim())) continue;
    const column = match.index + 1;
    yield {
      message: 'unexpected secret in the text, expected the place where it is kept: whoever reads the page has it',
      location: { file, line: index + 1, column, endLine: index + 1, endColumn: column + match[0].length },
      hint: 'Replace it where it is used, then here: it stays in the history of the file.',
    };
  }
}

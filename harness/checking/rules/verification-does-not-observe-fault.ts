import { commandText } from '../shell-facts/command-text.ts';
import { procedureLines } from '../shell-facts/procedure-lines.ts';
import { remedyOf } from '../shell-facts/remedies.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * What is looked at behind a remedy does not show whether users are served.
 *
 * `systemctl status` and `docker ps` say that a process runs, which it did before, too; `nginx -t` says that a file can be read, and not which
 * certificate is served. The incident is closed, and the trouble stays.
 *
 * Such looks are right beside a question that users ask as well: a request, a query, a job that goes the whole way. A procedure that asks two
 * services before the remedy asks both of them afterwards.
 *
 * @example Processes, and a certificate that nobody looks at
 * ````markdown
 * ## Mail is late
 *
 * ```bash
 * sudo systemctl restart postfix
 * systemctl status postfix
 * ```
 *
 * ## Certificate expires
 *
 * ```bash
 * sudo certbot renew
 * sudo nginx -t
 * sudo systemctl reload nginx
 * ```
 * ````
 * 5:1-5:25 unexpected `systemctl status postfix` as the only check, expected a question that users ask, too: a process that runs need not answer
 * 12:6-12:14 unexpected end of a renewal without a look at the certificate, expected its dates as users get them
 *
 * @example Two are asked before, one after
 * ````markdown
 * ## Shop is down
 *
 * ```bash
 * curl -fsS http://localhost:7001/ready
 * curl -fsS http://localhost:7002/ready
 * docker compose restart
 * curl -fsS http://localhost:7001/ready
 * ```
 * ````
 * 7:1-7:38 unexpected end of the checks, expected `http://localhost:7002/ready` as well: before the remedy it was asked, too
 *
 * @example A question that users ask
 * ````markdown
 * ## Mail is late
 *
 * ```bash
 * sudo systemctl restart postfix
 * systemctl status postfix
 * swaks --to probe@example.com --quit-after RCPT
 * ```
 *
 * ## Certificate expires
 *
 * ```bash
 * sudo certbot renew
 * echo | openssl s_client -connect localhost:443 | openssl x509 -noout -enddate
 * ```
 * ````
 * none
 *
 * @example A loop that waits for it, and a remedy alone
 * ````markdown
 * ## Shop is down
 *
 * ```bash
 * docker compose restart web
 * docker compose ps
 * until curl -fsS http://localhost:7001/ready; do sleep 1; done
 * ```
 *
 * ## Mail is late
 *
 * ```bash
 * sudo systemctl restart postfix
 * ```
 * ````
 * none
 */
export const verificationDoesNotObserveFault: Rule = {
  kind: 'verification-does-not-observe-fault',
  preset: 'all',
  *check(document): Iterable<Report> {
    for (const commands of proceduresOf(document)) {
      const last = commands.findLastIndex(command => remedyOf(command) === 'service');
      const behind = commands
        .slice(last + 1)
        .filter(({ inner, name }) => inner === undefined && !/^(?:echo|printf|sleep|\[|\[\[|test|exit|)$/.test(name));
      const end = behind.at(-1);
      const renewal = commands.find(
        ({ name, args }) => name === 'certbot' && args.some(({ value }) => value === 'renew' || value === 'certonly'),
      );
      if (renewal !== undefined && !commands.slice(commands.indexOf(renewal)).some(showsCertificate))
        yield {
          message: `unexpected end of a renewal without a look at the certificate, expected its dates as users get them`,
          location: (commands.slice(commands.indexOf(renewal) + 1).find(({ name }) => name === 'nginx') ?? renewal).location,
          hint: 'echo | openssl s_client -connect HOST:443 -servername HOST | openssl x509 -noout -enddate',
        };
      else if (last !== -1 && end !== undefined && behind.every(isShallow))
        yield {
          message: `unexpected \`${commandText(end)}\` as the only check, expected a question that users ask, too: a process that runs need not answer`,
          location: end.location,
          hint: 'Ask what users ask, and let the answer decide: curl -fsS --retry 10 --retry-all-errors URL.',
        };
      else if (last !== -1) yield* forgotten(commands.slice(0, last), behind);
    }
  },
};

/** The commands that are carried out, by procedure. */
function proceduresOf(document: CheckedDocument): Iterable<readonly ShellCommand[]> {
  const procedures = new Map<string, ShellCommand[]>();
  for (const command of document.commands) {
    if (!isCarriedOut(command)) continue;
    const key = `${procedureLines(document, command.location.line)[0]} ${command.shell.block?.branch?.condition ?? ''}`;
    const known = procedures.get(key);
    if (known === undefined) procedures.set(key, [command]);
    else known.push(command);
  }
  return procedures.values();
}

function isShallow({ name, args }: ShellCommand): boolean {
  const call = [name, ...args.map(({ value }) => value)].join(' ');
  return (
    /^(?:systemctl (?:\S+ )*(?:status|is-active)|service \S+ status|docker(?:-compose| compose)? (?:\S+ )*(?:ps|logs|stats)|pm2 (?:ls|list|status|logs?|info|show|describe|monit)|kubectl (?:\S+ )*(?:get|logs|rollout status)|supervisorctl status|ps |pgrep |tail |grep |head |journalctl )/.test(
      `${call} `,
    ) ||
    (name === 'curl' && /\s-\w*I|--head/.test(call) && !/\s-\w*f|--fail/.test(call))
  );
}

function showsCertificate({ name, args }: ShellCommand): boolean {
  const values = args.map(({ value }) => value);
  return (
    (name === 'openssl' && values.some(value => /^(?:x509|s_client)$/.test(value))) ||
    (name === 'certbot' && values.includes('certificates')) ||
    name === 'curl' ||
    name === 'ssl-cert-check'
  );
}

/** A request before the remedy that is not made again behind it, where others are. */
function* forgotten(before: readonly ShellCommand[], behind: readonly ShellCommand[]): Iterable<Report> {
  const asked = behind.filter(isRequest);
  const [first] = asked;
  const missing = before.filter(isRequest).find(command => !asked.some(other => addressOf(other) === addressOf(command)));
  if (first === undefined || missing === undefined || !before.filter(isRequest).some(command => addressOf(command) === addressOf(first)))
    return;
  yield {
    message: `unexpected end of the checks, expected \`${addressOf(missing) ?? ''}\` as well: before the remedy it was asked, too`,
    location: first.location,
    hint: 'Ask again all that was asked before.',
  };
}

function isRequest(command: ShellCommand): boolean {
  return /^(?:curl|wget)$/.test(command.name) && addressOf(command) !== undefined;
}

function addressOf({ args }: ShellCommand): string | undefined {
  return args.find(({ value }) => /^https?:\/\//.test(value))?.value;
}

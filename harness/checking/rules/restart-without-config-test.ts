import { commandsOf, outermost } from '../document/shell/ask.ts';
import { commandsAround } from '../shell-facts/around.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A server's configuration is changed, and the server restarted without asking whether it can read it.
 *
 * A missing semicolon, a key with a password, a certificate of another name: the old process is stopped, the new one does not start. What was
 * a small change is an outage, with `nginx -t` to find it one line away.
 *
 * Test first, and let it decide: `nginx -t && systemctl reload nginx`.
 *
 * @example A new certificate
 * ````markdown
 * ```bash
 * sudo cp tickets.crt /etc/nginx/ssl/tickets.crt
 * sudo systemctl restart nginx
 * ```
 * ````
 * 3:6-3:29 unexpected restart of `nginx` after its configuration was changed, expected `nginx -t` before it
 *
 * @example An edited file
 * ````markdown
 * ```bash
 * sudo sed -i 's/timeout 5s/timeout 30s/' /etc/haproxy/haproxy.cfg
 * sudo service haproxy reload
 * ```
 * ````
 * 3:6-3:28 unexpected restart of `haproxy` after its configuration was changed, expected `haproxy -c -f /etc/haproxy/haproxy.cfg` before it
 *
 * @example It is asked
 * ````markdown
 * ```bash
 * sudo cp tickets.crt /etc/nginx/ssl/tickets.crt
 * sudo nginx -t && sudo systemctl restart nginx
 * ```
 *
 * ## Another
 *
 * ```bash
 * sudo vi /etc/ssh/sshd_config
 * sudo sshd -t
 * sudo systemctl restart sshd
 * ```
 * ````
 * none
 *
 * @example Nothing was changed
 * ````markdown
 * ```bash
 * sudo systemctl restart nginx
 * ```
 * ````
 * none
 *
 * @example A line for cron, between others
 * ````markdown
 * ```bash
 * cp fullchain.pem /etc/nginx/ssl/cert.pem
 * 0 2 * * * certbot renew --quiet && systemctl reload nginx
 * ```
 * ````
 * none
 */
export const restartWithoutConfigTest: Rule = {
  kind: 'restart-without-config-test',
  preset: 'default',
  *check(document): Iterable<Report> {
    for (const command of document.commandsNamed(/^(?:systemctl|service|rc-service)$/)) {
      const server = servers.find(({ units }) => restarts(command, units));
      if (server === undefined || !isCarriedOut(command) || isScheduled(command)) continue;
      const { before } = commandsAround(document, command.location);
      const change = before.findLast(other => isCarriedOut(other) && changes(other, server.files));
      if (change === undefined || before.some(other => server.test.test(other.words.map(({ value }) => value).join(' ')))) continue;
      yield {
        message: `unexpected restart of \`${server.name}\` after its configuration was changed, expected \`${server.say}\` before it`,
        location: command.location,
        hint: `${server.say} && ${command.words.map(({ text }) => text).join(' ')}`,
      };
    }
  },
};

interface Server {
  readonly name: string;
  readonly units: RegExp;
  readonly files: RegExp;
  readonly test: RegExp;
  readonly say: string;
}

const servers: readonly Server[] = [
  {
    name: 'nginx',
    units: /^nginx(?:\.service)?$/,
    files: /\/nginx\/|nginx.*\.conf|\/etc\/(?:ssl|letsencrypt|pki)\//,
    test: /\bnginx -[a-zA-Z]*[tT]/,
    say: 'nginx -t',
  },
  {
    name: 'apache',
    units: /^(?:apache2|httpd)(?:\.service)?$/,
    files: /\/(?:apache2|httpd)\/|\/etc\/(?:ssl|letsencrypt|pki)\//,
    test: /\bconfigtest\b|\b(?:apachectl|apache2ctl|httpd) -t/,
    say: 'apachectl configtest',
  },
  {
    name: 'haproxy',
    units: /^haproxy(?:\.service)?$/,
    files: /haproxy/,
    test: /\bhaproxy\b.* -c\b/,
    say: 'haproxy -c -f /etc/haproxy/haproxy.cfg',
  },
  { name: 'sshd', units: /^sshd?(?:\.service)?$/, files: /sshd_config/, test: /\bsshd -[tT]/, say: 'sshd -t' },
];

function restarts({ name, args }: ShellCommand, units: RegExp): boolean {
  const values = args.map(({ value }) => value);
  return (
    /^(?:systemctl|service|rc-service)$/.test(name) &&
    values.some(value => units.test(value)) &&
    values.some(value => /^(?:restart|reload|reload-or-restart|force-reload)$/.test(value))
  );
}

function changes({ name, args, redirects }: ShellCommand, files: RegExp): boolean {
  if (redirects.some(({ operator, target }) => /^&?>/.test(operator) && files.test(target?.value ?? ''))) return true;
  const values = args.map(({ value }) => value).filter(value => !value.startsWith('-'));
  if (/^(?:cp|mv|install|ln|scp|rsync)$/.test(name)) return files.test(values.at(-1) ?? '');
  if (name === 'sed' || name === 'perl') return args.some(({ value }) => /^-\w*i/.test(value)) && values.some(value => files.test(value));
  return /^(?:tee|vi|vim|nano|emacs|patch|rm|certtool)$/.test(name) && values.some(value => files.test(value));
}

/** A line of a crontab: the reader does not run it. */
function isScheduled(command: ShellCommand): boolean {
  const [first] = outermost(command).pipeline.chain.pipelines[0]?.stages.flatMap(commandsOf) ?? [];
  return first !== undefined && /^[\d*][\d*/,-]*$/.test(first.name) && first.words.length > 5;
}

import { posix } from 'node:path';
import { nearest } from '../../support/nearest.ts';
import type { LookedUpStack, Written } from '../../model/stack-contents.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import { outermost, statusUseOf } from '../document/shell/ask.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A command reads a file or goes to a folder that the system does not have.
 *
 * "No such file or directory" ends the procedure, or is lost in its output, and the reader looks for the right name at night.
 *
 * Only with `--stack`, and only below what the stack puts on the operator's machine. A name is told where a part of it stands nowhere in
 * the sources, or where it is nearly that of a file beside it. Left alone are what the document or a program of the stack writes, folders
 * of logs, data and backups, hidden files, keys, patterns, and commands whose failure the document expects.
 *
 * @example Files that have other names
 * ````markdown
 * ```bash
 * cat /opt/shop/config/limit.yaml
 * grep -n timeout ./config/backend.jsno
 * ls /opt/shop/opps
 * cp /opt/shop/maintenance-page.html /opt/shop/config/page.html
 * ```
 * ````
 * ````yaml file=stack.yaml
 * x-drillbook:
 *   bastion: { workdir: /opt/shop, copy: { ./server: /opt/shop } }
 * services:
 *   web:
 *     image: nginx:1
 * ````
 * ````yaml file=server/config/limits.yaml
 * requests: 100
 * ````
 * ````json file=server/config/backend.json
 * { "timeout": 5 }
 * ````
 * ````bash file=server/ops/restart.sh
 * echo again
 * ````
 * 2:5-2:32 unexpected path `/opt/shop/config/limit.yaml`, expected one of `backend.json`, `limits.yaml`; nearest: `limits.yaml`
 * 3:17-3:38 unexpected path `./config/backend.jsno`, expected one of `backend.json`, `limits.yaml`; nearest: `backend.json`
 * 4:4-4:18 unexpected path `/opt/shop/opps`, expected one of `config`, `ops`; nearest: `ops`
 * 5:4-5:35 unexpected path `/opt/shop/maintenance-page.html`, expected one of `config`, `ops`
 *
 * @example Files that are there, are made on the way, or that nobody can know
 * ````markdown
 * ```bash
 * cat /opt/shop/config/limits.yaml
 * ls -l /opt/shop/config /opt/shop
 * cp /opt/shop/config/limits.yaml /opt/shop/config/limit.yaml
 * diff /opt/shop/config/limits.yaml /opt/shop/config/limit.yaml
 * tail -n 20 /opt/shop/log/api.log /var/log/syslog
 * cat /etc/os-release /opt/shop/.env /opt/shop/state.json
 * test -f /opt/shop/config/stop && cat /opt/shop/config/stop
 * cat /opt/shop/config/local.yaml 2>/dev/null
 * cat /opt/shop/config/limits.yaml.bak "/opt/shop/config/$NAME" /opt/shop/config/*.conf
 * ```
 * ````
 * ````yaml file=stack.yaml
 * x-drillbook:
 *   bastion: { workdir: /opt/shop, copy: { ./server: /opt/shop } }
 * services:
 *   web:
 *     image: nginx:1
 * ````
 * ````yaml file=server/config/limits.yaml
 * requests: 100
 * ````
 * ````bash file=server/ops/save.sh
 * date >/opt/shop/state.json
 * ````
 * none
 *
 * @example A volume
 * ````markdown
 * ```bash
 * cat /opt/shop/media/list.txt
 * ```
 * ````
 * ````yaml file=stack.yaml
 * x-drillbook:
 *   layout: host
 *   bastion: { workdir: /opt/shop, copy: { ./server: /opt/shop } }
 * services:
 *   web:
 *     image: nginx:1
 *     volumes: ["media:/opt/shop/media"]
 * volumes:
 *   media:
 * ````
 * ````text file=server/media/README.txt
 * Pictures.
 * ````
 * none
 */
export const unknownPath: Rule = {
  kind: 'unknown-path',
  preset: 'default',
  *check(document): Iterable<Report> {
    const { stack } = document;
    const written = stack?.contents?.written;
    if (stack === undefined || written === undefined) return;
    let touched: ReadonlySet<string> | undefined;
    for (const command of document.commandsNamed(readers)) {
      for (const word of readBy(command)) {
        const missing = missingName(word.value, command, document, stack);
        if (missing === undefined) continue;
        const { name, beside } = missing;
        const near = nearest(name, beside);
        if (!isUnwritten(name, written, near) || (touched ??= namesTouched(document)).has(name)) continue;
        const there = beside.filter(one => !one.startsWith('.')).slice(0, 12);
        const expected = there.length === 0 ? 'one that the stack has' : `one of ${there.map(one => `\`${one}\``).join(', ')}`;
        yield {
          message: `unexpected path \`${word.value}\`, expected ${expected}${near === undefined ? '' : `; nearest: \`${near}\``}`,
          location: word.location,
        };
      }
    }
  },
};

const readers =
  /^(?:cat|less|more|head|tail|grep|egrep|fgrep|zgrep|sed|awk|jq|yq|wc|stat|file|md5sum|sha256sum|diff|cmp|ls|cd|pushd|source|\.|nl|sort|cp)$/;

/** Words that a command reads, where nobody expects it to fail. */
function readBy(command: ShellCommand): readonly ShellWord[] {
  const { name, args, redirects, where } = command;
  const isQuiet = [command, outermost(command)].some(one =>
    one.redirects.some(({ descriptor, operator }) => descriptor === 2 || operator.startsWith('&')),
  );
  if (where !== 'bastion' || isQuiet || redirects.some(({ operator }) => operator === '&>') || statusUseOf(command) === 'decides')
    return [];
  const words = args.filter(({ value }) => !value.startsWith('-'));
  return (name === 'cp' ? words.slice(0, -1) : words).filter(({ literal }) => literal);
}

/** A name that is not in its folder, and those that are; undefined where it is there, or nobody knows. */
function missingName(
  value: string,
  { shell }: ShellCommand,
  { commandsNamed }: CheckedDocument,
  { bastion, contents }: LookedUpStack,
): { readonly name: string; readonly beside: readonly string[] } | undefined {
  if (!/^\.{0,2}\/?[\w.-]+(?:\/[\w.-]+)+\/?$/.test(value)) return undefined;
  // Where one goes elsewhere, a path counts from there.
  if (!value.startsWith('/') && (shell.origin === 'nested' || commandsNamed(/^(?:cd|pushd)$/).length > 0)) return undefined;
  const path = posix.resolve(bastion.workdir, value);
  const all = (contents?.folders ?? []).filter(({ target }) => path === target || path.startsWith(`${target}/`));
  const deepest = Math.max(0, ...all.map(({ target }) => target.length));
  const folders = all.filter(({ target }) => target.length === deepest);
  const rest = path.slice(deepest + 1);
  if (rest === '' || folders.length === 0 || folders.some(({ names }) => names === undefined)) return undefined;
  const names = folders.flatMap(folder => folder.names ?? []);
  const parent = posix.dirname(rest);
  if (names.includes(rest) || (parent !== '.' && !names.includes(parent)) || isOfRunning(rest)) return undefined;
  // A relative one may be a pattern or an argument.
  if (!/^(?:\/|\.\.?\/)/.test(value) && parent === '.') return undefined;
  return { name: posix.basename(rest), beside: names.filter(name => posix.dirname(name) === parent).map(name => posix.basename(name)) };
}

/** What comes and goes while the system runs, or what nobody keeps with its sources. */
function isOfRunning(path: string): boolean {
  return (
    /(?:^|\/)(?:logs?|tmp|temp|cache|data|backups?|run|uploads?|releases?|storage|var|shared|current|pids?|sessions?|media|node_modules|vendor|dist|build)(?:\/|$)/i.test(
      path,
    ) ||
    /(?:^|\/)\.|\d{4}|~$|\.(?:log|pid|sock|gz|zip|tar|tgz|bak|old|orig|tmp|new|db|sqlite\d?|dump|rdb|aof|csv|pem|key|crt|lock)$/i.test(path)
  );
}

function isUnwritten(name: string, { words, files }: Written, near: string | undefined): boolean {
  if (files.includes(name)) return false;
  return (
    (near !== undefined && Math.abs(near.length - name.length) <= 2) ||
    name.split('.').some(part => part !== '' && !words.includes(part.toLowerCase()))
  );
}

/** Last parts of all words of commands that may make files. */
function namesTouched({ commands }: CheckedDocument): ReadonlySet<string> {
  const names = new Set<string>();
  const add = ({ value }: ShellWord): void => void names.add(posix.basename(value));
  for (const { name, args, redirects } of commands) {
    for (const { target, operator } of redirects) if (target !== undefined && operator !== '<') add(target);
    if (name === 'cp' ? args.length > 0 : !readers.test(name)) for (const word of name === 'cp' ? args.slice(-1) : args) add(word);
  }
  return names;
}

import { commandsAround } from '../shell-facts/around.ts';
import { composeCall } from '../shell-facts/compose.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A variable is changed where the service does not read it.
 *
 * `docker compose restart` starts the same container with the environment it was made with: an edited `.env` counts from the next
 * `up` on. `export` and a bare `NAME=value` change the shell of whoever types, and no service that systemd or Docker starts.
 *
 * A variable that the line behind it uses, or a program started from that shell, is right.
 *
 * @example The container keeps its environment
 * ````markdown
 * ```bash
 * sed -i 's/^POOL_SIZE=.*$/POOL_SIZE=40/' .env
 * docker compose restart web
 * ```
 * ````
 * 3:1-3:27 unexpected `restart` after a change of `.env`, expected `docker compose up -d`: a container keeps the environment it was made with
 *
 * @example The reader's shell
 * ````markdown
 * ```bash
 * export POOL_SIZE=40
 * sudo systemctl restart tickets
 * ```
 * ````
 * 2:8-2:20 unexpected `POOL_SIZE` in the reader's shell, expected it where the service reads it: nothing that is started by a service manager sees it
 *
 * @example Lines of the file, typed
 * ````markdown
 * ```bash
 * # in .env
 * POOL_SIZE=40
 * POOL_WAIT=5
 * sudo systemctl restart tickets
 * ```
 * ````
 * 3:1-3:13 unexpected `POOL_SIZE` in the reader's shell, expected it where the service reads it: nothing that is started by a service manager sees it
 *
 * @example It is made anew
 * ````markdown
 * ```bash
 * echo 'POOL_SIZE=40' >> .env
 * docker compose up -d web
 * ```
 * ````
 * none
 *
 * @example The shell's own
 * ````markdown
 * ```bash
 * POOL_SIZE=40
 * export TAG=v2
 * PGPASSWORD=secret
 * docker compose restart web
 * ./set-pool.sh "$POOL_SIZE"
 * docker compose up -d
 * ```
 * ````
 * none
 */
export const envChangeNotLoaded: Rule = {
  kind: 'env-change-not-loaded',
  preset: 'default',
  *check(document): Iterable<Report> {
    for (const command of document.commandsNamed(/^(?:docker|docker-compose|podman)$/)) {
      if (!isCarriedOut(command)) continue;
      const file = composeRestartBehind(command, document);
      if (file !== undefined)
        yield {
          message: `unexpected \`restart\` after a change of \`${file}\`, expected \`docker compose up -d\`: a container keeps the environment it was made with`,
          location: command.location,
        };
    }
    yield* inTheShell(document);
  },
};

/** The file of variables that was changed before, where nothing makes the container anew. */
function composeRestartBehind(command: ShellCommand, document: CheckedDocument): string | undefined {
  if (composeCall(command)?.verb !== 'restart') return undefined;
  const { before, after } = commandsAround(document, command.location);
  if ([...before, ...after].some(other => /^(?:up|down|create|rm)$/.test(composeCall(other)?.verb ?? ''))) return undefined;
  return before.filter(isCarriedOut).flatMap(other => writtenEnv(other) ?? [])[0];
}

function writtenEnv({ name, args, redirects }: ShellCommand): string | undefined {
  const isEnv = (value: string): boolean => /(?:^|\/)\.env(?:\.(?!example|sample|template|bak)\w+)?$/.test(value);
  const target = redirects.find(({ operator }) => /^>>?$/.test(operator))?.target?.value;
  if (target !== undefined && isEnv(target)) return target;
  const edits = (name === 'sed' && args.some(({ value }) => /^-\w*i/.test(value))) || /^(?:tee|vi|vim|nano)$/.test(name);
  return edits ? args.find(({ value }) => isEnv(value))?.value : undefined;
}

/** Variables that are set and never used before a service manager is asked to restart. */
function* inTheShell({ shells }: CheckedDocument): Iterable<Report> {
  for (const { origin, commands, text, step } of shells) {
    if (origin !== 'block' || !step) continue;
    const restart = commands.findIndex(
      ({ name, args }) =>
        /^(?:systemctl|service|supervisorctl)$/.test(name) && args.some(({ value }) => value === 'restart' || value === 'start'),
    );
    // A block of nothing but such lines shows the file.
    const isFileText = /^#.*\.env\b/m.test(text) && commands.some(({ name }) => name !== '');
    if (restart === -1 && !isFileText) continue;
    const set = commands
      .slice(0, restart === -1 ? undefined : restart)
      .filter(
        ({ name, assignments, args }) =>
          assignments.length > 0 && (name === 'export' ? args.every(({ value }) => value.includes('=')) : name === '' && isFileText),
      );
    const unused = set
      .flatMap(({ assignments }) => assignments)
      .filter(
        ({ name, value }) =>
          /^[A-Z][A-Z0-9_]{2,}$/.test(name) &&
          value?.literal === true &&
          !outOfReach.test(name) &&
          !new RegExp(String.raw`\$\{?${name}\b`).test(text),
      );
    const [first] = unused;
    // Programs of the same shell could read what is exported.
    const others = commands.filter(
      ({ name }) => !/^(?:|export|systemctl|service|supervisorctl|sudo|echo|sleep|cd|curl|journalctl)$/.test(name),
    );
    if (first === undefined || (others.length > 0 && !isFileText)) continue;
    yield {
      message: `unexpected \`${first.name}\` in the reader's shell, expected it where the service reads it: nothing that is started by a service manager sees it`,
      location: first.location,
      hint: 'Write it into the file that the service reads its environment from, and restart.',
    };
  }
}

/** What the reader's own programs read. */
const outOfReach = /^(?:PATH|PG|AWS|KUBECONFIG|TAG|VERSION|EDITOR|DEBUG|LANG|LC_|HOME|NODE_ENV)/;

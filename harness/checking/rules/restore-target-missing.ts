import { isCarriedOut } from '../shell-facts/straight.ts';
import { composeCall } from '../shell-facts/compose.ts';
import type { Shell, ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * Something is copied into, or asked of, a container that was removed a few lines before.
 *
 * After `docker compose down` only the services named behind `up` are there. `docker compose ps -q redis` prints nothing, so `docker cp` gets
 * no container and fails: one of two databases is never restored, and the block goes on.
 *
 * A service that another one depends on is started with it: nothing is said where anything but a database or broker is started.
 *
 * @example Only one of two is started
 * ````markdown
 * ```bash
 * docker compose down
 * docker compose up -d postgres
 * docker compose exec -T postgres createdb tickets
 * docker cp tickets.rdb "$(docker compose ps -q cache):/data/dump.rdb"
 * ```
 * ````
 * 5:26-5:52 unexpected `cache` after `down`, expected a service that was started: only `postgres` is
 *
 * @example Nothing is
 * ````markdown
 * ```bash
 * docker-compose down
 * docker-compose exec -T db psql -U app -f /seed.sql
 * ```
 * ````
 * 3:1-3:51 unexpected `db` after `down`, expected a service that was started: none is
 *
 * @example Both, or all, are started
 * ````markdown
 * ```bash
 * docker compose down
 * docker compose up -d postgres cache
 * docker compose exec -T cache redis-cli ping
 * docker compose down
 * docker compose up -d
 * docker compose exec -T web true
 * ```
 * ````
 * none
 *
 * @example A service may bring others
 * ````markdown
 * ```bash
 * docker compose down
 * docker compose up -d web
 * docker compose exec -T postgres pg_isready
 * ```
 * ````
 * none
 */
export const restoreTargetMissing: Rule = {
  kind: 'restore-target-missing',
  preset: 'default',
  *check({ shells }): Iterable<Report> {
    for (const shell of shells) {
      if (!shell.text.includes('down')) continue;
      const [, missing] = walk(shell);
      if (missing === undefined) continue;
      const [command, service, started] = missing;
      yield {
        message: `unexpected \`${service}\` after \`down\`, expected a service that was started: ${started.length === 0 ? 'none is' : `only ${started.map(name => `\`${name}\``).join(' and ')} is`}`,
        location: command.location,
        hint: `Start it first: docker compose up -d ${service}.`,
      };
    }
  },
};

type Missing = readonly [ShellCommand, string, readonly string[]];

/** Which services run after each line; undefined is "all, or nobody knows". */
function walk({ commands }: Shell): readonly [ReadonlySet<string> | undefined, Missing | undefined] {
  let started: Set<string> | undefined;
  for (const command of commands) {
    const call = composeCall(command);
    if (!isCarriedOut(command)) continue;
    if (call === undefined) {
      if (command.name === 'docker' && /^(?:start|run|restart)$/.test(command.args[0]?.value ?? '')) started = undefined;
      continue;
    }
    const { verb, services } = call;
    if (verb === 'down' && services.length === 0) started = new Set();
    else if (verb === 'up' || verb === 'start' || verb === 'run' || verb === 'create') {
      if (services.length === 0 || services.some(name => !alone.test(name))) started = undefined;
      else for (const name of services) started?.add(name);
    } else if (started !== undefined && (verb === 'exec' || verb === 'ps' || verb === 'restart')) {
      const [service] = services;
      if (service !== undefined && !started.has(service)) return [started, [command, service, [...started]]];
    }
  }
  return [started, undefined];
}

/** What needs no other service. */
const alone =
  /^[\w-]*(?:db|database|postgres|postgresql|pg|mysql|mariadb|mongo|mongodb|redis|valkey|cache|rabbitmq|minio|elasticsearch)[\w-]*$/;

import { basename } from 'node:path';
import { commandsAround } from '../shell-facts/around.ts';
import { commandText } from '../shell-facts/command-text.ts';
import { isStraight } from '../shell-facts/straight.ts';
import { optionValueOf } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * Files of a database are put back while its server runs.
 *
 * A server holds its data in memory and its files open. Redis writes its memory over the copied `dump.rdb` when it is restarted;
 * PostgreSQL and MySQL go on with pages of the old data among the new, and end with a database that nobody can read.
 *
 * Stop the server, copy, start it. Where it is stopped elsewhere, name it in the section: `docker compose stop redis` before the copy.
 *
 * @example Redis saves over it
 * ````markdown
 * ```bash
 * cp /srv/backups/dump.rdb /var/lib/redis/dump.rdb
 * sudo systemctl restart redis
 * ```
 * ````
 * 2:1-2:49 unexpected `cp /srv/backups/dump.rdb /var/lib/redis…` below a server that runs, expected its stop before: it keeps or overwrites what it has
 *
 * @example A data folder
 * ````markdown
 * ```bash
 * tar -xzf base.tar.gz -C /var/lib/postgresql/16/main
 * ```
 * ````
 * 2:1-2:52 unexpected `tar -xzf base.tar.gz -C /var/lib/postgr…` below a server that runs, expected its stop before: it keeps or overwrites what it has
 *
 * @example Stopped before
 * ````markdown
 * ```bash
 * sudo systemctl stop redis
 * cp /srv/backups/dump.rdb /var/lib/redis/dump.rdb
 * sudo systemctl start redis
 * ```
 * ````
 * none
 *
 * @example A copy of it, not onto it
 * ````markdown
 * ```bash
 * cp /var/lib/redis/dump.rdb /srv/backups/dump.rdb
 * docker cp redis:/data/dump.rdb .
 * ```
 * ````
 * none
 */
export const restoreIntoLiveTarget: Rule = {
  kind: 'restore-into-live-target',
  preset: 'default',
  *check(document): Iterable<Report> {
    for (const command of document.commandsNamed(/^(?:tar|cp|mv|rsync|scp|docker|kubectl|podman)$/)) {
      const target = targetOf(command);
      if (target === undefined || !isStraight(command)) continue;
      const { before, after } = commandsAround(document, command.location);
      if (before.some(isStop)) continue;
      // A server that only starts behind it was not running.
      if (after.some(isStart) && !after.some(({ args }) => args.some(({ value }) => value === 'restart'))) continue;
      yield {
        message: `unexpected \`${commandText(command, 40)}\` below a server that runs, expected its stop before: it keeps or overwrites what it has`,
        location: command.location,
        hint: `Stop the server that owns ${target}, copy, and start it again.`,
      };
    }
  },
};

/** The database's file or folder that something is put into. */
function targetOf(command: ShellCommand): string | undefined {
  const { name, args } = command;
  const plain = args.map(({ value }) => value).filter(value => !value.startsWith('-'));
  if (name === 'tar') {
    const folder = optionValueOf(command, ['-C', '--directory'], 'fC');
    return /^-?[a-z]*x/.test(args[0]?.value ?? '') && folder !== undefined && dataFolder.test(folder) ? folder : undefined;
  }
  const copies = /^(?:cp|mv|rsync|scp)$/.test(name) || (/^(?:docker|kubectl|podman)$/.test(name) && args[0]?.value === 'cp');
  const last = plain.at(-1);
  if (!copies || last === undefined || plain.length < 2) return undefined;
  const from = plain.at(-2) ?? '';
  const path = last.replace(/^[^/]*:/, '');
  if (/^(?:dump\.rdb|appendonly\.aof)$/.test(basename(path)) && path.startsWith('/') && /\/(?:redis|data|valkey)\b/.test(path)) return path;
  return dataFolder.test(path) && !dataFolder.test(from.replace(/^[^/]*:/, '')) && /back|dump|restor|snap|\.tar|base|rdb/i.test(from)
    ? path
    : undefined;
}

const dataFolder =
  /^\/var\/lib\/(?:postgresql|pgsql|mysql|mariadb|redis|valkey|mongodb?|elasticsearch|opensearch|influxdb|etcd|clickhouse|rabbitmq)(?:\/(?!backups?\b|dumps?\b)|$)/;

function isStop({ name, args }: ShellCommand): boolean {
  const values = args.map(({ value }) => value);
  return (
    /^(?:pkill|killall)$/.test(name) || values.some(value => /^(?:stop|down|shutdown|scale|--replicas=0|--scale|kill|rm)$/i.test(value))
  );
}

function isStart({ args }: ShellCommand): boolean {
  return args.some(({ value }) => /^(?:start|up|run)$/.test(value));
}

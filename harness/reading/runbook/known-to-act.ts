import { basename } from 'node:path';
import { changingFunctions, inContainer, queriesOf, reads, redisCommand, startedBy, startsAnother } from './guess-role.ts';
import { statementsOf } from './statements.ts';

/** Subcommands by which somebody intervenes. */
const acts: Readonly<Record<string, RegExp>> = {
  systemctl: /^(start|stop|restart|try-restart|reload|kill|enable|disable|mask|reset-failed)$/,
  service: /^(start|stop|restart|try-restart|reload)$/,
  docker: /^(start|stop|restart|kill|rm|pause|unpause|run|disconnect|connect|prune|update)$/,
  'docker-compose': /^(start|stop|restart|kill|rm|pause|unpause|run|up|down|scale)$/,
  pm2: /^(start|stop|restart|reload|delete|kill|flush|scale|reset)$/,
  kubectl: /^(delete|apply|scale|patch|drain|cordon|edit|replace)$/,
  nginx: /^(reload|quit|stop|reopen)$/,
};

const always: ReadonlySet<string> = new Set(['pkill', 'killall', 'mkfs', 'reboot', 'shutdown']);
const actingSql = /^\s*(update|delete|drop|truncate|alter|vacuum|reindex|grant|revoke|call|do)\b/i;
const actingRedis =
  /^(del|unlink|flushall|flushdb|lpop|rpop|lrem|ltrim|lmove|rpoplpush|hdel|srem|zrem|xdel|xtrim|rename|shutdown|failover|replicaof)$/i;

/**
 * The first command of a script by which somebody intervenes, as words; undefined where none is known to. Of what it does not know it says
 * nothing: neither that it acts, nor that it only looks. To add something, as a canary does, is a way to look.
 */
export function commandKnownToAct(script: string): string | undefined {
  return statementsOf(script)
    .filter(({ defines }) => defines === undefined)
    .flatMap(({ commands }) => commands)
    .find(isKnownToAct)
    ?.join(' ');
}

/** The same of SQL. */
export function queryKnownToAct(sql: string): string | undefined {
  return sql
    .split(';')
    .find(query => actingSql.test(query) || changingFunctions.test(query))
    ?.trim();
}

function isKnownToAct(words: readonly string[]): boolean {
  const [name = '', ...rest] = words;
  const tool = basename(name);
  if (tool === 'watch') return commandKnownToAct(startedBy(rest).join(' ')) !== undefined;
  if (startsAnother.has(tool)) return isKnownToAct(startedBy(rest));
  if (tool === 'sh' || tool === 'bash')
    return rest[0]?.startsWith('-') === true && rest[0].endsWith('c') && commandKnownToAct(rest[1] ?? '') !== undefined;
  if (tool === 'xargs') return isKnownToAct(rest.filter(word => !word.startsWith('-')));
  if (tool === 'find') return rest.includes('-delete');
  if (tool === 'docker' && rest[0] === 'compose') return isKnownToAct(['docker-compose', ...rest.slice(1)]);
  if (/^docker(-compose)?$/.test(tool) && rest[0] === 'exec') return isKnownToAct(inContainer(rest));
  if (tool === 'psql' || tool === 'sqlite3' || tool === 'mysql')
    return queriesOf(tool, rest).some(query => queryKnownToAct(query) !== undefined);
  if (tool === 'redis-cli' || tool === 'valkey-cli') return actingRedis.test(redisCommand(rest) ?? '');
  if (tool === 'rm' || tool === 'truncate') return rest.some(word => !/^(?:-|\/tmp\/|\$)/.test(word));
  // To ask whether a process is there, and what it does.
  if (tool === 'kill') return !rest.some(word => /^-(?:0|l|3|QUIT|SIGQUIT)$/.test(word));
  // The first word that is one: a service may be called "start".
  return always.has(tool) || acts[tool]?.test(rest.find(word => acts[tool]?.test(word) || reads[tool]?.test(word)) ?? '') === true;
}

import { basename } from 'node:path';
import { changingFunctions, inContainer, queriesOf, reads, redisCommand, startedBy, startsAnother } from './guess-role.ts';
import { statementsOf } from './statements.ts';

/** Subcommands after which something is otherwise than before. */
const changes: Readonly<Record<string, RegExp>> = {
  systemctl: /^(start|stop|restart|try-restart|reload|kill|enable|disable|mask|reset-failed)$/,
  service: /^(start|stop|restart|try-restart|reload)$/,
  docker: /^(start|stop|restart|kill|rm|pause|unpause|run|disconnect|connect|prune|update)$/,
  'docker-compose': /^(start|stop|restart|kill|rm|pause|unpause|run|up|down|scale)$/,
  pm2: /^(start|stop|restart|reload|delete|kill|flush|scale|reset)$/,
  kubectl: /^(delete|apply|scale|patch|drain|cordon|edit|replace|rollout)$/,
  nginx: /^(reload|quit|stop|reopen)$/,
};

const always: ReadonlySet<string> = new Set(['pkill', 'killall', 'mkfs', 'reboot', 'shutdown']);
const changingSql = /^\s*(insert|update|delete|drop|truncate|alter|create(?!\s+temp)|vacuum|reindex|grant|revoke|call|do)\b/i;
const changingRedis =
  /^(set|setex|del|unlink|flushall|flushdb|expire|incr|decr|lpush|rpush|lpop|rpop|lrem|ltrim|lmove|rpoplpush|hset|hdel|sadd|srem|zadd|zrem|xadd|xdel|xtrim|rename|shutdown|failover|replicaof|debug)$/i;

/**
 * The first command of a script that is known to change a system, as words; undefined where none is. Of what it does not know it says
 * nothing: neither that it changes something, nor that it only looks.
 */
export function commandKnownToChange(script: string): string | undefined {
  return statementsOf(script)
    .filter(({ defines }) => defines === undefined)
    .flatMap(({ commands }) => commands)
    .find(isKnownToChange)
    ?.join(' ');
}

/** The same of SQL. */
export function queryKnownToChange(sql: string): string | undefined {
  return sql
    .split(';')
    .find(query => changingSql.test(query) || changingFunctions.test(query))
    ?.trim();
}

function isKnownToChange(words: readonly string[]): boolean {
  const [name = '', ...rest] = words;
  const tool = basename(name);
  if (tool === 'watch') return commandKnownToChange(startedBy(rest).join(' ')) !== undefined;
  if (startsAnother.has(tool)) return isKnownToChange(startedBy(rest));
  if (tool === 'sh' || tool === 'bash')
    return rest[0]?.startsWith('-') === true && rest[0].endsWith('c') && commandKnownToChange(rest[1] ?? '') !== undefined;
  if (tool === 'xargs') return isKnownToChange(rest.filter(word => !word.startsWith('-')));
  if (tool === 'find') return rest.includes('-delete');
  if (tool === 'docker' && rest[0] === 'compose') return isKnownToChange(['docker-compose', ...rest.slice(1)]);
  if (/^docker(-compose)?$/.test(tool) && rest[0] === 'exec') return isKnownToChange(inContainer(rest));
  if (tool === 'psql' || tool === 'sqlite3' || tool === 'mysql')
    return queriesOf(tool, rest).some(query => queryKnownToChange(query) !== undefined);
  if (tool === 'redis-cli' || tool === 'valkey-cli') return changingRedis.test(redisCommand(rest) ?? '');
  if (tool === 'rm' || tool === 'truncate') return rest.some(word => !/^(?:-|\/tmp\/|\$)/.test(word));
  // To ask whether a process is there, and what it does.
  if (tool === 'kill') return !rest.some(word => /^-(?:0|l|3|QUIT|SIGQUIT)$/.test(word));
  // The first word that is one: a service may be called "start".
  return always.has(tool) || changes[tool]?.test(rest.find(word => changes[tool]?.test(word) || reads[tool]?.test(word)) ?? '') === true;
}

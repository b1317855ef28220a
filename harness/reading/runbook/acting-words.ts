import { reads, redisWords } from './guess-role.ts';

/** Subcommands by which somebody intervenes. */
const subcommands: Readonly<Record<string, RegExp>> = {
  systemctl:
    /^(start|stop|restart|try-restart|reload|reload-or-restart|try-reload-or-restart|force-reload|condrestart|isolate|kill|enable|disable|mask|unmask|reset-failed|set-property|freeze|thaw|reboot|poweroff)$/,
  service: /^(start|stop|restart|try-restart|reload|force-reload)$/,
  supervisorctl: /^(start|stop|restart|reload|update|signal|shutdown)$/,
  docker: /^(start|stop|restart|kill|rm|pause|unpause|run|disconnect|connect|prune|update|scale|rollback)$/,
  'docker-compose': /^(start|stop|restart|kill|rm|pause|unpause|run|up|down|scale)$/,
  pm2: /^(start|stop|restart|reload|delete|kill|flush|scale|reset)$/,
  kubectl: /^(delete|apply|scale|patch|drain|cordon|uncordon|edit|replace|restart|undo|taint)$/,
  nginx: /^(reload|quit|stop|reopen)$/,
  pg_ctl: /^(start|stop|restart|reload|promote|kill)$/,
  pg_ctlcluster: /^(start|stop|restart|reload|promote)$/,
  rabbitmqctl: /^(stop|stop_app|start_app|reset|force_reset|purge_queue|(?:delete|set|clear|close)_\w+|shutdown)$/,
  git: /^(checkout|reset|clean|pull|merge|rebase|revert|restore|switch|push)$/,
  npm: /^(ci|install|uninstall|update|rebuild|prune)$/,
};

/** Words by which a tool changes something, wherever among its words they stand. */
const anywhere: Readonly<Record<string, RegExp>> = {
  find: /^-delete$/,
  ip: /^(set|add|del|delete|flush|replace|change)$/,
  tc: /^(add|del|delete|replace|change)$/,
  nft: /^(add|delete|flush|insert|replace)$/,
  iptables: /^(-[ADIRFXPZ]|--(append|delete|insert|replace|flush|policy))$/,
  ip6tables: /^(-[ADIRFXPZ]|--(append|delete|insert|replace|flush|policy))$/,
  sysctl: /^(-w|--write|-p|--system)$|^[\w.-]+=/,
  logrotate: /^(-[a-z]*f[a-z]*|--force)$/,
  journalctl: /^--(vacuum-\w+|rotate)/,
  crontab: /^(-r|-)$/,
  mount: /remount/,
  dd: /^of=(?!\/(?:tmp|dev)\/)/,
  tee: /^\/(?:etc|proc|sys)\//,
  pg_restore: /^(-d|--dbname)/,
};

const always: ReadonlySet<string> = new Set([
  'pkill',
  'killall',
  'mkfs',
  'reboot',
  'shutdown',
  'umount',
  'swapoff',
  'dropdb',
  'dropuser',
  'vacuumdb',
  'reindexdb',
  'clusterdb',
  'pg_resetwal',
  'pg_rewind',
]);

const redis =
  /^(?:del|unlink|flushall|flushdb|getdel|lpop|rpop|blpop|brpop|lrem|ltrim|lmove|blmove|rpoplpush|hdel|srem|spop|zrem\w*|zpop\w+|xdel|xtrim|rename|renamenx|move|migrate|restore|swapdb|shutdown|failover|replicaof|slaveof)$/i;
const redisPair =
  /^(?:config (?:set|rewrite)|client (?:kill|pause|unpause)|script (?:flush|kill)|function (?:flush|delete|kill)|cluster (?:failover|reset|forget)|sentinel (?:failover|reset|remove|set)|acl (?:setuser|deluser|load)|xgroup (?:destroy|delconsumer|setid)|memory purge)$/i;

/** Whether a tool with these words is known to change a system; what it runs in turn, and what it says to a server, is not asked here. */
export function wordsKnownToAct(tool: string, rest: readonly string[]): boolean {
  if (always.has(tool) || tool.startsWith('mkfs.')) return true;
  const changing = anywhere[tool];
  if (changing !== undefined) return rest.some(word => changing.test(word));
  if (tool === 'redis-cli' || tool === 'valkey-cli') return redisKnownToAct(redisWords(rest));
  if (tool === 'rm' || tool === 'truncate' || tool === 'mv') return rest.some(isElsewhere);
  if (/^ch(?:mod|own|grp)$/.test(tool))
    return rest
      .filter(word => !word.startsWith('-'))
      .slice(1)
      .some(isElsewhere);
  if (tool === 'sed' || tool === 'perl') return rest.some(word => /^-[a-zE]*i|^--in-place/.test(word)) && isElsewhere(rest.at(-1) ?? '');
  // To ask whether a process is there, and what it does.
  if (tool === 'kill') return !rest.some(word => /^-(?:0|l|3|QUIT|SIGQUIT)$/.test(word));
  if (/^docker(-compose)?$/.test(tool)) return containersKnownToAct(tool, rest);
  return first(tool, rest);
}

function redisKnownToAct([command = '', second = '']: readonly string[]): boolean {
  return redis.test(command) || redisPair.test(`${command} ${second}`);
}

/** What `exec` does is done by what it runs; so is what a container does that goes with it. */
function containersKnownToAct(tool: string, rest: readonly string[]): boolean {
  if (tool === 'docker' && rest[0] === 'compose') return containersKnownToAct('docker-compose', rest.slice(1));
  const verb = rest.find(word => /^(?:exec|run)$/.test(word) || subcommands[tool]?.test(word) === true || reads[tool]?.test(word) === true);
  return verb !== 'exec' && !(verb === 'run' && rest.includes('--rm')) && first(tool, rest);
}

/** The first word that is a subcommand: a service may be called "start". */
function first(tool: string, rest: readonly string[]): boolean {
  return (
    subcommands[tool]?.test(rest.find(word => subcommands[tool]?.test(word) === true || reads[tool]?.test(word) === true) ?? '') === true
  );
}

/** No option, and nothing that somebody made to look with. */
function isElsewhere(word: string): boolean {
  return !/^(?:-|\/tmp\/|\$)/.test(word);
}

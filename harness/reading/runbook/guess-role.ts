import { basename } from 'node:path';
import type { Role } from '../../model/runbook.ts';
import { statementsOf, type ShellStatement } from './statements.ts';

/** Tools that only look, whatever their words are. */
const looking: ReadonlySet<string> = new Set([
  'awk',
  'cat',
  'cd',
  'column',
  'command',
  'cut',
  'date',
  'df',
  'diff',
  'dig',
  'dmesg',
  'du',
  'echo',
  'egrep',
  'env',
  'export',
  'false',
  'fgrep',
  'file',
  'find',
  'free',
  'getent',
  'grep',
  'head',
  'host',
  'hostname',
  'htop',
  'id',
  'iostat',
  'jobs',
  'journalctl',
  'jq',
  'last',
  'less',
  'ls',
  'lsof',
  'mount',
  'netstat',
  'nproc',
  'nslookup',
  'pgrep',
  'pg_isready',
  'ping',
  'printenv',
  'printf',
  'ps',
  'pwd',
  'read',
  'readlink',
  'set',
  'sleep',
  'sort',
  'ss',
  'stat',
  'tail',
  'test',
  '[',
  '[[',
  'time',
  'top',
  'tr',
  'traceroute',
  'true',
  'tty',
  'uname',
  'uniq',
  'uptime',
  'vmstat',
  'w',
  'watch',
  'wc',
  'which',
  'who',
  'whoami',
  'xargs',
  'yq',
  'zcat',
  'zgrep',
]);

/** Subcommands that only look. */
export const reads: Readonly<Record<string, RegExp>> = {
  systemctl: /^(status|is-active|is-failed|is-enabled|list-\S+|show|cat)$/,
  service: /^status$/,
  docker: /^(ps|logs|inspect|stats|images|top|port|version|info|events)$/,
  'docker-compose': /^(ps|logs|top|config|images|port)$/,
  pm2: /^(ls|list|status|logs|log|show|describe|info|jlist|monit|prettylist)$/,
  kubectl: /^(get|describe|logs|top|explain|version)$/,
  git: /^(log|status|diff|show|branch|remote|fetch|tag|describe|grep|blame|shortlog|rev-list|rev-parse|ls-files)$/,
  crontab: /^-l$/,
  ip: /^(a|addr|address|r|route|link|neigh|-.*)$/,
  npm: /^(ls|list|outdated|view|audit|--version|-v)$/,
  node: /^(--version|-v)$/,
  nginx: /^-t$/,
  helm: /^(history|list|ls|status|get|version)$/,
  aws: /^(describe-\S+|list-\S+|get-\S+|ls|tail|wait)$/,
  gcloud: /^(list|describe|read|info|version)$/,
  az: /^(list|show|version)$/,
  gh: /^(list|view|status|checks|api)$/,
};

const readingSql = /^\s*(select|show|explain|with|table|\\d|\\l|\\c|\\x|\\timing|values)/i;
/** Functions by which a query that only reads changes something. */
export const changingFunctions = /pg_(terminate|cancel)_backend|pg_reload_conf|pg_switch_wal|setval|pg_promote|pg_rotate/i;
const readingRedis =
  /^(ping|get|mget|llen|lrange|info|keys|scan|exists|ttl|type|dbsize|hget|hgetall|scard|smembers|zcard|zrange|xlen|memory|client|slowlog|monitor|latency|strlen|lpos|--stat|--latency|--bigkeys|role|time)$/i;

/** What a block is for, when nothing tells: it looks if all of its commands do, else it acts. What is not known acts. */
export function guessRole(statements: readonly ShellStatement[]): Role {
  const commands = statements.flatMap(statement => statement.commands);
  if (commands.length === 0) return 'other';
  return statements.every(statement => statement.writesTo.length === 0 && statement.commands.every(isLooking)) ? 'diagnose' : 'act';
}

/** Tools whose words are another command. */
const startsAnother: ReadonlySet<string> = new Set(['sudo', 'time', 'watch', 'timeout', 'env']);

/** The command that one of them starts; empty where there is none. */
function startedBy(words: readonly string[]): readonly string[] {
  const inner = words.findIndex(word => !word.startsWith('-') && !/^\w+=/.test(word) && !/^\d+s?$/.test(word));
  return inner === -1 ? [] : words.slice(inner);
}

/** The command that `docker exec …` carries out in the container. */
function inContainer(words: readonly string[]): readonly string[] {
  let container = 1;
  while (words[container]?.startsWith('-') === true)
    container += /^(?:-[uew]|--user|--env|--workdir|--index)$/.test(words[container] ?? '') ? 2 : 1;
  return words.slice(container + 1);
}

/** Whether a command only looks, as far as is known. */
export function isLooking(words: readonly string[]): boolean {
  const [name = '', ...rest] = words;
  const tool = basename(name);
  if (startsAnother.has(tool)) {
    const inner = startedBy(rest);
    if (inner.length === 0) return true;
    // watch takes a whole command line as one word.
    return tool === 'watch' ? isLookingLine(inner.join(' ')) : isLooking(inner);
  }
  if (tool === 'sh' || tool === 'bash') return rest[0]?.startsWith('-') === true && rest[0].endsWith('c') && isLookingLine(rest[1] ?? '');
  if (tool === 'find') return !rest.some(word => word === '-delete' || word.startsWith('-exec'));
  if (tool === 'xargs') return isLooking(rest.filter(word => !word.startsWith('-')));
  if (tool === 'sed') return !rest.some(word => word.startsWith('-i'));
  if (tool === 'curl' || tool === 'wget')
    return !rest.some(
      (word, index) =>
        (/^(-X|--request)$/.test(word) && !/^(GET|HEAD)$/i.test(rest[index + 1] ?? '')) ||
        /^-X(?!GET|HEAD)\w+/.test(word) ||
        /^(-d|--data.*|-F|--form|-T|--json)$/.test(word),
    );
  if (tool === 'psql' || tool === 'sqlite3' || tool === 'mysql') return isReadingSql(tool, rest);
  if (tool === 'redis-cli' || tool === 'valkey-cli') return readingRedis.test(redisWords(rest)[0] ?? 'ping');
  if (tool === 'docker' && rest[0] === 'compose') return isLooking(['docker-compose', ...rest.slice(1)]);
  if (/^docker(-compose)?$/.test(tool) && rest[0] === 'exec') return isLooking(inContainer(rest));
  // Fields make a request of `gh api` one that changes something.
  if (tool === 'gh' && rest.some(word => /^(?:-X|--method|-[fF]|--field|--raw-field|--input)/.test(word))) return false;
  const known = reads[tool];
  if (known !== undefined)
    return (
      rest.filter(word => !/^(-f|--file|-p|-n|--namespace|-u|--no-pager|-a|-q)$/.test(word)).some(word => known.test(word)) &&
      !rest.some(word => /^(restart|start|stop|reload|rm|kill|up|down|delete|apply|scale|reset|checkout|pull)$/.test(word))
    );
  return looking.has(tool);
}

function isLookingLine(line: string): boolean {
  return guessRole(statementsOf(line)) === 'diagnose';
}

function isReadingSql(tool: string, words: readonly string[]): boolean {
  const queries = queriesOf(tool, words);
  if (queries.length === 0) return words.some(word => /^(-l|--list|--version)$/.test(word));
  return queries.every(
    query =>
      query
        .split(';')
        .filter(part => part.trim() !== '')
        .every(part => readingSql.test(part) || /^\s*\./.test(part)) && !changingFunctions.test(query),
  );
}

/** The SQL on the command line of a client. */
export function queriesOf(tool: string, words: readonly string[]): readonly string[] {
  return tool === 'sqlite3'
    ? words.slice(1)
    : words.flatMap((word, index) => (/^(-c|--command|-e|-[A-Za-z]*c)$/.test(word) ? [words[index + 1] ?? ''] : []));
}

/** The command among the words of `redis-cli`, with its own. */
export function redisWords(words: readonly string[]): readonly string[] {
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (/^(-h|-p|-a|-n|-u|--user|--pass)$/.test(word)) index++;
    else if (!word.startsWith('-') || word.startsWith('--')) return words.slice(index);
  }
  return [];
}

/** What a value is at one place: the name of a database, a password, something else for sure, or nobody can tell. */
export type Meaning = 'database' | 'password' | 'other' | 'unknown';

/** A value in a text of the stack. */
export interface Spot {
  readonly text: string;
  /** Where the value begins and ends in it. */
  readonly from: number;
  readonly to: number;
  /** Words of the same command that stand before this text. */
  readonly before?: string;
  /** Name of the variable that the text is the value of. */
  readonly variable?: string;
}

const url = /\b(?:jdbc:)?([a-z][a-z0-9+.-]*):\/\/(?:([^\s:@/?#'"]*)(?::([^\s@/?#'"]*))?@)?([^\s/?#'"]*)(\/[^\s?#'"]*)?(\?[^\s#'"]*)?/dgi;

const withoutDatabases = /^(?:https?|wss?|rediss?|amqps?|file|s3)$/i;

/** Tells by what stands around it. Whoever asks renames only where every place of a value can be told. */
export function meaningAt(spot: Spot): Meaning {
  return inUrl(spot) ?? besideKey(spot) ?? behindOption(spot) ?? ofVariable(spot) ?? inPath(spot) ?? 'unknown';
}

/** `scheme://user:password@host:port/path?key=value`, where databases and Redis are asked; elsewhere a password is somebody else's. */
function inUrl({ text, from, to }: Spot): Meaning | undefined {
  for (const { 0: whole, index, 1: scheme = '', indices } of text.matchAll(url)) {
    if (from < index || to > index + whole.length) continue;
    const isIn = (group: number): boolean => {
      const [begin, end] = indices?.[group] ?? [-1, -1];
      return from >= begin && to <= end;
    };
    const isAll = (group: number, skip = 0): boolean => indices?.[group]?.[0] === from - skip && indices[group]?.[1] === to;
    const [postgres, redis] = [/^postgres(?:ql)?(?:\+\w+)?$/i.test(scheme), /^rediss?$/i.test(scheme)];
    if (isIn(3)) return (postgres || redis) && isAll(3) ? 'password' : 'unknown';
    if (isIn(5) && postgres) return isAll(5, 1) ? 'database' : 'unknown';
    // Of what is no address of the web, a path may be the name of a database, too.
    if (isIn(5) && !withoutDatabases.test(scheme)) return 'unknown';
    return isIn(6) ? undefined : 'other';
  }
  return undefined;
}

/** `dbname=chat`, `"password": "chat"`. */
function besideKey(spot: Spot): Meaning | undefined {
  const key = /([A-Za-z_][\w-]*)["']?\s*[=:]\s*["']?$/.exec(upTo(spot))?.[1];
  return key === undefined ? undefined : (meaningOfKey(key) ?? 'unknown');
}

/** Of `psql`, `pg_isready`, `redis-cli` and `redis-server`. */
function behindOption(spot: Spot): Meaning | undefined {
  const option = /(?:^|\s)(-{1,2}[A-Za-z][\w-]*)\s+["']?$/.exec(upTo(spot))?.[1];
  if (option === undefined) return undefined;
  const isOf = (tool: RegExp): boolean => tool.test(upTo(spot));
  if (/^--(?:requirepass|masterauth)$/.test(option) || (/^(?:-a|--pass)$/.test(option) && isOf(/\bredis-cli\b/))) return 'password';
  if (!isOf(/\b(?:psql|pg_\w+|pgbench)\b/)) return 'unknown';
  if (/^(?:-d|--dbname)$/.test(option)) return 'database';
  return /^(?:-U|--username|-h|--host)$/.test(option) ? 'other' : 'unknown';
}

function ofVariable({ text, from, to, variable }: Spot): Meaning | undefined {
  return variable === undefined || from !== 0 || to !== text.length ? undefined : (meaningOfKey(variable) ?? 'unknown');
}

function inPath(spot: Spot): Meaning | undefined {
  const before = upTo(spot);
  // `database:5432/chat`, without a scheme.
  if (/:\d+\/$/.test(before)) return 'database';
  return before.endsWith('/') || spot.text.slice(spot.to).startsWith('/') ? 'other' : undefined;
}

function meaningOfKey(key: string): Meaning | undefined {
  if (/(?:database|db[_-]?name|(?:^|_)db)$/i.test(key)) return 'database';
  if (/(?:pass|password|passwd|pwd|requirepass|cli_auth)$/i.test(key)) return 'password';
  return /(?:user|username|role|owner|host|hostname|server|service)$/i.test(key) ? 'other' : undefined;
}

function upTo({ text, from, before }: Spot): string {
  return `${before === undefined ? '' : `${before} `}${text.slice(0, from)}`;
}

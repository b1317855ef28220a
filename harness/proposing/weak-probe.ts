const alive =
  /^\/(?:(?:api|internal|actuator|-)\/)?(?:health(?:z|y|check|-check|_check)?|live(?:z|ness)?|ready(?:z|iness)?|ping|status|up|heartbeat|metrics)(?:\/|$)/i;

/** What a probe cannot see, in a clause; undefined for one that may well do what a user does. */
export function weakness(kind: string, settings: unknown): string | undefined {
  const {
    url,
    method = 'GET',
    query,
    command,
    run,
  } = (typeof settings === 'string' ? { url: settings, run: settings } : settings) as {
    readonly [Key in 'url' | 'method' | 'query' | 'command' | 'run']?: string | readonly string[];
  };
  if (kind === 'tcp') return 'it sees only that something listens, not that it answers';
  if (kind === 'sql' && /^\s*select\s+(?:\d+|now\(\)|version\(\))\s*;?\s*$/i.test(String(query)))
    return 'the server answers it on a full disk and behind a lock as well';
  if (kind === 'redis' && /^\s*ping\s*$/i.test([command ?? ''].flat().join(' '))) return 'a server that can store nothing answers it, too';
  if (kind === 'command' && /\b(?:pg_isready|redis-cli\s+ping)\b/.test(String(run)))
    return 'it passes on a full disk and behind a lock as well';
  if (kind !== 'http') return undefined;
  const path = pathOf(String(url));
  if (!['GET', 'HEAD'].includes(String(method))) return undefined;
  if (path === '/') return 'a front page often needs nothing of what is behind it';
  return alive.test(path) ? 'it mostly sees that the process lives, not that users can read and write' : undefined;
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : '';
}

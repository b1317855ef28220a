import type { RedisSession } from '../../operations/redis-session.ts';

const batch = 250;

/** A key as the server itself writes it down, to be put back exactly. */
export interface KeptKey {
  readonly key: Buffer;
  readonly dump: Buffer;
  /** Milliseconds since 1970 by the server's clock; undefined for ever. */
  readonly expiresAt?: number;
}

/** Writes keys down, in one go with taking them out (`remove`); those that are not there are left out. Rejects before it takes more than `mostBytes`. */
export async function keepKeys(
  client: RedisSession,
  keys: readonly Buffer[],
  options: { readonly remove: boolean; readonly mostBytes: number },
): Promise<readonly KeptKey[]> {
  if (keys.length === 0) return [];
  const answer = (await client.callBuffer(
    'EVAL',
    keepScript,
    String(keys.length),
    ...keys,
    options.remove ? '1' : '0',
    String(options.mostBytes),
  )) as unknown as readonly (readonly [Buffer, Buffer, Buffer])[];
  return answer.map(([key, dump, expires]) => ({ key, dump, ...(Number(expires) < 0 ? {} : { expiresAt: Number(expires) }) }));
}

/** Puts keys back as they were; one whose time is over stays away. Without `replace` those that somebody has made anew stay as they are. */
export async function restoreKeys(
  client: RedisSession,
  keys: readonly KeptKey[],
  { replace }: { readonly replace: boolean },
): Promise<void> {
  for (let first = 0; first < keys.length; first += batch) {
    const time = await now(client);
    const works = client.pipeline();
    for (const { key, dump, expiresAt } of keys.slice(first, first + batch)) {
      const more = replace ? ['REPLACE'] : [];
      if (expiresAt === undefined) works.call('RESTORE', key, '0', dump, ...more);
      else if (expiresAt > time) works.call('RESTORE', key, String(expiresAt), dump, 'ABSTTL', ...more);
      else if (replace) works.del(key);
    }
    for (const [failed] of (await works.exec()) ?? []) if (failed !== null && !failed.message.startsWith('BUSYKEY')) throw failed;
  }
}

async function now(client: RedisSession): Promise<number> {
  const [seconds, micros] = await client.time();
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
}

/** When it expires is exact from Redis 7 on, else to the millisecond or two. Sizes are looked at first: half a copy would be none. */
const keepScript = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local kept, bytes = {}, 0
for _, key in ipairs(KEYS) do
  local dump = redis.call('DUMP', key)
  if dump then
    bytes = bytes + #dump
    if bytes > tonumber(ARGV[2]) then return redis.error_reply('ERR too much data to keep a copy of') end
    local at = redis.pcall('PEXPIRETIME', key)
    if type(at) == 'table' then
      local left = redis.call('PTTL', key)
      at = left < 0 and -1 or now + left
    end
    kept[#kept + 1] = { key, dump, string.format('%.0f', at) }
  end
end
if ARGV[1] == '1' then
  for _, one in ipairs(kept) do redis.call('UNLINK', one[1]) end
end
return kept`;

import type { RedisSession } from '../../operations/redis-session.ts';

/** Settings of a Redis server that were changed while it runs; a restart forgets the change. */
export interface ChangedSettings {
  readonly before: Readonly<Record<string, string>>;
  /** Puts back each one that is still as it was left: what somebody has set since is theirs. */
  restore(client: RedisSession): Promise<void>;
}

/** Changes settings with `CONFIG SET`, all or none; rejects with the server's own words where it refuses. */
export async function changeSettings(client: RedisSession, wanted: Readonly<Record<string, string>>): Promise<ChangedSettings> {
  const before: Record<string, string> = {};
  for (const name of Object.keys(wanted)) before[name] = await settingOf(client, name);
  const set: string[] = [];
  const restore = async (to: RedisSession): Promise<void> => {
    for (const name of set.toReversed()) {
      if ((await settingOf(to, name)) === wanted[name]) await to.config('SET', name, before[name] ?? '');
    }
  };
  try {
    for (const [name, value] of Object.entries(wanted)) {
      await client.config('SET', name, value);
      set.push(name);
    }
  } catch (thrown) {
    await restore(client).catch(() => {});
    throw thrown;
  }
  return { before, restore };
}

/** As the server itself writes it: sizes in bytes. */
export async function settingOf(client: RedisSession, name: string): Promise<string> {
  const answer = (await client.call('CONFIG', 'GET', name)) as readonly string[] | Readonly<Record<string, string>>;
  const value = Array.isArray(answer) ? (answer as readonly string[])[1] : (answer as Readonly<Record<string, string>>)[name];
  if (value === undefined) throw new Error(`the server has no setting ${name}`);
  return value;
}

/** A field of `INFO`. */
export async function infoOf(client: RedisSession, section: string, field: string): Promise<string | undefined> {
  const text = (await client.call('INFO', section)) as string;
  return new RegExp(`^${field}:(.*?)\\r?$`, 'm').exec(text)?.[1];
}

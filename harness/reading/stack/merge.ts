/** Lists of which the later file's takes the place of the earlier one's. */
const replaced: ReadonlySet<string> = new Set(['command', 'entrypoint', 'test']);

/** Merges two Compose values by Compose's rules: mappings by key, lists appended, everything else replaced. */
export function mergeCompose(earlier: unknown, later: unknown, key = ''): unknown {
  if (later === undefined) return earlier;
  if (Array.isArray(earlier) && Array.isArray(later)) return replaced.has(key) ? later : unique([...earlier, ...later]);
  const [one, other] = [asMapping(earlier, key), asMapping(later, key)];
  if (one === undefined || other === undefined) return later;
  const merged: Record<string, unknown> = { ...one };
  for (const [name, value] of Object.entries(other)) merged[name] = name in one ? mergeCompose(one[name], value, name) : value;
  return merged;
}

/** Mappings, and the list forms that Compose takes for mappings. */
function asMapping(value: unknown, key: string): Readonly<Record<string, unknown>> | undefined {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  if (!Array.isArray(value) || !/^(environment|labels|extra_hosts)$/.test(key)) return undefined;
  return Object.fromEntries((value as unknown[]).map(String).map(entry => {
    const at = entry.search(/[=:]/);
    return at === -1 ? [entry, null] : [entry.slice(0, at), entry.slice(at + 1)];
  }));
}

function unique(values: readonly unknown[]): readonly unknown[] {
  return [...new Map(values.map(value => [JSON.stringify(value), value])).values()];
}

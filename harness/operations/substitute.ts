/** Replaces `${name}` in every text of a value; names that are not given stay as they are. */
export function substitute<T>(value: T, values: Readonly<Record<string, string>>): T {
  if (typeof value === 'string')
    return value.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? whole) : whole)) as T;
  if (Array.isArray(value)) return value.map(member => substitute(member as unknown, values)) as T;
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, substitute(member as unknown, values)])) as T;
  return value;
}

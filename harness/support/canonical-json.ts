/**
 * JSON as RFC 8785 wants it (sorted by UTF-16 code units, no blanks), so that the same value always has the same bytes. Members
 * that are undefined are left out.
 * @throws {TypeError} for what has no canonical form: half of a surrogate pair, NaN, infinity.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(member => canonicalJson(member ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = value as Readonly<Record<string, unknown>>;
    return `{${Object.keys(members)
      .sort()
      .flatMap(key => (members[key] === undefined ? [] : `${primitive(key)}:${canonicalJson(members[key])}`))
      .join(',')}}`;
  }
  return primitive(value);
}

function primitive(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`unexpected number ${value}, expected a finite one`);
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`unexpected ${typeof value}, expected what JSON can carry`);
  // JSON.stringify writes such a half as an escape; no other character is written as \ud….
  if (typeof value === 'string' && text.includes('\\ud') && !isWellFormed(value))
    throw new TypeError('unexpected half of a surrogate pair, expected well-formed text');
  return text;
}

/** Half surrogate pairs replaced, as UTF-8 would. Node 20 has it; the types do not yet. */
export function wellFormed(text: string): string {
  return isWellFormed(text) ? text : (text as string & { toWellFormed(): string }).toWellFormed();
}

function isWellFormed(text: string): boolean {
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}

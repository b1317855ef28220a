/** A value as YAML on one line, as people write it. */
export function yamlLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yamlLine).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, member]) => `${key}: ${yamlLine(member)}`)
      .join(', ')} }`;
  if (typeof value !== 'string') return String(value);
  return /^(?:[A-Za-z/][\w./ -]*(?::[\w./-][\w./ -]*)*|\d+(?:ms|s|m|h))$/.test(value) && !/^(true|false|null|yes|no|on|off)$/i.test(value)
    ? value
    : `'${value.replaceAll("'", "''")}'`;
}

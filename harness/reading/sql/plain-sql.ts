import { placeholdersIn } from '../runbook/placeholders.ts';

/**
 * SQL without what only a client or a person understands, of the same length: `\dt` and the like become blanks, `:name` of `psql` and `$NAME`
 * of a shell a name, and so does a placeholder such as `<TABLE>`.
 */
export function plainSql(text: string): string {
  return text
    .replaceAll('\0', ' ')
    .split('\n')
    .map(line => masked(line))
    .join('\n')
    .replaceAll(/^[^\S\n]*\\\w[^\n]*/gm, line => ' '.repeat(line.length))
    .replaceAll(/\\g(?:x|set|exec|desc)?\b[^\n]*/g, line => `;${' '.repeat(line.length - 1)}`)
    .replaceAll(/'(?:[^']|'')*'|"[^"]*"|--[^\n]*|\$\{\w+[^}]*\}|(?<!\$)\$[A-Za-z_]\w*(?!\w*\$)|(?<!:):(?:(?=["'])|[A-Za-z_])/g, found => {
      // Of `:limit` a name must come, and no keyword.
      if (found.startsWith(':')) return found === ':' ? ' ' : ' _';
      return found.startsWith('$') ? `_${found.slice(1).replaceAll(/\W/g, '_')}` : found;
    });
}

function masked(line: string): string {
  const names = line.replaceAll(/<[A-Z][A-Z0-9_]*>/g, name => '_'.repeat(name.length));
  return placeholdersIn(names).reduce(
    (text, { text: placeholder, at }) => text.slice(0, at) + '_'.repeat(placeholder.length) + text.slice(at + placeholder.length),
    names,
  );
}

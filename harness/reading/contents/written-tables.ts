import type { Table } from '../../model/stack-contents.ts';

const name = '(?:"(?:[^"]|"")+"|`[^`]+`|\\[[^\\]\\n]+\\]|[A-Za-z_][\\w$]*)';
const qualified = `(?:(${name})\\s*\\.\\s*)?(${name})`;

/**
 * The tables that a text makes, whatever the text is and whatever database it is for; names in small letters. Columns only where they are
 * plainly written (`exact`), as in SQL for SQLite.
 */
export function writtenTables(text: string, { exact }: { readonly exact: boolean }): readonly Table[] {
  const bare = exact ? withoutComments(text) : text;
  const tables: Table[] = [];
  const made = new RegExp(
    `\\bcreate\\s+(?:or\\s+replace\\s+)?(?:global\\s+|local\\s+|temp(?:orary)?\\s+|unlogged\\s+|foreign\\s+|materialized\\s+|recursive\\s+|virtual\\s+)*(table|view)\\s+(?:if\\s+not\\s+exists\\s+)?${qualified}`,
    'gi',
  );
  for (const match of bare.matchAll(made)) {
    const [whole, kind = '', schema, table = ''] = match;
    const columns =
      exact && /^table$/i.test(kind) && !/\bvirtual\b/i.test(whole) ? columnsOf(bare.slice(match.index + whole.length)) : undefined;
    tables.push({
      name: plainName(table),
      ...(schema === undefined ? {} : { schema: plainName(schema) }),
      ...(columns === undefined ? {} : { columns }),
    });
  }
  for (const [, , table = ''] of bare.matchAll(
    new RegExp(`\\balter\\s+table\\s+(?:if\\s+exists\\s+)?(?:only\\s+)?${qualified}(?=[^;]*?\\b(?:add|rename)\\b)`, 'gi'),
  ))
    tables.push({ name: plainName(table) });
  for (const [, table = ''] of bare.matchAll(new RegExp(`\\brename\\s+to\\s+(${name})`, 'gi'))) tables.push({ name: plainName(table) });
  for (const [, table = ''] of bare.matchAll(
    new RegExp(`\\bselect\\b[^;]*?\\binto\\s+(?:temp(?:orary)?\\s+|table\\s+)?(${name})\\s+from\\b`, 'gi'),
  ))
    tables.push({ name: plainName(table) });
  return tables;
}

/** Whether a text makes or changes tables whose names it puts together: then nobody knows them. */
export function makesUnnamedTables(text: string): boolean {
  const plain = `(?:${name}\\s*\\.\\s*)?(?:"[A-Za-z_][\\w$]*"|\`\\w+\`|[A-Za-z_]\\w*)(?![\\w$%{#<.'"\`+])`;
  return new RegExp(
    `\\bcreate\\s+(?:(?:or|replace|global|local|temp|temporary|unlogged|foreign|materialized|virtual)\\s+)*(?:table|view)\\s+(?:if\\s+not\\s+exists\\s+)?(?!${plain})\\S|\\balter\\s+table\\s+(?:if\\s+exists\\s+)?(?:only\\s+)?(?!${plain})[^;]*?\\b(?:add|rename)\\b`,
    'i',
  ).test(text);
}

/** `(id text primary key, …)`; undefined where it is no list of columns. */
function columnsOf(rest: string): readonly string[] | undefined {
  const open = /^\s*\(/.exec(rest);
  if (open === null) return undefined;
  const columns: string[] = [];
  let depth = 0;
  let piece = '';
  for (const [token] of rest.slice(open[0].length - 1).matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|[^]/g)) {
    if (token === '(' && depth++ === 0) continue;
    if (token === ')' && --depth === 0) return [...columns, ...columnIn(piece)];
    if (token === ',' && depth === 1) {
      columns.push(...columnIn(piece));
      piece = '';
    } else piece += token;
  }
  return undefined;
}

function columnIn(piece: string): readonly string[] {
  const first = new RegExp(`^\\s*(${name})`).exec(piece)?.[1];
  return first === undefined || /^(?:primary|foreign|unique|check|constraint|exclude|like|key|index)$/i.test(first)
    ? []
    : [plainName(first)];
}

function plainName(written: string): string {
  return (/^["`[]/.test(written) ? written.slice(1, -1).replaceAll('""', '"') : written).toLowerCase();
}

function withoutComments(text: string): string {
  return text.replaceAll(/--[^\n]*|\/\*[^]*?\*\//g, ' ');
}

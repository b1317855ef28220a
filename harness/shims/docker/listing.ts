import { tableText } from '../table.ts';
import { fillTemplate, templateHeading, type Fields } from './template.ts';

/** What `docker ps`, `stats` and `network ls` have in common: rows, and ways to print them. */
export interface Listing {
  readonly rows: readonly Fields[];
  /** Columns of the plain table, by field. */
  readonly columns: readonly string[];
  readonly headings: Readonly<Record<string, string>>;
}

/** As a table, by a template, by `table <template>`, or as one JSON object per line. */
export function listingText({ rows, columns, headings }: Listing, format: string | undefined): string {
  const template = format?.trim() ?? 'table';
  if (template === 'json') return rows.map(row => `${JSON.stringify(row)}\n`).join('');
  if (template === 'table')
    return tableText([columns.map(column => headings[column] ?? ''), ...rows.map(row => columns.map(column => String(row[column])))], 3);
  const columnTemplate = /^table\s+(.*)$/s.exec(template)?.[1];
  if (columnTemplate === undefined) return rows.map(row => `${fillTemplate(template, row)}\n`).join('');
  return tableText(
    [templateHeading(columnTemplate, headings), ...rows.map(row => fillTemplate(columnTemplate, row))].map(line => line.split('\t')),
    3,
  );
}

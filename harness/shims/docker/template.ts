import { Unsupported } from '../../support/harness-error.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Fills a Go template of plain fields: `{{.Names}}\t{{.Status}}`, `{{ .State.Health.Status }}`, `{{json .State}}`, `{{upper .Name}}` not. */
export function fillTemplate(template: string, fields: Fields): string {
  return unescape(template).replaceAll(/\{\{(.*?)\}\}/gs, (whole, inside: string) => {
    const match = /^\s*(json\s+)?(\.[\w.]*)\s*$/.exec(inside);
    if (match === null) throw new Unsupported(`template ${whole}`);
    const value = fieldOf(fields, match[2] ?? '.');
    if (value === undefined) throw new Unsupported(`field ${match[2] ?? ''} of the template`);
    if (match[1] === undefined && typeof value === 'object')
      throw new Unsupported(`field ${match[2] ?? ''} of the template, which is no plain value`);
    return match[1] === undefined ? String(value as string) : JSON.stringify(value);
  });
}

/** The heading that `--format 'table …'` prints: each field's own. */
export function templateHeading(template: string, headings: Readonly<Record<string, string>>): string {
  return unescape(template).replaceAll(/\{\{\s*\.(\w+)\s*\}\}/g, (_, field: string) => headings[field] ?? field.toUpperCase());
}

function fieldOf(fields: Fields, path: string): unknown {
  return path
    .split('.')
    .filter(Boolean)
    .reduce<unknown>((inner, key) => (inner !== null && typeof inner === 'object' ? (inner as Fields)[key] : undefined), fields);
}

function unescape(template: string): string {
  return template.replaceAll('\\t', '\t').replaceAll('\\n', '\n');
}

import { Unsupported } from '../../support/harness-error.ts';

/** Fills a Go template with plain fields: `{{.Names}}\t{{.Status}}`, `{{ .State.Status }}`, `{{json .}}`. */
export function fillTemplate(template: string, values: unknown): string {
  return template.replaceAll('\\t', '\t').replaceAll('\\n', '\n').replaceAll(/\{\{\s*(json\s+)?(\.[\w.]*)\s*\}\}/g, (_, asJson: string | undefined, path: string) => {
    const value = path.split('.').filter(Boolean).reduce<unknown>((inner, key) => (inner !== null && typeof inner === 'object' ? (inner as Record<string, unknown>)[key] : undefined), values);
    if (value === undefined) throw new Unsupported(`the stand-in of docker does not know the field ${path}`);
    return asJson === undefined && typeof value !== 'object' ? `${value as string}` : JSON.stringify(value);
  }).replaceAll(/\{\{[^}]*\}\}/g, rest => {
    throw new Unsupported(`the stand-in of docker does not know the template ${rest}`);
  });
}

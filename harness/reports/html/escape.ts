import { cleanText } from '../clean-text.ts';

/** Text that may stand in a page as it is. Only `html` and `raw` make it. */
export interface Html {
  readonly text: string;
}

type Part = string | number | Html | readonly Html[];

/** A template whose values are escaped and made visible, unless they were made by a template like this. Its own indentation is left out. */
export function html(template: TemplateStringsArray, ...values: readonly Part[]): Html {
  let pieces = dense.get(template);
  if (pieces === undefined) dense.set(template, (pieces = template.map(piece => piece.replaceAll(/\s*\n\s*/g, '\n'))));
  let text = pieces[0] ?? '';
  for (const [index, value] of values.entries()) text += show(value) + (pieces[index + 1] ?? '');
  return { text };
}

/** Pieces of a template never change: they are made dense once. */
const dense = new WeakMap<TemplateStringsArray, readonly string[]>();

/** Nothing at all. */
export const nothing: Html = { text: '' };

/** Text of our own that is markup already. */
export function raw(text: string): Html {
  return { text };
}

function show(value: Part): string {
  if (typeof value === 'string') return escape(value);
  if (typeof value === 'number') return String(value);
  return 'text' in value ? value.text : value.map(({ text }) => text).join('');
}

/** Nearly every text of a report is plain; only others are looked through for what hides or would be markup. */
function escape(text: string): string {
  return /^[\t\n !#-%(-;=?-~]*$/.test(text) ? text : cleanText(text).replaceAll(/[&<>"']/g, character => entities[character] ?? '');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

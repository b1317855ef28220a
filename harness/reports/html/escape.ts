import { cleanText } from '../clean-text.ts';

/** Text that may stand in a page as it is. Only `html` and `raw` make it. */
export interface Html {
  readonly text: string;
}

type Part = string | number | Html | readonly Html[];

/** A template whose values are escaped and made visible, unless they were made by a template like this. */
export function html(pieces: TemplateStringsArray, ...values: readonly Part[]): Html {
  return { text: pieces.reduce((text, piece, index) => `${text}${show(values[index - 1] ?? '')}${piece}`) };
}

/** The same, under a name that the formatter leaves alone: for rows of which there may be thousands, and for `pre`. */
export const compact = html;

/** Nothing at all. */
export const nothing: Html = { text: '' };

/** Text of our own that is markup already. */
export function raw(text: string): Html {
  return { text };
}

function show(value: Part): string {
  if (typeof value === 'string') return escape(cleanText(value));
  if (typeof value === 'number') return String(value);
  return 'text' in value ? value.text : value.map(({ text }) => text).join('');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

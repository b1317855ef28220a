import { wellFormed } from '../../support/canonical-json.ts';
import { cleanText } from '../clean-text.ts';

/** An element of an XML document; members whose value is undefined are left out. */
export interface Element {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number | undefined>>;
  readonly content?: readonly Element[] | string;
}

/**
 * A whole XML 1.0 document. Whatever stands in attributes and text comes back from a parser as a reader would see it: characters that
 * XML does not know (section 2.2 of its specification) and those that hide something are replaced by visible signs.
 */
export function xmlDocument(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${show(root, '')}`;
}

function show({ name, attributes = {}, content = [] }: Element, indent: string): string {
  const written = Object.entries(attributes)
    .flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${attribute(String(value))}"`]))
    .join('');
  if (content.length === 0) return `${indent}<${name}${written}/>\n`;
  return typeof content === 'string'
    ? `${indent}<${name}${written}>${text(content)}</${name}>\n`
    : `${indent}<${name}${written}>\n${content.map(element => show(element, `${indent}  `)).join('')}${indent}</${name}>\n`;
}

/** `>` as well, so that no `]]>` ever stands in a text. */
function text(value: string): string {
  return wellFormed(cleanText(value))
    .replaceAll(/[\uFFFE\uFFFF]/g, character => `⟨U+${character.charCodeAt(0).toString(16).toUpperCase()}⟩`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** A parser turns line breaks and tabs of an attribute into blanks unless they are written as references. */
function attribute(value: string): string {
  return text(value).replaceAll('"', '&quot;').replaceAll("'", '&apos;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}

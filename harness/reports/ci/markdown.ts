import { wellFormed } from '../../support/canonical-json.ts';
import { cleanLine, cleanText } from '../clean-text.ts';

/**
 * One line of text that is not ours, shown literally wherever it stands: as code, in which GitHub makes no links, mentions or images
 * and knows no HTML (CommonMark 6.1), behind a fence that is longer than any run of backticks in it. `|` would end a table's cell even
 * inside of code, so it stands between two pieces of code.
 */
export function literal(text: string): string {
  return wellFormed(cleanLine(text)).split('|').map(code).join('&#124;');
}

/** Several lines of it, as a block whose fence none of them can close (CommonMark 4.5). */
export function literalBlock(lines: readonly string[]): string {
  const text = wellFormed(cleanText(lines.join('\n')));
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}text\n${text}\n${fence}`;
}

/** The same inside of an HTML element, where Markdown is not looked at; in `code`, so that nobody is mentioned. */
export function literalHtml(text: string): string {
  const escaped = wellFormed(cleanLine(text)).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<code>${escaped}</code>`;
}

function code(text: string): string {
  if (text === '') return '';
  const fence = '`'.repeat(longestRun(text) + 1);
  // One blank at both ends is taken away again; it keeps backticks off the fence.
  const pad = /^`|`$|^ .* $/.test(text) && text.trim() !== '' ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}

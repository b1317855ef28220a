import type { Held } from './held.ts';

/** No sign that Markdown reads in another way, but for backticks in pairs on the line; nothing invisible, no blanks at the end. */
const words = /^[^\\*_[\]<&`\p{Cc}]*(?:`[^`\p{Cc}]+`[^\\*_[\]<&`\p{Cc}]+)*(?:`[^`\p{Cc}]+`)?(?<! )$/u;
const begins = /^( *)(#{1,6} +|(?:[-*+]|\d{1,9}[.)]) {1,4}|)(?=[^\s#>*+=~-])(?!\d{1,9}[.)](?: |$)|```)/;
/** What cannot be part of a sentence on the line above it, wherever it stands: headings, fences, items of lists. */
const interrupts = /^ *(?:#{1,6} +\S|`{3,}(?!.*`)|~{3,}|[-*+] +\S|1[.)] +\S)/;
const item = /^ *(?:([-*+])|\d{1,9}([.)])) +\S/;

/**
 * A heading, or a paragraph with or without the mark of a list's item before it, of plain words and inline code. It is held where its end is
 * beyond doubt; that no sentence is open above it is up to the caller.
 */
export function proseAt(lines: readonly string[], from: number): Held | undefined {
  const line = lines[from] ?? '';
  const [whole, indent = '', mark = ''] = begins.exec(line) ?? [];
  if (whole === undefined || !words.test(line.slice(whole.length))) return undefined;
  if (mark.startsWith('#'))
    return line.includes('#', whole.length) ? undefined : { kind: 'heading', from, to: from + 1, column: indent.length };
  for (let to = from + 1; ; to++) {
    const next = lines[to] ?? '';
    if (/^ *$/.test(next) || endsBefore(next, line, mark === '' ? 0 : whole.length))
      return { kind: 'paragraph', from, to, column: whole.length };
    const [begin = '', , another] = begins.exec(next) ?? [];
    // Blanks before inline code belong to nothing.
    if (another !== '' || !words.test(next) || (begin !== '' && next.startsWith('`', begin.length))) return undefined;
  }
}

/**
 * Whether a sentence ends where a line follows it. What stands four columns further in than what holds it is part of the sentence, so it has
 * to stand at the margin, where the sentence's own item does, or in that item.
 * @param content where the content of the sentence's own item begins; 0 where it has none.
 */
function endsBefore(next: string, line: string, content: number): boolean {
  const indent = next.search(/[^ ]/);
  const isBeside = content > 0 && indent === line.search(/[^ ]/);
  const isInside = content > 0 && indent >= content && indent <= content + 3;
  if (interrupts.test(next)) return indent <= 3 || isBeside || isInside;
  const [, bullet, sign] = item.exec(next) ?? [];
  const [, , own] = item.exec(line) ?? [];
  // Only 1 interrupts a sentence; any other number goes on with a list.
  return bullet === undefined && sign !== undefined && sign === own && isBeside;
}

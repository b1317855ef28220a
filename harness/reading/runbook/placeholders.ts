/**
 * Text that a reader must replace before a block can run, each pattern behind what a line must hold for it: most hold nothing of that, and
 * looking for it costs little. Go templates such as `{{.Names}}` are not meant.
 */
export const placeholderPatterns: readonly (readonly [needs: readonly string[], pattern: RegExp])[] = [
  [
    ['<'],
    /(?<![<\w])<\p{L}[\p{L}\w. :/-]*[\p{L}\w.]>|(?<![<\w])<[A-Za-z]>|(?<![<\w])<\p{L}[\p{L}\w-]* [\p{L}\w. :/,'\u2019-]*[\p{L}\w.]>/gu,
  ],
  [['YOUR_'], /\bYOUR_[A-Z0-9_]+\b/g],
  [['your_'], /\byour_[a-z0-9_]+\b/g],
  [['your-'], /\byour-[a-z0-9-]+(?:\.[a-z0-9.-]*[a-z0-9])?/g],
  [['CHANGE'], /\bCHANGE_?ME\b/g],
  [['{{'], /\{\{\s*[A-Za-z_]\w*\s*\}\}/g],
  [['path/to'], /(?:\/path\/to|path\/to\/your)[\w./-]*/g],
  [['['], /\[[A-Z][A-Z0-9]+(?:[_ -][A-Z0-9]+)+\]/g],
  [['['], /\[[a-z]{2,}(?:-[a-z]{2,})+\]/g],
  // A number that stands elsewhere: with the words before it, for `PID` alone is also a column of `ps`.
  [['kill'], /\bkill(?:[ \t]+-(?:s[ \t]+)?\w+)*[ \t]+(?:PID|pid|N|X+)\b/g],
  [['PID'], /(?<=\s)(?:-p|--pid)[ \t=]+PID\b/g],
  [['PID'], /\/proc\/PID\b/g],
  [['@'], /[\w-]+@[NX](?=$|[\s"');&|]|\.service\b)/g],
  [['imit', 'IMIT'], /\b(?:LIMIT|[Ll]imit)[ \t]+[NXnx]\b/g],
  [['-n', '--lines', '--tail'], /(?<=\s)(?:-n|--lines|--tail)[ \t=]+[NX](?=$|[\s"');&|])/g],
  [['--scale', '--replicas'], /(?<=\s)--(?:scale[ \t=]+[\w-]+|replicas)=[NX](?=$|[\s"');&|])/g],
  [['XXX'], /(?<!\bmktemp\b.{0,200})\bX{3,}\b/g],
];
const signs = new RegExp(placeholderPatterns.flatMap(([needs]) => needs.map(one => one.replaceAll(/[^\w\s/-]/g, '\\$&'))).join('|'));
/** A comment of the shell's: nobody runs it. */
const commented = /(?:^|\s)#.*$/;
/** Elements that commands look for in pages. */
const html =
  /^<(?:a|b|body|br|code|div|em|form|h[1-6]|head|header|hr|html|i|img|input|li|link|main|meta|ol|p|pre|script|section|span|strong|style|svg|table|tbody|td|th|title|tr|ul)>$/i;

export interface FoundPlaceholder {
  readonly text: string;
  /** Column, from 0. */
  readonly at: number;
}

/** Whether looking for placeholders in a text could find some. */
export function mayHoldPlaceholders(text: string): boolean {
  return signs.test(text);
}

/** All placeholders of a line, in order. */
export function placeholdersIn(text: string): readonly FoundPlaceholder[] {
  if (!mayHoldPlaceholders(text)) return [];
  const asked = placeholderPatterns.filter(([needs]) => needs.some(one => text.includes(one)));
  const comment = commented.exec(text)?.index ?? text.length;
  const closes = text.includes('</');
  return asked
    .flatMap(([, pattern]) => [...text.matchAll(pattern)].map(match => ({ text: match[0], at: match.index })))
    .filter(({ text: found, at }) => at < comment || !/^(?:kill|LIMIT|X+$)/i.test(found))
    .filter(found => !html.test(found.text) && !(closes && text.includes(`</${found.text.slice(1)}`)))
    .toSorted((one, other) => one.at - other.at);
}

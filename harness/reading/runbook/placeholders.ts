/** Text that a reader must replace before a block can run. Go templates such as `{{.Names}}` are not meant. */
const patterns: readonly RegExp[] = [
  /(?<![<\w])<[A-Za-z][\w. :/-]*[\w.]>|(?<![<\w])<[A-Za-z]>/g,
  /\bYOUR_[A-Z0-9_]+\b/g,
  /\byour_[a-z0-9_]+\b/g,
  /\byour-[a-z0-9-]+(?:\.[a-z0-9.-]*[a-z0-9])?/g,
  /\bCHANGE_?ME\b/g,
  /\{\{\s*[A-Za-z_]\w*\s*\}\}/g,
  /(?:\/path\/to|path\/to\/your)[\w./-]*/g,
  /\[[A-Z][A-Z0-9]+(?:[_ -][A-Z0-9]+)+\]/g,
  /\[[a-z]{2,}(?:-[a-z]{2,})+\]/g,
  // A number that stands elsewhere: with the words before it, for `PID` alone is also a column of `ps`.
  /\bkill(?:[ \t]+-(?:s[ \t]+)?\w+)*[ \t]+(?:PID|pid|N|X+)\b/g,
  /(?<=\s)(?:-p|--pid)[ \t=]+PID\b/g,
  /\/proc\/PID\b/g,
  /[\w-]+@[NX](?=$|[\s"');&|]|\.service\b)/g,
  /\bLIMIT[ \t]+[NX]\b/gi,
  /(?<=\s)(?:-n|--lines|--tail)[ \t=]+[NX](?=$|[\s"');&|])/g,
  /(?<=\s)--(?:scale[ \t=]+[\w-]+|replicas)=[NX](?=$|[\s"');&|])/g,
  /(?<!\bmktemp\b.*)\bX{3,}\b/g,
];
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

/** What all of them have one of: most lines hold nothing of it. */
const hint = /[<{@]|\[[A-Za-z]|your|CHANGE|\/to|kill|PID|pid|limit|X|\s-n|--/i;

/** All placeholders of a line, in order. */
export function placeholdersIn(text: string): readonly FoundPlaceholder[] {
  if (!hint.test(text)) return [];
  const comment = commented.exec(text)?.index ?? text.length;
  return patterns
    .flatMap(pattern => [...text.matchAll(pattern)].map(match => ({ text: match[0], at: match.index })))
    .filter(({ text: found, at }) => at < comment || !/^(?:kill|LIMIT|X+$)/i.test(found))
    .filter(found => !html.test(found.text) && !text.includes(`</${found.text.slice(1)}`))
    .toSorted((one, other) => one.at - other.at);
}

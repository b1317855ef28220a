/** Text that a reader must replace before a block can run. Go templates such as `{{.Names}}` are not meant. */
const patterns: readonly RegExp[] = [
  /(?<![<\w])<[A-Za-z][\w. -]*[\w.]>|(?<![<\w])<[A-Za-z]>/g,
  /\bYOUR_[A-Z0-9_]+\b/g,
  /\byour-[a-z0-9-]+(?:\.[a-z0-9.-]*[a-z0-9])?/g,
  /\{\{\s*[A-Za-z_]\w*\s*\}\}/g,
  /(?:\/path\/to|path\/to\/your)[\w./-]*/g,
  /\[[A-Z][A-Z0-9]+(?:[_ -][A-Z0-9]+)+\]/g,
];

export interface FoundPlaceholder {
  readonly text: string;
  readonly at: number;
}

/** All placeholders of a text, in order. */
export function placeholdersIn(text: string): readonly FoundPlaceholder[] {
  return patterns.flatMap(pattern => [...text.matchAll(pattern)].map(match => ({ text: match[0], at: match.index }))).toSorted((one, other) => one.at - other.at);
}

import type { Fix } from './rule.ts';

/** A text with fixes; of two that overlap the first one is made. Line ends stay as they are. */
export function applyFixes(text: string, fixes: readonly Fix[]): string {
  const starts = [0, ...[...text.matchAll(/\r\n?|\n/g)].map(({ 0: end, index }) => index + end.length)];
  const at = (line: number, column: number): number => (starts[line - 1] ?? text.length) + column - 1;
  const edits = fixes
    .map(({ location: { line, column, endLine = line, endColumn = column }, text: put }) => ({
      from: at(line, column),
      to: at(endLine, endColumn),
      put,
    }))
    .toSorted((one, other) => one.from - other.from || one.to - other.to);
  let result = '';
  let done = 0;
  for (const { from, to, put } of edits) {
    if (from < done) continue;
    result += text.slice(done, from) + put;
    done = to;
  }
  return result + text.slice(done);
}

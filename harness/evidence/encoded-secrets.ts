import type { Span } from './span.ts';

/** Runs that are long enough for a token; lines that are wrapped, and indented, where tools wrap them belong together. */
const base64Run = /[A-Za-z0-9+/_-]{24,}(?:(?<=[^\s]{60})\r?\n[ \t]{0,40}[A-Za-z0-9+/_-]{4,}(?![A-Za-z0-9+/_-]))*={0,2}/g;
const hexRun = /(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{2}){20,}(?![0-9A-Za-z])/g;

/**
 * Known secrets inside of base64 and of hexadecimal digits, as `kubectl get secret -o yaml` shows them: the whole run goes.
 * @param holds tells what a decoded text holds.
 */
export function encodedSecrets(text: string, holds: (decoded: string) => string | undefined): readonly Span[] {
  if (text.length < 24) return [];
  const spans: Span[] = [];
  for (const match of text.matchAll(base64Run)) {
    // Digests are many, and are looked at below.
    if (/^[0-9a-f]+$/.test(match[0])) continue;
    const run = match[0].replaceAll(/\s/g, '');
    // What stands before it without a blank may have moved it.
    for (const moved of ['', 'A', 'AA', 'AAA']) {
      const what = holds(Buffer.from(moved + run, 'base64').toString('latin1'));
      if (what === undefined) continue;
      spans.push({ from: match.index, to: match.index + match[0].length, what: `${what} in base64` });
      break;
    }
  }
  for (const match of text.matchAll(hexRun)) {
    const what = holds(Buffer.from(match[0], 'hex').toString('latin1'));
    if (what !== undefined) spans.push({ from: match.index, to: match.index + match[0].length, what: `${what} in hexadecimal digits` });
  }
  return spans;
}

import type { Span } from './span.ts';

/**
 * Runs that are long enough for a token are looked for in pieces, and put together by hand: a pattern for the whole of a run of megabytes may
 * need more room than there is.
 */
const base64Begins = /[A-Za-z0-9+/_-]{24,4096}/g;
const base64GoesOn = /[A-Za-z0-9+/_-]{1,4096}/y;
/** Lines that are wrapped, and indented, where tools wrap them belong together. */
const base64Wraps = /(?<=[^\s]{60})\r?\n[ \t]{0,40}(?=[A-Za-z0-9+/_-]{4})/y;
const base64Ends = /={0,2}/y;
const hexBegins = /(?<![0-9A-Za-z])[0-9A-Fa-f]{40,4096}/g;
const hexGoesOn = /[0-9A-Fa-f]{1,4096}/y;
const goesOnAsWord = /[0-9A-Za-z]/y;

/**
 * Known secrets inside of base64 and of hexadecimal digits, as `kubectl get secret -o yaml` shows them: the whole run goes.
 * @param holds tells what a decoded text holds.
 */
export function encodedSecrets(text: string, holds: (decoded: string) => string | undefined): readonly Span[] {
  if (text.length < 24) return [];
  const spans: Span[] = [];
  for (const { from, to } of runsIn(text, base64Begins, at => endOfBase64(text, at))) {
    const whole = text.slice(from, to);
    // Digests are many, and are looked at below. Asked for what is not in them: what repeats needs room for each letter of a long run.
    if (!/[^0-9a-f]/.test(whole)) continue;
    const run = whole.replaceAll(/\s/g, '');
    // What stands before it without a blank may have moved it.
    for (const moved of ['', 'A', 'AA', 'AAA']) {
      const what = holds(Buffer.from(moved + run, 'base64').toString('latin1'));
      if (what === undefined) continue;
      spans.push({ from, to, what: `${what} in base64` });
      break;
    }
  }
  for (const { from, to } of runsIn(text, hexBegins, at => endOf(text, at, hexGoesOn))) {
    if ((to - from) % 2 === 1 || matchesAt(text, to, goesOnAsWord)) continue;
    const what = holds(Buffer.from(text.slice(from, to), 'hex').toString('latin1'));
    if (what !== undefined) spans.push({ from, to, what: `${what} in hexadecimal digits` });
  }
  return spans;
}

function* runsIn(text: string, begins: RegExp, endFrom: (at: number) => number): Iterable<{ readonly from: number; readonly to: number }> {
  begins.lastIndex = 0;
  for (;;) {
    const match = begins.exec(text);
    if (match === null) return;
    const to = endFrom(begins.lastIndex);
    // Whoever takes it may have looked for another in between.
    yield { from: match.index, to };
    begins.lastIndex = to;
  }
}

function endOfBase64(text: string, at: number): number {
  let end = endOf(text, at, base64GoesOn);
  while (matchesAt(text, end, base64Wraps)) end = endOf(text, base64Wraps.lastIndex, base64GoesOn);
  return matchesAt(text, end, base64Ends) ? base64Ends.lastIndex : end;
}

function endOf(text: string, at: number, goesOn: RegExp): number {
  let end = at;
  while (matchesAt(text, end, goesOn)) end = goesOn.lastIndex;
  return end;
}

/** Sets the pattern's `lastIndex` to where the match ends. */
function matchesAt(text: string, at: number, sticky: RegExp): boolean {
  sticky.lastIndex = at;
  return sticky.test(text);
}

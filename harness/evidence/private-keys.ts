import type { Span } from './span.ts';

const what = 'a private key';
// RFC 7468, section 2; OpenPGP's armour (RFC 9580, section 6.2) says PRIVATE KEY BLOCK.
const opens = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const closes = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
/** Between lines, also as JSON, `.env` files, quoted mail and YAML write them; each character in one way only, so that no text makes it slow. */
const between = String.raw`(?:[ \t\r\n>|]|\\{1,2}[rn])`;
const header = String.raw`(?:Proc-Type|DEK-Info|Comment|Version|Hash):[^\r\n\\]{0,128}`;
const body = new RegExp(
  `(?:${between}{1,80}${header}){0,8}(?:${between}{1,80}[A-Za-z0-9+/=]{16,})*(?:${between}{1,80}[A-Za-z0-9+/=]{1,15}(?![A-Za-z0-9+/=]))?(?:${between}{0,80}${closes.source})?`,
  'y',
);
const lineBefore = /(?:^|\\{1,2}[rn]|[^A-Za-z0-9+/=])([A-Za-z0-9+/=]{1,128})(?:[ \t\r\n>|]|\\{1,2}[rn]){0,8}$/;
const widest = 160;

/** Private keys as OpenSSL and OpenSSH write them: whole, cut off, or only their last lines. What only speaks of keys stays. */
export function privateKeys(text: string): readonly Span[] {
  if (!text.includes('PRIVATE KEY')) return [];
  const spans: Span[] = [];
  let seen = 0;
  for (const { index, 0: line } of text.matchAll(opens)) {
    body.lastIndex = index + line.length;
    const found = body.exec(text)?.[0] ?? '';
    if (!/[A-Za-z0-9+/=]{16}/.test(found)) continue;
    seen = index + line.length + found.length;
    spans.push({ from: index, to: seen, what });
  }
  for (const { index, 0: line } of text.matchAll(closes)) {
    if (spans.some(({ from, to }) => from < index && index < to)) continue;
    const from = bodyBefore(text, index);
    if (from < index) spans.push({ from, to: index + line.length, what });
  }
  return spans;
}

/** Where the lines begin that stand before a key's last words. The last of them may be short, no other is. */
function bodyBefore(text: string, place: number): number {
  let from = place;
  for (let lines = 0; ; lines++) {
    const before = text.slice(Math.max(0, from - widest), from);
    const line = lineBefore.exec(before)?.[1];
    if (line === undefined || (lines > 0 && line.length < 40)) return lines === 1 && place - from < 24 ? place : from;
    from += before.lastIndexOf(line) - before.length;
  }
}

const lineOfKey = /^[ \t>|]*(?:[A-Za-z0-9+/=]{0,128}|(?:Proc-Type|DEK-Info|Comment|Version|Hash):.{0,128})\r?$/;
const firstLine = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----\r?$|^[ \t>|]*[A-Za-z0-9+/=]{40,128}\r?$/;
/** What may still become a line of a key, or its last words. */
const unfinished =
  /^[ \t>|]*(?:[A-Za-z0-9+/=]{0,128}|-[-A-Z0-9 ]{0,80}|[A-Za-z-]{1,9}|(?:Proc-Type|DEK-Info|Comment|Version|Hash):.{0,128})\r?$/;

/** Where, at the end of a text that may go on, the lines begin that may be those of a key; the text's length when there are none. */
export function pendingKey(text: string): number {
  let end = text.lastIndexOf('\n');
  if (end < 0 || !unfinished.test(text.slice(end + 1))) return text.length;
  let earliest = text.length;
  while (end >= 0) {
    const start = end === 0 ? 0 : text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, end);
    if (line.length > 4096) return earliest;
    if (firstLine.test(line)) earliest = start + Math.max(0, line.indexOf('-----'));
    if (!lineOfKey.test(line)) return earliest;
    end = start - 1;
  }
  return earliest;
}

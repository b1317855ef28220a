import { plainTexts } from './plain-text.ts';

/** A shorter value stands in ordinary text too often: hiding it would tell where it is and spoil the evidence. */
export const shortestSecret = 5;
/** A longer value is looked for in pieces: so that a part of it is found too, and little output is held back to decide. */
const longestPiece = 64;

/** One way in which a value may stand in a text: one after another its units, each written in one of some ways. */
export interface WrittenForm {
  readonly what: string;
  readonly units: readonly (readonly string[])[];
  /** What may stand between two units. */
  readonly gaps: readonly string[];
  /** Gaps after which blanks may stand. */
  readonly lineBreaks?: readonly string[];
}

/**
 * The forms of a secret: as it stands with any mixture of the escapes of URLs, JSON, HTML, SQL, shells, logs
 * and configuration; in base64 and base64url, wherever it stands in the encoded text and however that is wrapped; in hexadecimal digits. The same of each line of a value that
 * has several. What was encoded twice, packed or encrypted is out of reach.
 */
export function writtenForms(secret: string): readonly WrittenForm[] {
  const lines = secret.split(/\r\n|\r|\n/).map(line => line.trim());
  const trimmed = secret.trim();
  const values = lines.length > 1 ? [...lines, ...(lines.some(tooShortToHide) ? [trimmed] : [])] : [secret, trimmed];
  return [...new Set(values.flatMap(piecesOf))].flatMap(piece => [
    // Where a text is read as a terminal shows it, what nobody sees is gone from the secret too.
    ...[...new Set(plainTexts(piece).map(plain => plain.text))].flatMap(text =>
      tooShortToHide(text) ? [] : [{ what: 'a registered secret', units: Array.from(text, waysToWrite), gaps: [] }],
    ),
    ...[...new Set([piece, piece.replaceAll(/\r?\n/g, '\r\n')])].flatMap(text => encodedForms(Buffer.from(text))),
  ]);
}

/** Whether a value is too short to be hidden. */
export function tooShortToHide(value: string): boolean {
  return Array.from(value.trim()).length < shortestSecret;
}

function piecesOf(value: string): readonly string[] {
  if (tooShortToHide(value)) return [];
  const characters = Array.from(value);
  const count = Math.ceil(characters.length / longestPiece);
  const size = Math.ceil(characters.length / count);
  return Array.from({ length: count }, (_, index) => characters.slice(index * size, (index + 1) * size).join(''));
}

/** All ways to write a character. Letters and digits are escaped by no tool. */
function waysToWrite(character: string): readonly string[] {
  if (/[A-Za-z0-9]/.test(character)) return [character];
  const code = character.codePointAt(0) ?? 0;
  const bytes = [...Buffer.from(character)];
  const percent = bytes.map(byte => `%${hex(byte, 2)}`).join('');
  const utf16 = Array.from({ length: character.length }, (_, index) => `\\u${hex(character.charCodeAt(index), 4)}`).join('');
  const hexadecimal = bytes.map(byte => `\\x${hex(byte, 2)}`).join('');
  const octal = bytes.map(byte => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  const ways = [
    character,
    percent,
    percent.toUpperCase(),
    JSON.stringify(character).slice(1, -1),
    utf16,
    utf16.replaceAll(/[a-f]/g, digit => digit.toUpperCase()),
    hexadecimal,
    hexadecimal.replaceAll(/[a-f]/g, digit => digit.toUpperCase()),
    octal,
    `&#${code};`,
    `&#0${code};`,
    `&#x${code.toString(16)};`,
    `&#x${code.toString(16).toUpperCase()};`,
    ...(special[character] ?? []),
    ...(code > 0x20 && code < 0x7f ? [`\\${character}`] : []),
  ];
  return [...new Set(ways)];
}

const special: Readonly<Record<string, readonly string[]>> = {
  ' ': ['+', '\\ '],
  $: ['$$'],
  '%': ['%%'],
  '&': ['&amp;'],
  '<': ['&lt;'],
  '>': ['&gt;'],
  '"': ['&quot;', '""'],
  "'": ['&apos;', String.raw`'\''`, `'"'"'`, "''"],
  '\n': ['\r\n', String.raw`\r\n`, '%0D%0A', '%0d%0a', '&#13;&#10;'],
};

function encodedForms(bytes: Buffer): readonly WrittenForm[] {
  const digits = [...bytes].flatMap(byte => Array.from(hex(byte, 2), digit => [...new Set([digit, digit.toUpperCase()])]));
  return [
    { what: 'a registered secret in hexadecimal digits', units: digits, gaps: [' ', ':', '\\x', '\n', '\r\n', '\\n'] },
    ...[0, 1, 2].map(before => ({
      what: 'a registered secret in base64',
      units: base64Units(bytes, before),
      gaps: ['\n', '\r\n', '\\n', '\\r\\n', '%0A', '%0a'],
      lineBreaks: ['\n', '\r\n', '\\n', '\\r\\n'],
    })),
  ];
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The characters of base64 (RFC 4648, sections 4 and 5) when so many other bytes stand before; the first and the last are shared with neighbours. */
function base64Units(bytes: Buffer, before: number): readonly (readonly string[])[] {
  const bits = [...bytes].map(byte => byte.toString(2).padStart(8, '0')).join('');
  const known = `${'?'.repeat((before * 8) % 6)}${bits}`;
  return Array.from({ length: Math.ceil(known.length / 6) }, (_, index) => {
    const six = known.slice(index * 6, index * 6 + 6).padEnd(6, '?');
    return Array.from(alphabet)
      .filter((_character, value) =>
        Array.from(value.toString(2).padStart(6, '0')).every((bit, place) => six[place] === '?' || six[place] === bit),
      )
      .flatMap(character => base64Ways[character] ?? [character]);
  });
}

const base64Ways: Readonly<Record<string, readonly string[]>> = {
  '+': ['+', '-', '%2B', '%2b'],
  '/': ['/', '_', '%2F', '%2f', '\\/'],
};

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

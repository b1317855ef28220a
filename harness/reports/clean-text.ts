import { stripVTControlCharacters } from 'node:util';

/**
 * Text of a runbook, or what it printed, made fit to be shown: no colours, no cursor movements, no bytes that hide or reverse what
 * stands beside them. What cannot be shown is replaced by a visible sign, so that nothing that ran is hidden from a reader.
 */
export function cleanText(text: string): string {
  // Nearly all text is plain, and reports have a lot of it.
  if (plain.test(text)) return text;
  return stripVTControlCharacters(text)
    .replaceAll('\r\n', '\n')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, sign);
}

const plain = /^[\x20-\x7E\n\t]*$/;

/** Output as a terminal shows it in the end: a carriage return begins the line anew, as progress bars want it. Only for output; the journal has it all. */
export function settled(output: string): string {
  return output
    .split('\n')
    .map(line => line.replace(/\r+$/, '').split('\r').at(-1) ?? '')
    .join('\n');
}

/** One line of it: for terminals, where a line break would forge a line of ours. */
export function cleanLine(text: string): string {
  return cleanText(text)
    .replaceAll(/\s*\n\s*/g, ' ⏎ ')
    .replaceAll('\t', ' ')
    .trim();
}

function sign(character: string): string {
  if (character === '\n' || character === '\t') return character;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

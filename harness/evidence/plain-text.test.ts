import { expect, test } from '@playwright/test';
import { cleanText, settled } from '../reports/clean-text.ts';
import { redaction } from './redaction.ts';

const secret = 's3cr3t-Pa55w0rd-zQ';
const { text, find, stream } = redaction([secret]);

/** What terminals do not show, as programs print it. */
const unseen: Readonly<Record<string, string>> = {
  'a colour': '\u001B[01;31m\u001B[K',
  'a colour of eight bits': '\u009B1m',
  'what tput sgr0 prints': '\u001B(B\u001B[m',
  'a character set by its number': '\u001B(5',
  'a link': '\u001B]8;;http://web/a?b=c\u001B\\',
  'a title': '\u001B]0;psql\u0007',
  'a title of eight bits': '\u009D0;psql\u009C',
  'a device control string': '\u001BP1$r0m\u001B\\',
  'an application command': '\u001B_Ga=d\u001B\\',
  'a sequence of two characters': '\u001B7',
  'a shift': '\u000E',
  'a backspace': '\b',
  'a NUL': '\u0000',
  'a C1 character': '\u0085',
  'a zero width space': '\u200B',
  'a byte order mark': '\uFEFF',
  'a change of direction': '\u202E',
  'a soft hyphen': '\u00AD',
  'a tag of the astral planes': '\u{E0041}',
};

/** Printed in pieces of so many characters. */
function streamed(whole: string, size: number): string {
  const pieces = stream();
  let shown = '';
  for (let at = 0; at < whole.length; at += size) shown += pieces.push(whole.slice(at, at + size));
  return shown + pieces.end();
}

for (const [what, sequence] of Object.entries(unseen)) {
  test(`hides a secret with ${what} in it, cut anywhere, and in a file as JSON has it`, () => {
    for (const place of [1, 7, secret.length - 1]) {
      const inside = `${secret.slice(0, place)}${sequence}${secret.slice(place)}`;
      expect(text(`a ${inside} b`)).toBe('a [redacted] b');
      for (const size of [1, 2, 3, 5, 11]) expect(streamed(`a ${inside} b`, size)).toBe('a [redacted] b');
      if (!/[\b]/.test(sequence)) expect(find(JSON.stringify({ text: inside }))).toHaveLength(1);
    }
    const between = secret.split('').join(sequence);
    expect(text(between)).toBe('[redacted]');
    expect(streamed(between, 1)).toBe('[redacted]');
    expect(text(`ghp_${'a1B2'.repeat(4)}${sequence}${'a1B2'.repeat(5)}`)).toBe('[redacted]');
  });
}

test('hides a secret inside of what a terminal does not show, and behind what never ends', () => {
  for (const whole of [
    `\u001B]8;;http://web/${secret}\u0007link`,
    `\u001BP${secret}`,
    `\u001B]0;${secret}\n`,
    `\u001B[${secret}`,
    `\u001B ${secret}`,
  ]) {
    expect(text(whole)).toContain('[redacted]');
    expect(text(whole)).not.toContain('Pa55');
    expect(streamed(whole, 1)).toBe(text(whole));
  }
});

test('finds a secret that has unseen characters of its own', () => {
  const own = 'pa\u200Dss\u00ADw0rd\u001B[31m77';
  const { text: hide } = redaction([own]);
  for (const form of [own, own.replaceAll(/[\u200D\u00AD]/g, ''), Buffer.from(own).toString('base64url'), encodeURIComponent(own)])
    expect(hide(`a ${form} b`), form).toBe('a [redacted] b');
});

test('whatever stands between the parts of a secret, what reports take out makes none that the journal still had', () => {
  const parts = [
    '\u001B',
    '\u009B',
    '\u0090',
    '[',
    ']',
    '(',
    '5',
    ';',
    'P',
    'm',
    '#',
    '\u0007',
    '\u001B\\',
    '\u001B(B',
    '\r',
    '\b',
    '\u200B',
    ' ',
    '\n',
  ];
  let state = 7;
  const next = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    return (state >> 8) % below;
  };
  const some = (): string => Array.from({ length: next(4) }, () => parts[next(parts.length)]).join('');
  const wrong: string[] = [];
  for (let round = 0; round < 3000; round++) {
    let whole = some();
    for (let at = 0; at < secret.length;) {
      const size = 1 + next(9);
      whole += secret.slice(at, at + size) + some();
      at += size;
    }
    const kept = text(whole);
    const shown = [kept, cleanText(kept), cleanText(settled(kept))];
    if (streamed(whole, 1 + next(4)) !== kept || shown.some(one => one.includes(secret) || find(one).length > 0)) wrong.push(whole);
  }
  expect(wrong).toEqual([]);
});

test('shows a line with colours at once, and holds back no more than a sequence', () => {
  const pieces = stream();
  expect(pieces.push('\u001B[32mok\u001B[0m done\n')).toBe('\u001B[32mok\u001B[0m done\n');
  expect(pieces.push('next \u001B[3')).toBe('next ');
  expect(pieces.push('1mred ')).toBe('\u001B[31mred ');
  expect(pieces.push('\u001B]0;no end')).toBe('');
  expect(pieces.push(`${'.'.repeat(5000)} and on.\n`)).toContain('and on.\n');
});

import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { openJournal } from './journal.ts';
import { redaction } from './redaction.ts';

const secrets = [
  'hunter2-hunter2',
  'correct horse/battery+staple',
  `it's "<quoted>" & $odd\\`,
  'pässwört–€😀!',
  'p@ss:w0rd?#[]',
  'aaaaaaaab',
  'first-line-of-it\nthe second line\r\nlast, with a %',
  `${'long value of many characters, '.repeat(6)}end`,
];

const wrapped = (text: string): string => text.replaceAll(/(.{76})/g, '$1\n');

/** How tools print a value. */
const forms: Readonly<Record<string, (secret: string) => string>> = {
  'as it stands': secret => secret,
  'with CR LF': secret => secret.replaceAll(/\r?\n/g, '\r\n'),
  'URL-encoded': encodeURIComponent,
  'URL-encoded in lower case': secret => encodeURIComponent(secret).replaceAll(/%../g, code => code.toLowerCase()),
  'as a form sends it': secret => new URLSearchParams({ v: secret }).toString().slice(2),
  'in JSON': secret => JSON.stringify(secret).slice(1, -1),
  'in JSON of ASCII alone': secret =>
    JSON.stringify(secret)
      .slice(1, -1)
      .replaceAll(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'in shell quotes': secret => secret.replaceAll("'", String.raw`'\''`),
  'after printf %q': secret => secret.replaceAll(/[ -~]/g, sign => (/\w/.test(sign) ? sign : `\\${sign}`)).replaceAll('\n', "$'\\n'"),
  'in HTML': secret =>
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
  'as nginx logs it': secret =>
    [...Buffer.from(secret)]
      .map(byte =>
        byte < 0x20 || byte > 0x7e || '"\\'.includes(String.fromCharCode(byte))
          ? `\\x${byte.toString(16).padStart(2, '0').toUpperCase()}`
          : String.fromCharCode(byte),
      )
      .join(''),
  'after systemd-escape': secret =>
    [...Buffer.from(secret)]
      .map(byte => (/[\w.]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`))
      .join(''),
  'as docker compose config shows it': secret => secret.replaceAll('$', '$$$$'),
  'with doubled percent signs': secret => secret.replaceAll('%', '%%'),
  'in SQL': secret => secret.replaceAll("'", "''"),
  'in base64': secret => Buffer.from(secret).toString('base64'),
  'in base64 behind one byte': secret => Buffer.from(`:${secret}`).toString('base64'),
  'in base64 between others': secret => Buffer.from(`a:${secret}:b`).toString('base64'),
  'in wrapped base64': secret => wrapped(Buffer.from(`what stands before it: ${secret}, and what stands behind it`).toString('base64')),
  'in wrapped and indented base64': secret =>
    Buffer.from(`what stands before it: ${secret}, and what stands behind it`)
      .toString('base64')
      .replaceAll(/(.{60})/g, '$1\n    \t'),
  'in base64url': secret => Buffer.from(`??${secret}>>`).toString('base64url'),
  'in hexadecimal digits': secret => Buffer.from(secret).toString('hex'),
  'in upper-case hexadecimal digits': secret => Buffer.from(secret).toString('hex').toUpperCase(),
  'in pairs of hexadecimal digits': secret => [...Buffer.from(secret)].map(byte => byte.toString(16).padStart(2, '0')).join(' '),
  'with colours inside': secret => `${secret.slice(0, 3)}\u001B[01;31m\u001B[K${secret.slice(3, 6)}\u001B[m\u001B[K${secret.slice(6)}`,
};

/** What must not be readable: any eight characters of the secret's form in a row, but for its first and last: in base64 they belong to neighbours, too. */
function pieces(form: string): readonly string[] {
  const inner = form.slice(2, -4).replaceAll('\n', '');
  return Array.from({ length: Math.max(0, inner.length - 8) }, (_, at) => inner.slice(at, at + 8)).filter(
    piece => !/\p{Cc}|[\\$%]/u.test(piece),
  );
}

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-redaction-'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Each byte of what is kept when a text is printed in these pieces, in one text. */
function kept(name: string, secret: string, printed: readonly (readonly string[])[]): string {
  const hidden = redaction([secret]);
  const journal = openJournal({ evidence: folder, file: `${name}.ndjson`, redaction: hidden, genesis: '' });
  for (const parts of printed) {
    const stream = hidden.stream();
    const show = (text: string): unknown => text !== '' && journal.record({ type: 'step.output', step: 'a/1', stream: 'stdout', text });
    for (const part of parts) show(stream.push(part));
    show(stream.end());
    journal.record({ type: 'harness.failed', code: 'x', message: parts.join(''), hint: 'none' });
  }
  journal.close();
  // Pieces of one output joined, as somebody would who looks for it.
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .flatMap(text => text.split('\n'))
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as { text?: string; message?: string })
    .map(({ text, message }) => text ?? message ?? '')
    .join('');
}

for (const [what, write] of Object.entries(forms)) {
  test(`no secret ${what} reaches a journal, cut in two or three at any place`, () => {
    for (const [index, secret] of secrets.entries()) {
      const form = write(secret);
      const whole = `before ${form} after\n`;
      const step = Math.max(1, Math.floor(whole.length / 60));
      const cuts = Array.from({ length: Math.floor(whole.length / step) }, (_, at) => at * step);
      const text = kept(String(index), secret, [
        [whole],
        whole.split(''),
        ...cuts.map(at => [whole.slice(0, at), whole.slice(at)]),
        ...cuts.map(at => [whole.slice(0, at), whole.slice(at, at + 7), whole.slice(at + 7)]),
      ]);
      expect(text).toContain('[redacted]');
      for (const piece of what.includes('between') || what.includes('wrapped') || what.includes('url') ? [] : pieces(form))
        expect(text, `${secret} ${what}`).not.toContain(piece);
      // Whatever the cuts, the same is shown.
      for (const parts of [whole.split(''), [whole]]) {
        const stream = redaction([secret]).stream();
        expect(parts.map(part => stream.push(part)).join('') + stream.end()).toBe(redaction([secret]).text(whole));
      }
    }
  });
}

test('what was hidden stays as it is when it is hidden again', () => {
  for (const secret of [...secrets, 'redacted', '[redacted]']) {
    const { text } = redaction([secret]);
    for (const write of Object.values(forms)) {
      const once = text(`before ${write(secret)} after, ${secret}${secret}`);
      expect(text(once)).toBe(once);
    }
  }
});

test('a part of a secret is hidden where a message or a long output was cut', () => {
  const { text } = redaction(['correct-horse-battery-staple']);
  expect(text('unexpected "the key is correct-horse-bat…", expected "ok"')).toBe('unexpected "the key is [redacted]…", expected "ok"');
  expect(text('key correct-hor\n[… 812 bytes left out …]\nery-staple, and so on')).toBe(
    'key [redacted]\n[… 812 bytes left out …]\n[redacted], and so on',
  );
});

test('a short value of digits is left in digests and hidden elsewhere', () => {
  const { text, value } = redaction(['12345']);
  const digest = `sha256:${'0'.repeat(20)}12345${'a'.repeat(39)}`;
  expect(value({ inputDigest: digest, text: 'pin 12345', count: 12345 })).toEqual({
    inputDigest: digest,
    text: 'pin [redacted]',
    count: 12345,
  });
  expect(text('id 9912345')).toBe('id 99[redacted]');
});

test('settings are hidden whatever their members are called, and members of ours are not', () => {
  const { value } = redaction(['as-written']);
  expect(value({ type: 'as-written', settings: { type: 'as-written', list: [{ 'x-as-written': 1 }] } })).toEqual({
    type: 'as-written',
    settings: { type: '[redacted]', list: [{ 'x-[redacted]': 1 }] },
  });
});

test('hostile output of five megabytes is worked through', () => {
  const long = 5_000_000;
  const { text } = redaction(['aaaaaaab', 'hunter2-hunter2']);
  for (const piece of [
    'a',
    ' ',
    '-',
    '://',
    '://a:',
    'eyJ',
    'eyJaaaaaaaa.',
    '\n',
    '\\n',
    '-----BEGIN PRIVATE KEY-----',
    '-----END PRIVATE KEY-----',
    'authorization:',
    'secret_key',
    'QUFB\n',
    '\u001B[',
    '%3a',
    'hunter2-',
    '\u001B',
    '\u001B]',
    '\u001B];a',
    '\u001B(',
    '\u200B',
    '\\u001b]',
    '\u001B];#;#;#;#;#',
    'curl -',
    'curl -u a:',
    'cookie: ',
    'cookie: sid=1;',
    'sid=',
    'x-api-key:',
    'aHVudGVyMi1o\n ',
  ])
    expect(text(piece.repeat(Math.floor(long / piece.length))).length).toBeGreaterThan(0);
  for (const piece of ['\u001B', '\u001B];#', '\u001B]a', '\u200B', 'cookie: sid=']) {
    const hostile = redaction(['hunter2-hunter2']).stream();
    for (let at = 0; at < 1_000_000; at += 65_536) hostile.push(piece.repeat(65_536 / piece.length));
    hostile.end();
  }
  const stream = redaction(['hunter2-hunter2']).stream();
  for (let at = 0; at < long; at += 65_536) stream.push('-----BEGIN PRIVATE KEY-----\n'.padEnd(65_536, 'A'));
  stream.end();
});

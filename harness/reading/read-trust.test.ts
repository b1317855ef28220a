import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { readTrust } from './read-trust.ts';
import { shown } from './testing/folder.ts';

const { publicKey } = generateKeyPairSync('ed25519');
const pem = String(publicKey.export({ format: 'pem', type: 'spki' }));
const spki = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');

test('a key is read as base64 and as PEM', () => {
  const text = `keys:\n  - name: platform-ci\n    key: ${spki}\n    since: 2026-03-01\n  - name: ada\n    key: |\n${pem.replaceAll(/^/gm, '      ')}\n`;
  expect(readTrust('trust.yaml', text)).toEqual({
    keys: [
      { name: 'platform-ci', spki, since: '2026-03-01' },
      { name: 'ada', spki },
    ],
    problems: [],
  });
});

for (const [what, text, problem] of [
  ['no keys', '', 'trust.yaml:1:1 unexpected absence of "keys", expected a list'],
  ['an empty list', 'keys: []\n', 'trust.yaml:1:7 unexpected empty list of keys, expected at least one'],
  [
    'a misspelt member',
    `keys:\n  - name: a\n    key: ${spki}\n    sinse: 2026-03-01\n`,
    'trust.yaml:4:5 unexpected key "sinse", expected "since"',
  ],
  ['no key', 'keys:\n  - name: a\n    key: abc\n', 'trust.yaml:3:10 unexpected key of "a", expected a public key of ed25519'],
  [
    'no date',
    `keys:\n  - name: a\n    key: ${spki}\n    until: soon\n`,
    'trust.yaml:4:12 unexpected "soon", expected a date such as 2026-12-31',
  ],
  [
    'an end before the beginning',
    `keys:\n  - name: a\n    key: ${spki}\n    since: 2026-03-02\n    until: 2026-03-01\n`,
    'trust.yaml:5:12 unexpected until 2026-03-01 before since 2026-03-02',
  ],
  [
    'a name that stands twice',
    `keys:\n  - { name: a, key: ${spki} }\n  - { name: a, key: ${spki} }\n`,
    'trust.yaml:3:13 unexpected second "a", expected each name once',
  ],
] as const) {
  test(`${what} is a problem at its place`, () => expect(shown(readTrust('trust.yaml', text).problems)).toEqual([problem]));
}

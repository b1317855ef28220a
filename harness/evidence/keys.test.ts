import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { seal, signedWith } from './envelope.ts';
import { keyId, makeKeyPair, readSigner } from './keys.ts';

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-keys-'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a key is for its owner alone, and what it signs is known by the public half', () => {
  const file = join(folder, 'deep/key.pem');
  const { spki, keyid } = makeKeyPair(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(keyid).toBe(createHash('sha256').update(Buffer.from(spki, 'base64')).digest('hex'));
  expect(keyId(spki)).toBe(keyid);
  expect(signedWith(seal({ a: 1 }, readSigner(file)), spki)).toBe(true);
});

test('a key is never written over', () => {
  const file = join(folder, 'key.pem');
  makeKeyPair(file);
  const before = readFileSync(file, 'utf8');
  expect(() => makeKeyPair(file)).toThrow('a key is never written over');
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test('a key under a passphrase opens with that passphrase alone', () => {
  const file = join(folder, 'key.pem');
  const { spki } = makeKeyPair(file, 'correct horse');
  expect(readFileSync(file, 'utf8')).toContain('BEGIN ENCRYPTED PRIVATE KEY');
  expect(readSigner(file, 'correct horse').spki).toBe(spki);
  expect(() => readSigner(file)).toThrow('its passphrase in DRILLBOOK_KEY_PASSPHRASE');
  expect(() => readSigner(file, 'wrong')).toThrow('expected a private key in PKCS#8 PEM');
});

for (const mode of [0o640, 0o604, 0o660, 0o644]) {
  test(`a key that others may read (${mode.toString(8)}) is refused`, () => {
    const file = join(folder, 'key.pem');
    makeKeyPair(file);
    chmodSync(file, mode);
    expect(() => readSigner(file)).toThrow(`unexpected mode 0${mode.toString(8)}`);
  });
}

test('another kind of key, another kind of file and no file are refused', () => {
  const file = join(folder, 'rsa.pem');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  expect(() => readSigner(file)).toThrow(`unexpected rsa key in ${file}, expected ed25519`);
  writeFileSync(join(folder, 'text'), 'x', { mode: 0o600 });
  expect(() => readSigner(join(folder, 'text'))).toThrow('expected a private key in PKCS#8 PEM');
  expect(() => readSigner(join(folder, 'none'))).toThrow('ENOENT');
});

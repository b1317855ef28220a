import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { envelopeLine, payloadOf, preAuthentication, readEnvelope, seal, signedWith } from './envelope.ts';
import type { Signer } from './keys.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const signer: Signer = {
  keyid: '5'.repeat(64),
  spki: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  sign: bytes => sign(null, bytes, privateKey),
};

test('what is signed is what the DSSE protocol says, lengths being of bytes', () => {
  // The example of the protocol's own page.
  expect(preAuthentication('http://example.com/HelloWorld', Buffer.from('hello world')).toString()).toBe(
    'DSSEv1 29 http://example.com/HelloWorld 11 hello world',
  );
  expect(preAuthentication('ü', Buffer.from('ß')).toString()).toBe('DSSEv1 2 ü 2 ß');
});

test('an envelope is read back as it was sealed, and was signed by its key alone', () => {
  const envelope = seal({ b: 1, a: 'ü' }, signer);
  const read = readEnvelope(envelopeLine(envelope));
  expect(read).toEqual(envelope);
  expect(payloadOf(envelope)).toEqual({ statement: { a: 'ü', b: 1 } });
  expect(signedWith(envelope, signer.spki)).toBe(true);
  const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  expect(signedWith(envelope, other)).toBe(false);
  expect(signedWith({ ...envelope, payloadType: 'application/json' }, signer.spki)).toBe(false);
  expect(signedWith({ ...envelope, signatures: [] }, signer.spki)).toBe(false);
});

for (const [what, line, why] of [
  ['text', 'x', 'it is no JSON'],
  ['a list', '[]', 'it is no DSSE envelope'],
  [
    'blanks',
    `${envelopeLine(seal({})).replace('{', '{ ')}`,
    'it is not in canonical form: a member stands twice, or was written otherwise',
  ],
  [
    'a member that stands twice',
    envelopeLine(seal({})).replace('{', '{"payload":"e30=",'),
    'it is not in canonical form: a member stands twice, or was written otherwise',
  ],
  ['a member more', '{"more":1,"payload":"e30=","payloadType":"x","signatures":[]}', 'it is no DSSE envelope'],
  ['another type', '{"payload":"e30=","payloadType":"x","signatures":[]}', 'its payload is "x", expected application/vnd.in-toto+json'],
  ['no base64', envelopeLine({ ...seal({}), payload: 'e3 0=' }), 'its payload is no base64'],
  ['two alphabets at once', envelopeLine({ ...seal({}), payload: '+-8=' }), 'its payload is no base64'],
  ['the URL-safe alphabet', envelopeLine({ ...seal({}), payload: '--8=' }), 'its payload is no base64'],
  ['no padding', envelopeLine({ ...seal({}), payload: 'e30' }), 'its payload is no base64'],
  ['bits that decode to nothing', envelopeLine({ ...seal({}), payload: 'e31=' }), 'its payload is no base64'],
  [
    'a signature that is none',
    envelopeLine({ ...seal({}), signatures: [{ keyid: '5'.repeat(64), sig: 'AAAA' }] }),
    'a signature is none of ed25519',
  ],
  [
    'two signatures',
    envelopeLine({ ...seal({}), signatures: ['5', '6'].map(one => ({ keyid: one.repeat(64), sig: `${'A'.repeat(86)}==` })) }),
    'it has 2 signatures, expected one or none',
  ],
  [
    'a key named by a word',
    envelopeLine({ ...seal({}), signatures: [{ keyid: 'somebody', sig: `${'A'.repeat(86)}==` }] }),
    'its keyid is no digest of a key',
  ],
] as const) {
  test(`refuses ${what}`, () => expect(readEnvelope(line)).toBe(why));
}

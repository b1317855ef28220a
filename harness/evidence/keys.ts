import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { HarnessError, messageOf } from '../support/harness-error.ts';

/** Somebody who can sign. The private key stays inside. */
export interface Signer {
  /** Hex SHA-256 of the public key's SPKI in DER. */
  readonly keyid: string;
  /** Base64 of the same DER: what goes into a trust file. */
  readonly spki: string;
  sign(bytes: Uint8Array): Buffer;
}

/** Variable of the environment that holds the passphrase of a private key, where it has one. */
export const passphraseVariable = 'DRILLBOOK_KEY_PASSPHRASE';

/**
 * Makes an ed25519 key and keeps it in a file (PKCS#8 PEM) that only its owner may read.
 * @throws {HarnessError} `key-exists`: a key that signed something is never written over.
 */
export function makeKeyPair(file: string, passphrase?: string): Signer {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({
    format: 'pem',
    type: 'pkcs8',
    ...(passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }),
  });
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, pem, { flag: 'wx', mode: 0o600 });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
    throw new HarnessError('key-exists', `unexpected file ${file}, expected none: a key is never written over`, 'Name another file.', {
      cause: thrown,
    });
  }
  return signerOf(privateKey);
}

/**
 * Reads a private key.
 * @throws {HarnessError} `key` when the file cannot be read, is no ed25519 key, others than its owner may read it, or the passphrase is wrong.
 */
export function readSigner(file: string, passphrase?: string): Signer {
  let pem: string;
  try {
    const mode = statSync(file).mode & 0o777;
    if ((mode & 0o077) !== 0)
      throw new HarnessError(
        'key',
        `unexpected mode ${mode.toString(8).padStart(4, '0')} of ${file}, expected 0600: others may read the private key`,
        `Run \`chmod 600 ${file}\`; when somebody may have read it, make a new key and end the old one with \`until\` in the trust file.`,
      );
    pem = readFileSync(file, 'utf8');
  } catch (thrown) {
    if (thrown instanceof HarnessError) throw thrown;
    throw new HarnessError(
      'key',
      `unexpected ${messageOf(thrown)}, expected a private key in ${file}`,
      'Make one with `drillbook keys init`.',
      {
        cause: thrown,
      },
    );
  }
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: pem, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch (thrown) {
    throw new HarnessError(
      'key',
      `unexpected content of ${file}, expected a private key in PKCS#8 PEM${pem.includes('ENCRYPTED') ? ` and its passphrase in ${passphraseVariable}` : ''}`,
      'Make one with `drillbook keys init`.',
      { cause: thrown },
    );
  }
  if (key.asymmetricKeyType !== 'ed25519')
    throw new HarnessError(
      'key',
      `unexpected ${key.asymmetricKeyType ?? 'unknown'} key in ${file}, expected ed25519`,
      'Make one with `drillbook keys init`.',
    );
  return signerOf(key);
}

/** Hex SHA-256 of a public key's SPKI in DER (`spki`: base64 of it). */
export function keyId(spki: string): string {
  return createHash('sha256').update(Buffer.from(spki, 'base64')).digest('hex');
}

function signerOf(key: KeyObject): Signer {
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
  return { keyid: keyId(spki), spki, sign: bytes => sign(null, bytes, key) };
}

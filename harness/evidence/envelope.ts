import { createPublicKey, verify } from 'node:crypto';
import { canonicalJson } from '../support/canonical-json.ts';
import type { Signer } from './keys.ts';

/** What the payload of every envelope of ours is: in-toto's Attestation Framework, "Envelope". */
export const payloadType = 'application/vnd.in-toto+json';

/** One envelope of DSSE v1 as it stands in a file. What it says is worth as much as the key that signed it, and nothing without. */
export interface Envelope {
  readonly payloadType: string;
  /** Standard base64 with its padding: the specification has readers take more, but then one signed text could be written in many ways. */
  readonly payload: string;
  /** Empty when nobody signed, else one. Nothing relies on `keyid`; it is hex SHA-256 of the key's SPKI, and nothing else may stand there. */
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** Puts a statement into an envelope, signed or (without a signer) saying that it is not. */
export function seal(statement: unknown, signer?: Signer): Envelope {
  const body = Buffer.from(canonicalJson(statement));
  return {
    payloadType,
    payload: body.toString('base64'),
    signatures:
      signer === undefined ? [] : [{ keyid: signer.keyid, sig: signer.sign(preAuthentication(payloadType, body)).toString('base64') }],
  };
}

/** One line of a bundle, without its end. */
export function envelopeLine(envelope: Envelope): string {
  return canonicalJson(envelope);
}

/** What is signed: PAE of the DSSE protocol, version 1. Lengths are of bytes. */
export function preAuthentication(type: string, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${body.length} `), body]);
}

/** Whether any signature of the envelope was made with the key (`spki`: base64 of its DER), whatever its `keyid` says. */
export function signedWith(envelope: Envelope, spki: string): boolean {
  const body = fromBase64(envelope.payload);
  if (body === undefined) return false;
  const key = createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' });
  if (key.asymmetricKeyType !== 'ed25519') return false;
  const bytes = preAuthentication(envelope.payloadType, body);
  return envelope.signatures.some(({ sig }) => {
    const signature = fromBase64(sig);
    return signature?.length === 64 && verify(null, bytes, key, signature);
  });
}

/**
 * Reads one line of a bundle.
 * @returns what is wrong with it, in place of an envelope. A form that is not ours alone (blanks, a key that stands twice, more
 * members) is wrong, too: two readers could see two things in it.
 */
export function readEnvelope(line: string): Envelope | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
    if (canonicalJson(value) !== line) return 'it is not in canonical form: a member stands twice, or was written otherwise';
  } catch {
    return 'it is no JSON';
  }
  if (!isEnvelope(value)) return 'it is no DSSE envelope';
  if (value.payloadType !== payloadType) return `its payload is ${JSON.stringify(value.payloadType)}, expected ${payloadType}`;
  if (fromBase64(value.payload) === undefined) return 'its payload is no base64';
  if (value.signatures.length > 1) return `it has ${value.signatures.length} signatures, expected one or none`;
  if (value.signatures.some(({ sig }) => fromBase64(sig)?.length !== 64)) return 'a signature is none of ed25519';
  if (value.signatures.some(({ keyid }) => !/^[0-9a-f]{64}$/.test(keyid))) return 'its keyid is no digest of a key';
  return value;
}

/** The statement inside, in the canonical form in which it was put there; else what is wrong with it. */
export function payloadOf(envelope: Envelope): { readonly statement: unknown } | string {
  const text = fromBase64(envelope.payload)?.toString('utf8') ?? '';
  if (valuesIn(text) > mostValues) return 'its statement has more values than is safe to read';
  try {
    const statement: unknown = JSON.parse(text);
    return canonicalJson(statement) === text
      ? { statement }
      : 'its statement is not in canonical form: a member stands twice, or was written otherwise';
  } catch {
    return 'its statement is no JSON';
  }
}

/** Far more than a run of ten thousand scenarios states; each takes memory a hundred times its size. */
const mostValues = 5_000_000;

/** Objects and lists, at most; those within texts count, too. */
function valuesIn(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x7b || code === 0x5b) count++;
  }
  return count;
}

/** Strict where Node is lenient: the very text that it writes, of RFC 4648 section 4. */
function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

const members = ['payload', 'payloadType', 'signatures'];

function isEnvelope(value: unknown): value is Envelope {
  if (typeof value !== 'object' || value === null) return false;
  const { payloadType: type, payload, signatures } = value as Partial<Record<keyof Envelope, unknown>>;
  return (
    Object.keys(value).every(name => members.includes(name)) &&
    typeof type === 'string' &&
    typeof payload === 'string' &&
    Array.isArray(signatures) &&
    signatures.every(isSignature)
  );
}

function isSignature(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { keyid, sig, ...more } = value as Readonly<Record<string, unknown>>;
  return typeof sig === 'string' && typeof keyid === 'string' && Object.keys(more).length === 0;
}

import { signedWith } from './envelope.ts';
import type { Envelope } from './envelope.ts';

/** One key of the reader's own trust file. A key that comes with the evidence says nothing about who made it. */
export interface TrustedKey {
  readonly name: string;
  /** Base64 of the public key's SPKI in DER. */
  readonly spki: string;
  /** ISO dates, both included. What was signed before or after is not trusted. */
  readonly since?: string;
  readonly until?: string;
}

export type Signature =
  | { readonly is: 'unsigned' }
  | { readonly is: 'unknown' }
  | { readonly is: 'outside'; readonly key: TrustedKey }
  | { readonly is: 'trusted'; readonly key: TrustedKey };

/** Who signed an envelope, as far as the reader's own keys tell. `at` is when, as the signer says (RFC 3339). */
export function signatureOf(envelope: Envelope, trust: readonly TrustedKey[], at: string): Signature {
  if (envelope.signatures.length === 0) return { is: 'unsigned' };
  const keys = trust.filter(({ spki }) => signedWith(envelope, spki));
  const day = at.slice(0, 10);
  const key = keys.find(({ since, until }) => (since === undefined || since <= day) && (until === undefined || day <= until));
  if (key !== undefined) return { is: 'trusted', key };
  return keys[0] === undefined ? { is: 'unknown' } : { is: 'outside', key: keys[0] };
}

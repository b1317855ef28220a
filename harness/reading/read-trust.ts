import { createPublicKey } from 'node:crypto';
import type { Location } from '../model/location.ts';
import type { Problem } from '../model/problem.ts';
import { trustSchema } from './trust/trust-schema.ts';
import { readYaml } from './yaml/read-yaml.ts';
import { validate } from './yaml/validate.ts';

/** One key that its reader trusts; `spki` is base64 of its SPKI in DER, `since` and `until` are ISO dates. */
export interface TrustEntry {
  readonly name: string;
  readonly spki: string;
  readonly since?: string;
  readonly until?: string;
}

/** Reads a trust file. One without keys is a Problem: it would trust nobody, and say so nowhere. */
export function readTrust(file: string, text: string): { readonly keys?: readonly TrustEntry[]; readonly problems: readonly Problem[] } {
  const { document, problems } = readYaml(file, text);
  if (document === undefined) return { problems };
  const { value, problems: invalid } = validate(trustSchema, document.value ?? {}, document);
  if (value === undefined) return { problems: invalid };
  const found: Problem[] = [];
  if (value.keys.length === 0) found.push(problem('unexpected empty list of keys, expected at least one', document.at(['keys'])));
  const keys = value.keys.map(({ key, ...rest }, index): TrustEntry => {
    const at = (member: string): Location => document.at(['keys', index, member]);
    const spki = spkiOf(key);
    if (spki === undefined) found.push(problem(`unexpected key of "${rest.name}", expected a public key of ed25519`, at('key')));
    if (value.keys.slice(0, index).some(({ name }) => name === rest.name))
      found.push({
        ...problem(`unexpected second "${rest.name}", expected each name once`, at('name')),
        hint: 'Name the new key otherwise, and end the old one with `until`.',
      });
    if (rest.since !== undefined && rest.until !== undefined && rest.until < rest.since)
      found.push({ ...problem(`unexpected until ${rest.until} before since ${rest.since}`, at('until')), hint: 'Both days are included.' });
    const { name, since, until } = rest;
    return { name, spki: spki ?? '', ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
  });
  return found.length > 0 ? { problems: found } : { keys, problems: [] };
}

function problem(message: string, location: Location): Problem {
  return { rule: 'trust', severity: 'error', message, location, hint: '`drillbook keys init` prints an entry to paste.' };
}

function spkiOf(text: string): string | undefined {
  try {
    const key = text.includes('-----BEGIN PUBLIC KEY-----')
      ? createPublicKey(text)
      : createPublicKey({ key: Buffer.from(text.replaceAll(/\s/g, ''), 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key.export({ format: 'der', type: 'spki' }).toString('base64') : undefined;
  } catch {
    return undefined;
  }
}

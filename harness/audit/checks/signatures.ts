import { statementsFile } from '../../evidence/manifest.ts';
import type { Envelope } from '../../evidence/envelope.ts';
import { keyId } from '../../evidence/keys.ts';
import { signatureOf } from '../../evidence/trust.ts';
import type { Signature } from '../../evidence/trust.ts';
import { failed, notChecked } from '../audit-result.ts';
import type { Answer } from '../audit-result.ts';
import type { AuditCheck } from './check.ts';

/** Who signed the run, by the reader's own keys. */
export const signatures: AuditCheck = {
  name: 'signature',
  run({ trust, bundle, header }) {
    const lines = bundle?.lines ?? [];
    if (lines.length === 0) return [notChecked('there is no statement that could be signed')];
    const signed = lines.filter(({ envelope }) => envelope.signatures.length > 0);
    if (signed.length === 0)
      return [
        {
          state: trust === undefined ? 'ok' : 'failed',
          what: 'nobody signed this run: anyone could have rewritten the folder whole',
          ...(trust === undefined ? {} : { place: statementsFile }),
        },
      ];
    const unsigned = lines.find(({ envelope }) => envelope.signatures.length === 0);
    if (unsigned !== undefined) return [failed('one statement is signed and this one is not', `${statementsFile}:${unsigned.line}`)];
    if (trust === undefined)
      return [
        notChecked('signed, but by whom was not looked at: no trust file was given, so anyone could have rewritten the folder whole'),
      ];
    const found = lines.map(({ line, envelope }) => ({ line, envelope, signature: signatureOf(envelope, trust, header.startedAt) }));
    const bad = found.flatMap(({ line, envelope, signature }) => wrongWith(signature, envelope, `${statementsFile}:${line}`));
    if (bad.length > 0) return bad;
    const names = found.map(({ signature }) => ('key' in signature ? signature.key : undefined));
    const [first] = names;
    if (first === undefined || names.some(key => key?.spki !== first.spki))
      return [failed('the two statements are signed by different keys', statementsFile)];
    return [{ state: 'ok', what: `ed25519, "${first.name}"${first.since === undefined ? '' : `, trusted since ${first.since}`}` }];
  },
};

/** What speaks against a signature; nothing for a trusted one. */
export function wrongWith(signature: Signature, { signatures: [made] }: Envelope, place: string): readonly Answer[] {
  switch (signature.is) {
    case 'trusted':
      // The name of the key is not part of what was signed: it can only be the one name that its key has.
      return made?.keyid === keyId(signature.key.spki)
        ? []
        : [failed(`it names another key than that of "${signature.key.name}", which signed it: changed after it was signed`, place)];
    case 'unsigned':
      return [failed('it is not signed', place)];
    case 'outside': {
      const { name, since, until } = signature.key;
      return [
        failed(
          `"${name}" is trusted ${[since && `since ${since}`, until && `until ${until}`].filter(Boolean).join(' ')}, which this is not`,
          place,
        ),
      ];
    }
    case 'unknown':
      return [{ state: 'unknown-signer', what: 'signed by no key of the trust file, or changed after it was signed', place }];
  }
}

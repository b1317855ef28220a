import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signedWith } from '../evidence/envelope.ts';
import { statementsFile } from '../evidence/manifest.ts';
import { readBundle } from './read-statements.ts';

/** Whether a key (`spki`: base64 of its DER) is one that signed the run itself. */
export function signedRunWith(folder: string, spki: string): boolean {
  const { lines } = readBundle(statementsFile, readFileSync(join(folder, statementsFile), 'utf8'));
  return lines.some(({ envelope }) => signedWith(envelope, spki));
}

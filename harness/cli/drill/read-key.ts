import { resolve } from 'node:path';
import { passphraseVariable, readSigner } from '../../evidence/keys.ts';
import type { Signer } from '../../evidence/keys.ts';
import type { CommandIo } from '../command.ts';

/**
 * The key that signs the run: the named one, or that of `DRILLBOOK_KEY`. Undefined when there is none: the evidence is then unsigned.
 * @throws {HarnessError} `key` before anything is drilled, when it cannot be used.
 */
export function readKey(named: string | undefined, { cwd, env }: CommandIo): Signer | undefined {
  const file = named ?? env['DRILLBOOK_KEY'];
  return file === undefined || file === '' ? undefined : readSigner(resolve(cwd, file), env[passphraseVariable]);
}

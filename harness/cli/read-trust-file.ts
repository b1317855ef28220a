import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { readTrust } from '../reading/read-trust.ts';
import type { TrustEntry } from '../reading/read-trust.ts';
import type { CommandIo } from './command.ts';
import { usageError } from './read-arguments.ts';
import { showProblems } from './show-problems.ts';

/**
 * The reader's own keys. Problems are printed; then the result is undefined and nothing was audited.
 * @throws {HarnessError} `usage` when the file cannot be read.
 */
export function readTrustFile(name: string, io: CommandIo): readonly TrustEntry[] | undefined {
  const file = resolve(io.cwd, name);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw usageError(`unexpected --trust ${name}, expected a file of public keys`, '`drillbook keys init` prints an entry for it.');
  }
  const { keys, problems } = readTrust(relative(io.cwd, file), text);
  io.stderr.write(showProblems(problems));
  return keys;
}

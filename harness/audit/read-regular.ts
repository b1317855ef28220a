import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HarnessError } from '../support/harness-error.ts';

/**
 * Bytes of a regular file of a folder, and of nothing else: no link is followed, no pipe or device is waited for.
 * @returns undefined when it is not there
 * @throws {HarnessError} `evidence-odd` for what is no regular file.
 */
export function readRegular(folder: string, path: string): Buffer | undefined {
  let handle: number;
  try {
    // Systems without links or pipes of this kind have no such flags.
    handle = openSync(join(folder, path), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'ELOOP' || code === 'ENXIO') throw odd(path);
    throw thrown;
  }
  try {
    if (!fstatSync(handle).isFile()) throw odd(path);
    return readFileSync(handle);
  } finally {
    closeSync(handle);
  }
}

function odd(path: string): HarnessError {
  return new HarnessError('evidence-odd', `unexpected ${path}, expected a regular file`, 'Evidence is what the drill itself has written.');
}

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { HarnessError } from '../support/harness-error.ts';

/**
 * Path of a compiled program that runs inside a stack, where Node is but none of our packages: one
 * file each, bundled by `npm run build`.
 * @throws {HarnessError} `not-built`
 */
export function insideProgram(name: 'supervisor' | 'agent'): string {
  // From its source (tests) as well as from the compiled tree.
  const places = [`./inside/${name}.mjs`, `../../dist/engines/inside/${name}.mjs`].map(path =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const found = places.find(path => existsSync(path));
  if (found === undefined)
    throw new HarnessError('not-built', `the program ${name} is not compiled (${places[0]})`, 'Run `npm run build` once.');
  return found;
}

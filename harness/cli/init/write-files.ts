import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { HarnessError } from '../../support/harness-error.ts';
import type { ProposedFile } from './propose.ts';

/**
 * Writes files that are not there yet, below the root and nowhere else: a folder may be a link that leads out of it.
 * @returns those that were written; what had come to be there meanwhile is left as it is
 */
export function writeFiles(root: string, files: readonly ProposedFile[]): readonly ProposedFile[] {
  const top = realpathSync(root);
  return files.filter(({ file, text }) => {
    const folder = dirname(join(top, file));
    mkdirSync(folder, { recursive: true });
    const real = realpathSync(folder);
    if (real !== top && !real.startsWith(`${top}${sep}`))
      throw new HarnessError(
        'usage',
        `unexpected folder ${dirname(file)}, expected one in this repository: it leads to ${real}`,
        'Make it a folder of its own.',
      );
    try {
      writeFileSync(join(folder, file.replace(/^.*\//, '')), text, { flag: 'wx' });
      return true;
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw thrown;
    }
  });
}

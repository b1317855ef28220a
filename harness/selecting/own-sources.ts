import { realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import type { Repository } from './find-base.ts';

/** In whose folder the program's sources stand, where a repository holds the program itself. */
const sources = 'harness';

/**
 * Why everything is affected in the repository of the program itself: its own sources differ from the base's. Empty elsewhere, where the program
 * is a package.
 * @param program folder of the running program's package
 */
export async function ownSources(program: string, commit: string, { git, top }: Repository): Promise<readonly string[]> {
  const at = relative(top, await realpath(program));
  if (at === '..' || at.startsWith(`..${sep}`) || at.split(sep).includes('node_modules')) return [];
  const folder = at === '' ? sources : `${at.split(sep).join('/')}/${sources}`;
  const [changed, unknown] = await Promise.all([
    git(['diff', '--name-only', '-z', commit, '--', folder]),
    git(['ls-files', '--others', '--exclude-standard', '-z', '--', folder]),
  ]);
  const files = [changed, unknown]
    .flatMap(({ stdout }) => stdout.toString('utf8').split('\0'))
    .filter(file => file !== '' && !/\.test\.ts$|\/testing\/|\/bench\//.test(file));
  const [first] = files;
  return first === undefined
    ? []
    : [`drillbook's own sources changed: ${first}${files.length === 1 ? '' : ` and ${files.length - 1} more`}`];
}

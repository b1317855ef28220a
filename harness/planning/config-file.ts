import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const name = 'drillbook.yaml';

/**
 * The full name of the `drillbook.yaml` nearest above a file; undefined where there is none. It is looked for no higher than the top of the
 * file's repository.
 */
export function configFileOf(below: string): string | undefined {
  return nearest(dirname(resolve(below)));
}

/** The next one further up, in the same repository. */
export function configFileAbove(path: string): string | undefined {
  const folder = dirname(path);
  return dirname(folder) === folder || existsSync(join(folder, '.git')) ? undefined : nearest(dirname(folder));
}

function nearest(folder: string): string | undefined {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  const above = dirname(folder);
  return above === folder || existsSync(join(folder, '.git')) ? undefined : nearest(above);
}

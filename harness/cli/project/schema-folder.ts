import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const inPackage = 'node_modules/drillbook/harness/schema';

/** Where an editor finds our JSON Schemas for a file: in the project's own installation, or where that would be. */
export function schemaFolder(file: string, cwd: string): string {
  const own = fileURLToPath(new URL('../../../', import.meta.url));
  if (!relative(own, resolve(cwd, file)).startsWith('..') && !own.includes('/node_modules/')) return join(own, 'harness/schema');
  for (let folder = dirname(resolve(cwd, file)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, inPackage)) || existsSync(join(folder, 'package.json'))) return join(folder, inPackage);
    if (dirname(folder) === folder || existsSync(join(folder, '.git'))) return join(resolve(cwd), inPackage);
  }
}

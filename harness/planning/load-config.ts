import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { Config } from '../model/config.ts';
import type { Problem } from '../model/problem.ts';
import { readConfig } from '../reading/read-config.ts';
import { messageOf } from '../support/harness-error.ts';

const name = 'drillbook.yaml';

/**
 * Reads the `drillbook.yaml` nearest above a file. It is looked for no higher than the top of the file's repository: what lies beyond
 * does not travel with the file, and the same drill elsewhere would be another.
 */
export async function loadConfig(below: string): Promise<{ readonly config?: Config; readonly problems: readonly Problem[] }> {
  const path = nearest(dirname(resolve(below)));
  if (path === undefined) return { problems: [] };
  const file = relative(process.cwd(), path);
  try {
    return readConfig(file, await readFile(path, 'utf8'));
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? messageOf(thrown);
    return {
      problems: [
        {
          rule: 'missing-file',
          severity: 'error',
          message: `unexpected ${name} that cannot be read (${code}), expected a file that can be read`,
          location: { file, line: 1, column: 1 },
        },
      ],
    };
  }
}

function nearest(folder: string): string | undefined {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  const above = dirname(folder);
  return above === folder || existsSync(join(folder, '.git')) ? undefined : nearest(above);
}

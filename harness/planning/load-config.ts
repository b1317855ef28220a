import { readFile, stat } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import type { Config } from '../model/config.ts';
import type { Problem } from '../model/problem.ts';
import { readConfig } from '../reading/read-config.ts';
import { messageOf } from '../support/harness-error.ts';
import { configFileAbove, configFileOf } from './config-file.ts';

/**
 * Reads the `drillbook.yaml` nearest above a file. It is looked for no higher than the top of the file's repository: what lies beyond
 * does not travel with the file, and the same drill elsewhere would be another.
 */
export async function loadConfig(below: string): Promise<{ readonly config?: Config; readonly problems: readonly Problem[] }> {
  const path = configFileOf(below);
  return path === undefined ? { problems: [] } : await read(path);
}

/** All of them that stand above a file, the nearest first: for what a file further up decides and a nearer one can only tighten. */
export async function loadConfigs(below: string): Promise<{ readonly configs: readonly Config[]; readonly problems: readonly Problem[] }> {
  const found: Awaited<ReturnType<typeof loadConfig>>[] = [];
  for (let path = configFileOf(below); path !== undefined; path = configFileAbove(path)) found.push(await read(path));
  return { configs: found.flatMap(({ config }) => config ?? []), problems: found.flatMap(({ problems }) => problems) };
}

async function read(path: string): Promise<{ readonly config?: Config; readonly problems: readonly Problem[] }> {
  const file = relative(process.cwd(), path);
  try {
    // Whoever opens a pipe waits for somebody who writes.
    if ((await stat(path)).isFIFO()) throw new Error('a pipe');
    return readConfig(file, await readFile(path, 'utf8'));
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? messageOf(thrown);
    return {
      problems: [
        {
          rule: 'missing-file',
          severity: 'error',
          message: `unexpected ${basename(path)} that cannot be read (${code}), expected a file that can be read`,
          location: { file, line: 1, column: 1 },
        },
      ],
    };
  }
}

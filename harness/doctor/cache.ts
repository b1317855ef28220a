import { mkdir, mkdtemp, rmdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../engines/processes/cache-folder.ts';
import { messageOf } from '../support/harness-error.ts';
import type { Check } from './check.ts';

/** The tools unpacked (0.25 GB), their archives on the way, the database server and its templates. */
const neededBytes = 0.6 * 1024 ** 3;

export const cache: Check = {
  kind: 'cache',
  title: 'cache',
  engine: 'processes',
  async look() {
    const folder = cacheFolder();
    try {
      await mkdir(folder, { recursive: true });
      await rmdir(await mkdtemp(join(folder, 'doctor-')));
      const { bavail, bsize } = await statfs(folder);
      const found = `${folder}, ${((bavail * bsize) / 1024 ** 3).toFixed(1)} GB free`;
      if (bavail * bsize >= neededBytes) return { state: 'ok', found };
      return { state: 'missing', found, todo: 'Make room, or name a folder with 0.6 GB free in DRILLBOOK_CACHE.' };
    } catch (thrown) {
      return {
        state: 'missing',
        found: `${folder} cannot be written: ${messageOf(thrown)}`,
        todo: 'Name a folder of your own in DRILLBOOK_CACHE.',
      };
    }
  },
};

import { HarnessError } from '../support/harness-error.ts';
import type { Git } from './git.ts';
import type { Kept } from './store.ts';

/** Texts of many blobs in one go (git-cat-file, "Batch output": `<oid> SP <type> SP <size> LF <contents> LF`). */
export async function readBlobs(git: Git, entries: ReadonlyMap<string, string>): Promise<readonly Kept[]> {
  if (entries.size === 0) return [];
  const { status, stdout, stderr } = await git(['cat-file', '--batch'], { input: [...entries.values()].map(oid => `${oid}\n`).join('') });
  const kept: Kept[] = [];
  let at = 0;
  for (const name of entries.keys()) {
    const end = stdout.indexOf(0x0a, at);
    const size = Number(/ blob (\d+)$/.exec(stdout.subarray(at, Math.max(at, end)).toString())?.[1]);
    if (status !== 0 || end === -1 || !Number.isInteger(size))
      throw new HarnessError(
        'register',
        `the register cannot be read: git has lost ${name}: ${stderr}`,
        'Look at the repository with `git fsck`.',
      );
    kept.push({ name, text: stdout.subarray(end + 1, end + 1 + size).toString('utf8') });
    at = end + 1 + size + 1;
  }
  return kept;
}

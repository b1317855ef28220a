import { join } from 'node:path';
import type { Plan } from '../planning/plan.ts';
import { checkOut } from './check-out.ts';
import type { Base, Repository } from './find-base.ts';
import { copyIgnored } from './copy-ignored.ts';
import { vanishingFolder } from './vanishing-folder.ts';

/** The files of the base, as long as they are looked at. */
export interface BaseFiles {
  /** Top of the repository as it was. */
  readonly top: string;
  /** The folder that is the working directory now. */
  readonly cwd: string;
  /** What a reader should know. */
  readonly notes: readonly string[];
  /** What changed out of sight, so that anything may be affected. */
  readonly unknown: readonly string[];
}

/**
 * Does something with the files of a base, which stand in a temporary folder meanwhile; it is gone afterwards, however that ends.
 * @param ignored what files of the present plans are taken for that git ignores: in CI, where somebody has just built them, for changed
 * @throws {HarnessError} `base` when the files cannot be had
 */
export async function withBase<T>(
  { commit }: Base,
  repository: Repository,
  { plans, ignored }: { readonly plans: readonly Plan[]; readonly ignored: 'same' | 'changed' },
  use: (files: BaseFiles) => Promise<T>,
): Promise<T> {
  const folder = await vanishingFolder('drillbook-base-');
  try {
    const top = join(folder.path, 'tree');
    const { notes: told, unknown } =
      commit === undefined ? { notes: [], unknown: [] } : await checkOut(repository.top, commit, top, join(folder.path, 'index'));
    const notes = [...told];
    const count = commit === undefined || ignored === 'changed' ? 0 : await copyIgnored(plans, repository, top);
    if (count > 0)
      notes.push(
        `${count} ${count === 1 ? 'file' : 'files'} that git ignores ${count === 1 ? 'is' : 'are'} taken to be as before; in CI they count as changed`,
      );
    return await use({ top, cwd: join(top, repository.prefix), notes, unknown });
  } finally {
    await folder.remove();
  }
}

import { existsSync, lstatSync, mkdirSync, readlinkSync, rmSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { gitIn } from '../register/git.ts';
import type { Git } from '../register/git.ts';
import { HarnessError } from '../support/harness-error.ts';

export interface CheckedOut {
  /** What could not be written, in words. */
  readonly notes: readonly string[];
  /** Submodules that are not checked out here and have another commit than they had: nobody can tell what that changes. In words. */
  readonly unknown: readonly string[];
}

/**
 * Writes the files of a commit into an empty folder as a checkout would (line ends, filters, sparse patterns), with an index of its own: neither
 * the working tree nor the index nor the list of worktrees is touched. Submodules are written where they are checked out
 * here and have the commit; files of Git LFS are what the clone's own filters make of them.
 * @param top of the repository, or of the submodule
 * @throws {HarnessError} `base` when git could not do it
 */
export async function checkOut(top: string, commit: string, folder: string, index: string): Promise<CheckedOut> {
  const inner = gitIn(top);
  const isCheckedOut = (path: string): boolean => existsSync(join(top, path, '.git'));
  const git: Git = (args, options = {}) =>
    inner(['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', ...args], {
      ...options,
      env: { GIT_INDEX_FILE: index },
    });
  mkdirSync(folder, { recursive: true });
  const written = await git([`--work-tree=${folder}`, 'read-tree', '-m', '-u', commit]);
  if (written.status !== 0)
    throw new HarnessError(
      'base',
      `the files of ${commit.slice(0, 12)} could not be written beside the present ones: ${written.stderr.split('\n').at(-1) ?? ''}`,
      'In a shallow or partial clone fetch the base with its files first; see that there is room for temporary files.',
    );
  // The top of a repository: nothing above it is looked at.
  mkdirSync(join(folder, '.git'), { recursive: true });
  const entries = entriesOf((await git(['ls-files', '--stage', '-z'])).stdout);
  for (const { path } of entries.filter(({ mode }) => mode === '120000')) {
    const link = join(folder, path);
    // It would lead to the present files, which then were the same as themselves.
    if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() === true && isAbsolute(readlinkSync(link))) rmSync(link);
  }
  const notes: string[] = [];
  const unknown: string[] = [];
  for (const { path, object } of entries.filter(isSubmodule)) {
    if (!isCheckedOut(path)) continue;
    try {
      const inside = await checkOut(join(top, path), object, join(folder, path), `${index}-${notes.length}-${object}`);
      notes.push(...inside.notes);
      unknown.push(...inside.unknown);
    } catch {
      notes.push(`the submodule ${path} does not have the commit of the base (${object.slice(0, 12)}): its files count as changed`);
    }
  }
  const [before, now] = [entries, entriesOf((await inner(['ls-files', '--stage', '-z'])).stdout)].map(
    all => new Map(all.filter(isSubmodule).map(({ path, object }) => [path, object.slice(0, 12)])),
  );
  for (const path of new Set([...(before?.keys() ?? []), ...(now?.keys() ?? [])])) {
    const [was, is] = [before?.get(path) ?? 'none', now?.get(path) ?? 'none'];
    if (was !== is && !isCheckedOut(path)) unknown.push(`the submodule ${path} is not checked out, and its commit changed: ${was} → ${is}`);
  }
  return { notes, unknown };
}

interface Entry {
  readonly mode: string;
  readonly object: string;
  readonly path: string;
}

function entriesOf(listed: Buffer): readonly Entry[] {
  return listed
    .toString('utf8')
    .split('\0')
    .flatMap(line => {
      const [, mode = '', object = '', path = ''] = /^(\d+) ([0-9a-f]+) \d\t(.*)$/s.exec(line) ?? [];
      return path === '' ? [] : [{ mode, object, path }];
    });
}

function isSubmodule({ mode }: Entry): boolean {
  return mode === '160000';
}

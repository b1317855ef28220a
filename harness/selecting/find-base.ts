import { realpath } from 'node:fs/promises';
import { gitIn } from '../register/git.ts';
import type { Git } from '../register/git.ts';
import { HarnessError } from '../support/harness-error.ts';

/** What the present work is compared with. */
export interface Base {
  readonly ref: string;
  /** Where the base and the present work parted. Absent: there is nothing before the present work. */
  readonly commit?: string;
  /** What a reader should know of how it was found. */
  readonly notes: readonly string[];
}

/** The repository that holds a folder. */
export interface Repository {
  readonly git: Git;
  readonly top: string;
  /** Path of the folder from the top, empty or with `/` at its end. */
  readonly prefix: string;
  readonly head?: string;
}

/** @throws {HarnessError} `usage` where there is no repository. */
export async function findRepository(cwd: string): Promise<Repository> {
  const git = gitIn(cwd);
  // Without git there is no repository either.
  const top = await git(['rev-parse', '--show-toplevel']).catch(() => undefined);
  if (top?.status !== 0)
    throw new HarnessError(
      'usage',
      'unexpected --base outside of a git repository, expected one',
      'Stand in a clone, or plan with --all instead.',
    );
  const [prefix, head] = await Promise.all([
    git(['rev-parse', '--show-prefix']),
    git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']),
  ]);
  const path = text(top.stdout);
  return {
    git: gitIn(path),
    top: await realpath(path),
    prefix: text(prefix.stdout),
    ...(head.status === 0 ? { head: text(head.stdout) } : {}),
  };
}

/**
 * The commit from which the present work started. What others did on the base since then is not the present work's.
 * @throws {HarnessError} `usage` where git knows no such base.
 */
export async function findBase(ref: string, { git, head }: Repository): Promise<Base> {
  // What a push to a new branch names as the commit before it.
  if (/^0{40,64}$/.test(ref)) return { ref, notes: ['there is nothing before this branch: every scenario is new'] };
  // A name that begins with a dash would be an option.
  const found = ref.startsWith('-') || ref === '' ? undefined : await git(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
  if (found?.status !== 0)
    throw new HarnessError(
      'usage',
      `unexpected --base "${ref}", expected a commit, branch or tag that git knows here`,
      'In CI, fetch the base branch first: a shallow clone does not have it (fetch-depth: 0).',
    );
  const tip = text(found.stdout);
  const parted = head === undefined ? undefined : await git(['merge-base', tip, head]);
  if (parted?.status === 0) return { ref, commit: text(parted.stdout), notes: [] };
  const shallow = text((await git(['rev-parse', '--is-shallow-repository'])).stdout) === 'true';
  // All that differs from the base is in it, and perhaps what only the base has changed.
  return {
    ref,
    commit: tip,
    notes: [
      `${ref} and the present work have no commit in common ${shallow ? 'in this shallow clone' : 'here'}: they are compared with each other, so what changed on ${ref} alone counts as well`,
    ],
  };
}

function text(bytes: Buffer): string {
  // A path may end with blanks of its own.
  return bytes.toString('utf8').replace(/\n$/, '');
}

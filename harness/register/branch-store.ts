import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HarnessError } from '../support/harness-error.ts';
import { readBlobs } from './git-blobs.ts';
import { gitIn } from './git.ts';
import type { Git, GitAnswer } from './git.ts';
import { isRecordPath, recordPath, recordText } from './record.ts';
import type { RunRecord } from './record.ts';
import type { Store, StoreKind } from './store.ts';

/** Others write at the same time; each of them brings us one round nearer to our turn. */
const tries = 40;

const readme = `# Register of drills

One file for each run that drillbook started, written by drillbook before the run's first step and after its last: \`drillbook register\`
lists them and tells whether one is missing. This branch has a history of its own; nothing here is to be edited by hand.
`;

/**
 * A branch of its own in the repository of the working directory, without a common commit with others. Written by git's plumbing:
 * neither the working tree nor the index is touched. With `@<remote>` the remote's branch is the register: it is fetched before and
 * pushed to after, never by force; without, nothing leaves the machine.
 */
export const branchStore: StoreKind = {
  kind: 'branch',
  usage: 'branch:<name> or branch:<name>@<remote>',
  open(place, cwd): Store {
    const at = place.lastIndexOf('@');
    const [branch, remote] = at > 0 ? [place.slice(0, at), place.slice(at + 1)] : [place, undefined];
    if (!/^[\w][\w./-]*$/.test(branch) || branch.includes('..') || (remote !== undefined && !/^[\w][\w./-]*$/.test(remote)))
      throw new HarnessError(
        'usage',
        `unexpected branch "${place}", expected a name such as drillbook-register`,
        'Write branch:<name> or branch:<name>@<remote>.',
      );
    const tree: Tree = { git: gitIn(cwd), ref: `refs/heads/${branch}`, remote, describe: `the branch ${place}` };
    return {
      describe: tree.describe,
      async list() {
        const tip = await tipOf(tree);
        return tip === undefined ? [] : await readBlobs(tree.git, await entriesOf(tree, tip));
      },
      put: async record => await put(tree, record),
    };
  },
};

interface Tree {
  readonly git: Git;
  readonly ref: string;
  readonly remote: string | undefined;
  readonly describe: string;
}

/** The newest commit of the branch, its objects at hand; undefined when there is no such branch yet. */
async function tipOf(tree: Tree): Promise<string | undefined> {
  const { git, ref, remote } = tree;
  if (remote === undefined) {
    const repository = await git(['rev-parse', '--git-dir']);
    if (repository.status !== 0)
      throw failed(tree, 'reached', repository, 'A register on a branch needs a git repository: run `git init`.');
    const { status, stdout } = await git(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
    return status === 0 ? stdout.toString().trim() : undefined;
  }
  const heads = await git(['ls-remote', remote, ref]);
  if (heads.status !== 0) throw failed(tree, 'reached', heads, `Look whether \`git ls-remote ${remote}\` works here.`);
  // The name is a pattern to git: others may end alike.
  const tip = heads.stdout
    .toString()
    .split('\n')
    .find(line => line.endsWith(`\t${ref}`))
    ?.split('\t')[0];
  if (tip === undefined) return undefined;
  if ((await git(['cat-file', '-e', `${tip}^{commit}`])).status === 0) return tip;
  // No ref of the user's is moved: the objects are all that is needed.
  const fetched = await git(['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--refmap=', remote, ref]);
  if (fetched.status !== 0) throw failed(tree, 'fetched', fetched, `Look whether \`git fetch ${remote}\` works here.`);
  return tip;
}

/** Records of a commit, by name. @throws {HarnessError} when the branch is somebody's own. */
async function entriesOf(tree: Tree, tip: string): Promise<ReadonlyMap<string, string>> {
  const listed = await tree.git(['ls-tree', '-r', '-z', '--full-tree', tip]);
  if (listed.status !== 0) throw failed(tree, 'read', listed, 'Look at the branch with `git log`.');
  const entries = listed.stdout
    .toString('utf8')
    .split('\0')
    .flatMap(line => {
      const [, oid = '', path = ''] = /^\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
      return path === '' ? [] : [[path, oid] as const];
    });
  const other = entries.find(([path]) => path !== 'README.md' && !isRecordPath(path));
  if (other !== undefined || !entries.some(([path]) => isRecordPath(path)))
    throw new HarnessError(
      'register',
      `unexpected ${other === undefined ? 'branch without a record' : `file ${other[0]}`} in ${tree.describe}, expected a branch that holds nothing but the register`,
      'Name a branch that does not exist yet: drillbook makes it.',
    );
  return new Map(entries.filter(([path]) => isRecordPath(path)));
}

async function put(tree: Tree, record: RunRecord): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'drillbook-register-'));
  try {
    let last: GitAnswer | undefined;
    for (let attempt = 0; attempt < tries; attempt++) {
      const tip = await tipOf(tree);
      if (tip !== undefined) await entriesOf(tree, tip);
      await refuseCheckedOut(tree);
      const commit = await commitOf(tree, tip, record, join(scratch, `index-${attempt}`));
      const answer = await publish(tree, tip, commit);
      if (answer.status === 0) return;
      if (!isRace(answer))
        throw failed(
          tree,
          'written',
          answer,
          tree.remote === undefined ? 'Look at the branch with `git log`.' : 'Look whether this machine may push there.',
        );
      last = answer;
      // So that those who lost to each other do not do so again.
      await new Promise(resolve => setTimeout(resolve, Math.random() * Math.min(2000, 20 * 2 ** attempt)));
    }
    throw failed(tree, 'written', last, 'Others write all the time: try again.');
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Below a working tree a branch must not move: the next commit there would take back what was recorded. */
async function refuseCheckedOut({ git, ref, remote, describe }: Tree): Promise<void> {
  if (remote !== undefined) return;
  const { stdout } = await git(['worktree', 'list', '--porcelain']);
  if (!stdout.toString().split('\n').includes(`branch ${ref}`)) return;
  throw new HarnessError(
    'register',
    `unexpected working tree on ${describe}, expected a branch that is checked out nowhere`,
    'Switch to another branch: `git show` and `drillbook register` show what is recorded.',
  );
}

async function commitOf(tree: Tree, tip: string | undefined, record: RunRecord, index: string): Promise<string> {
  const run = async (args: readonly string[], input?: string): Promise<string> => {
    const answer = await tree.git(args, { env: { GIT_INDEX_FILE: index }, ...(input === undefined ? {} : { input }) });
    if (answer.status !== 0) throw failed(tree, 'written', answer, 'Look whether the repository can be written to.');
    return answer.stdout.toString().trim();
  };
  const blob = async (text: string): Promise<string> => await run(['hash-object', '-w', '--stdin'], text);
  const files = [[recordPath(record), recordText(record)] as const, ...(tip === undefined ? [['README.md', readme] as const] : [])];
  if (tip !== undefined) await run(['read-tree', tip]);
  const lines = await Promise.all(files.map(async ([path, text]) => `100644 ${await blob(text)}\t${path}\n`));
  await run(['update-index', '--add', '--index-info'], lines.join(''));
  const message = `${record.state === 'open' ? 'open' : record.state === 'closed' ? 'close' : 'abort'} ${record.run}`;
  return await run(['commit-tree', await run(['write-tree']), ...(tip === undefined ? [] : ['-p', tip]), '-m', message]);
}

async function publish({ git, ref, remote }: Tree, tip: string | undefined, commit: string): Promise<GitAnswer> {
  return remote === undefined
    ? await git(['update-ref', '-m', 'drillbook register', ref, commit, tip ?? '0'.repeat(commit.length)])
    : await git(['push', '--quiet', '--no-verify', remote, `${commit}:${ref}`]);
}

/** Somebody else was quicker: the branch is no longer where we saw it. */
function isRace({ stderr }: GitAnswer): boolean {
  return /cannot lock ref|non-fast-forward|fetch first|failed to update ref|incorrect old value|reference already exists|stale info/.test(
    stderr,
  );
}

function failed({ describe }: Tree, what: string, answer: GitAnswer | undefined, hint: string): HarnessError {
  // git's own words begin with what matters; an address in them may carry a password.
  const said = (answer?.stderr ?? '').split('\n').find(line => /fatal|error|rejected/.test(line)) ?? answer?.stderr ?? '';
  return new HarnessError('register', `the register cannot be ${what}: ${describe}: ${said.replaceAll(/\/\/[^/@\s]*@/g, '//')}`, hint);
}

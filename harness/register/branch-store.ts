import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { HarnessError } from '../support/harness-error.ts';
import { isRecordPath, recordPath, recordText } from './record.ts';
import type { RunRecord } from './record.ts';
import { gitIn } from './run-git.ts';
import type { Git } from './run-git.ts';
import type { Kept, Store, StoreKind } from './store.ts';

/**
 * A branch without common history with the others, in the repository of the working directory, or on one of its remotes. Written by
 * git's plumbing: neither the working tree nor the index is touched, nothing is ever forced, and each record is one commit, so that
 * git's own history tells who changed what.
 */
export const branchStore: StoreKind = {
  kind: 'branch',
  usage: 'branch:<name>[@<remote>]',
  open(place, cwd): Store {
    const [, branch = '', remote] = /^([^@]+)(?:@(.+))?$/s.exec(place) ?? [];
    if (!/^[A-Za-z0-9][\w./-]*$/.test(branch) || /\.\.|\/\/|\.lock$|[./]$|\/\./.test(branch) || remote?.startsWith('-') === true)
      throw new HarnessError(
        'usage',
        `unexpected branch "${place}", expected the name of a branch, or <branch>@<remote>`,
        'For instance branch:drills@origin.',
      );
    const git = gitIn(cwd);
    const at: Place = {
      git,
      branch,
      remote,
      describe: remote === undefined ? `the branch ${branch}` : `the branch ${branch} of ${remote}`,
    };
    return { describe: at.describe, list: async () => await list(at), put: async record => await put(at, record) };
  },
};

interface Place {
  readonly git: Git;
  readonly branch: string;
  readonly remote: string | undefined;
  readonly describe: string;
}

/** How often a write is tried again after somebody else was first. */
const attempts = 40;

async function list(at: Place): Promise<readonly Kept[]> {
  const tip = await tipOf(at);
  if (tip === undefined) return [];
  const paths = (await filesOf(at, tip)).filter(({ path }) => isRecordPath(path));
  const { ok, stdout, trouble } = await at.git(['cat-file', '--batch'], { input: paths.map(({ blob }) => `${blob}\n`).join('') });
  if (!ok) throw failed(at, trouble);
  const texts = blobsIn(stdout);
  return paths.map(({ path }, index) => ({ name: path, text: texts[index] ?? '' }));
}

async function put(at: Place, record: RunRecord): Promise<void> {
  const { git, branch, remote } = at;
  const blob = await must(at, ['hash-object', '-w', '--stdin'], { input: recordText(record) });
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-register-'));
  const index = join(folder, 'index');
  try {
    for (let attempt = 1; ; attempt++) {
      const tip = await tipOf(at);
      await refuseOther(at, tip);
      await must(at, ['read-tree', tip ?? '--empty'], { index });
      await must(at, ['update-index', '--add', '--cacheinfo', `100644,${blob},${recordPath(record)}`], { index });
      const tree = await must(at, ['write-tree'], { index });
      const commit = await must(at, [
        'commit-tree',
        tree,
        ...(tip === undefined ? [] : ['-p', tip]),
        '-m',
        `${record.run}: ${record.state}`,
      ]);
      const { ok, trouble } =
        remote === undefined
          ? // The old value (all zeros: none) makes it one step: who was second tries again.
            await git(['update-ref', '-m', 'drillbook: register', `refs/heads/${branch}`, commit, tip ?? '0'.repeat(commit.length)])
          : await git([
              'push',
              '--quiet',
              '--no-verify',
              '--no-follow-tags',
              '--recurse-submodules=no',
              remote,
              `${commit}:refs/heads/${branch}`,
            ]);
      if (ok) return;
      // Only a race is worth another try: the tip is then no longer what it was.
      if ((await tipOf(at)) === tip || attempt === attempts) throw failed(at, trouble);
      // Writers that met once must not meet for ever.
      await delay(Math.random() * Math.min(1000, 20 * 2 ** Math.min(attempt, 6)));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The branch's commit, fetched first where it is a remote's; undefined when there is no such branch yet. */
async function tipOf(at: Place): Promise<string | undefined> {
  const { git, branch, remote } = at;
  if (remote === undefined) {
    const inside = await git(['rev-parse', '--git-dir']);
    if (!inside.ok) throw failed(at, inside.trouble);
    const { ok, stdout } = await git(['rev-parse', '--quiet', '--verify', `refs/heads/${branch}^{commit}`]);
    return ok ? stdout.trim() : undefined;
  }
  const head = (await must(at, ['ls-remote', '--', remote, `refs/heads/${branch}`])).split(/\s/)[0] ?? '';
  if (head === '') return undefined;
  if ((await git(['cat-file', '-e', `${head}^{commit}`])).ok) return head;
  // By a ref of its own, which keeps it from being cleaned away and is no branch of the user's.
  const kept = `refs/drillbook/register/${branch}`;
  await must(at, [
    'fetch',
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    '--no-recurse-submodules',
    '--',
    remote,
    `+refs/heads/${branch}:${kept}`,
  ]);
  return await must(at, ['rev-parse', '--verify', `${kept}^{commit}`]);
}

/** A slip such as `branch:main` must not put records among a team's files, nor move a branch below somebody's working tree. */
async function refuseOther(at: Place, tip: string | undefined): Promise<void> {
  const { git, branch, remote } = at;
  if (tip !== undefined) {
    const names = (await must(at, ['ls-tree', '--name-only', tip])).split('\n').filter(name => name !== '');
    const other = names.find(name => !/^\d{4}-\d{2}$/.test(name) && name !== 'README.md');
    if (other !== undefined) throw inUse(at, `it holds ${other}`);
  }
  if (remote !== undefined) return;
  const { stdout } = await git(['worktree', 'list', '--porcelain']);
  if (stdout.split('\n').includes(`branch refs/heads/${branch}`)) throw inUse(at, 'it is checked out');
}

async function filesOf(at: Place, tip: string): Promise<readonly { readonly path: string; readonly blob: string }[]> {
  const listing = await must(at, ['ls-tree', '-r', '-z', tip]);
  return listing.split('\0').flatMap(line => {
    const [, blob, path] = /^\d+ blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    return blob === undefined || path === undefined ? [] : [{ blob, path }];
  });
}

/** What `git cat-file --batch` prints: `<object> blob <bytes>`, the bytes, a line's end. */
function blobsIn(output: string): readonly string[] {
  const bytes = Buffer.from(`${output}\n`);
  const texts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at);
    const size = Number(/ blob (\d+)$/.exec(bytes.toString('utf8', at, end))?.[1] ?? Number.NaN);
    if (end < 0 || Number.isNaN(size)) break;
    texts.push(bytes.toString('utf8', end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return texts;
}

async function must(at: Place, args: readonly string[], more?: Parameters<Git>[1]): Promise<string> {
  const { ok, stdout, trouble } = await at.git(args, more);
  if (!ok) throw failed(at, trouble);
  return stdout.trim();
}

function failed({ describe, remote }: Place, trouble: string): HarnessError {
  return new HarnessError(
    'register',
    `the register cannot be reached: ${describe}: ${trouble}`,
    remote === undefined
      ? 'Start drillbook inside of a git repository, or name another store.'
      : `Look with \`git ls-remote ${remote}\` whether it answers; to write, the job needs the right to push.`,
  );
}

function inUse({ describe }: Place, why: string): HarnessError {
  return new HarnessError(
    'register',
    `unexpected register in ${describe}, expected a branch of its own: ${why}`,
    'Name a branch that does not exist yet: the first run makes it.',
  );
}

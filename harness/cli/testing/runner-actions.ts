import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What GitHub keeps for a run, and a job's machine. */
export interface Machine {
  /** Folder of the repository that is checked out. */
  readonly repository: string;
  readonly workspace: string;
  /** Commit of the run. */
  readonly sha: string;
  /** Folder with one folder for each artifact; over all attempts of a run. */
  readonly artifacts: string;
}

/** GitHub's own actions, as far as our workflows use them: what they promise of files, and when they fail. Throws where a real one would fail. */
export function runAction(uses: string, given: Readonly<Record<string, string>>, machine: Machine): Readonly<Record<string, string>> {
  const [name] = uses.split('@');
  const action = name === undefined ? undefined : actions[name];
  if (action === undefined) throw new Error(`unexpected action ${uses}`);
  return action(given, machine) ?? {};
}

type Run = (given: Readonly<Record<string, string>>, machine: Machine) => Readonly<Record<string, string>> | void;

const actions: Readonly<Record<string, Run>> = {
  'actions/setup-node': () => undefined,
  'actions/checkout': ({ ref = '', 'fetch-depth': depth = '1' }, { repository, workspace, sha }) => {
    const wanted = ref === '' ? sha : ref;
    git(workspace, 'init', '--quiet');
    git(workspace, 'remote', 'add', 'origin', `file://${repository}`);
    const branches = depth === '0' ? ['+refs/heads/*:refs/remotes/origin/*'] : [];
    git(workspace, 'fetch', '--quiet', ...(depth === '0' ? [] : ['--depth', depth]), 'origin', wanted, ...branches);
    git(workspace, 'checkout', '--quiet', '--detach', /^[0-9a-f]{40}$/.test(wanted) ? wanted : 'FETCH_HEAD');
  },
  'actions/upload-artifact': ({ name = '', path = '', 'if-no-files-found': none = 'warn' }, { artifacts }) => {
    if (/["<>|*?:\r\n/\\]/.test(name) || name === '') throw new Error(`unexpected name of an artifact: ${name}`);
    const kept = join(artifacts, name);
    if (existsSync(kept)) throw new Error(`unexpected second artifact ${name}: they cannot be changed`);
    const files = existsSync(path) ? readdirSync(path, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()) : [];
    const wrong = files.find(entry => /["<>|*?:\r\n]/.test(entry.name));
    if (wrong !== undefined) throw new Error(`unexpected file name in an artifact: ${wrong.name}`);
    if (files.length === 0 && none === 'error') throw new Error(`unexpected absence of files in ${path}`);
    // Hidden files are left out unless asked for.
    if (files.length > 0) cpSync(path, kept, { recursive: true, filter: file => file === path || !basename(file).startsWith('.') });
  },
  'actions/download-artifact': ({ name, pattern, path = '' }, { artifacts }) => {
    mkdirSync(artifacts, { recursive: true });
    mkdirSync(path, { recursive: true });
    if (name !== undefined) {
      if (!existsSync(join(artifacts, name))) throw new Error(`unexpected absence of the artifact ${name}`);
      return cpSync(join(artifacts, name), path, { recursive: true });
    }
    const like = new RegExp(
      `^${(pattern ?? '*')
        .split('*')
        .map(part => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
        .join('.*')}$`,
    );
    for (const one of readdirSync(artifacts)) if (like.test(one)) cpSync(join(artifacts, one), join(path, one), { recursive: true });
  },
  'actions/attest': given => {
    for (const file of [given['subject-path'] ?? '', given['predicate-path'] ?? ''])
      if (!existsSync(file) || !statSync(file).isFile()) throw new Error(`unexpected absence of ${file}`);
    return { 'bundle-path': 'attested' };
  },
};

function git(folder: string, ...args: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  const { status, stderr } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
}

import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { webScenario, writeInto, writeWebStack } from '../../engines/testing/web-project.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The package as a registry would hand it out, and a place for repositories that know nothing of ours. */
export interface Foreign {
  readonly folder: string;
  readonly tarball: string;
  /** Made anew, with a web stack, a runbook that works (`good`), and one that does not (`wrong`). */
  repository(name: string, files?: Readonly<Record<string, string>>): string;
  /** Runs to its end; `said` is both streams. */
  run(
    argv: readonly [string, ...string[]],
    options: RunOptions,
  ): Promise<{ readonly status: number | null; readonly stdout: string; readonly said: string }>;
  /** For who wants to disturb it. */
  start(argv: readonly [string, ...string[]], options: RunOptions): ChildProcess;
  remove(): void;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Packs once. What npm has downloaded before is used again; nothing else of this machine's npm is touched. */
export async function foreign(): Promise<Foreign> {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-foreign-'));
  // Also another user installs and drills here.
  chmodSync(folder, 0o755);
  const environment = outsideOfNpm(join(folder, 'npm'));
  const start = (argv: readonly [string, ...string[]], { cwd, env }: RunOptions): ChildProcess =>
    spawn(argv[0], argv.slice(1), { cwd, env: { ...environment, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const run: Foreign['run'] = async (argv, options) => {
    const child = start(argv, options);
    let [stdout, said] = ['', ''];
    child.stdout?.setEncoding('utf8').on('data', (text: string) => ((stdout += text), (said += text)));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', status => resolve({ status, stdout, said }));
    });
  };
  shareDownloads(join(folder, 'npm'));
  const packed = await run(['npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { cwd: root });
  if (packed.status !== 0) throw new Error(`npm pack failed: ${packed.said}`);
  return {
    folder,
    tarball: join(folder, packed.stdout.trim().split('\n').at(-1) ?? ''),
    repository(name, files = {}) {
      const repository = join(folder, name);
      mkdirSync(repository);
      writeWebStack(repository);
      const runbook = (block: string): string => `# Web is down\n\n## Resolution\n\nStart it again.\n\n\`\`\`bash\n${block}\n\`\`\`\n`;
      writeInto(repository, 'runbooks/web-down.md', runbook('sudo systemctl start web'));
      writeInto(repository, 'runbooks/wrong.md', runbook('echo done'));
      writeInto(repository, 'scenarios/good.yaml', webScenario('good', '../runbooks/web-down.md'));
      writeInto(repository, 'scenarios/wrong.yaml', webScenario('wrong', '../runbooks/wrong.md'));
      for (const [file, text] of Object.entries(files)) writeInto(repository, file, text);
      return repository;
    },
    run,
    start,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** @throws with one line when what must be installed cannot be had: a test that cannot install has not shown anything. */
export async function mustInstall(installed: ReturnType<Foreign['run']>): Promise<void> {
  const { status, said } = await installed;
  if (status === 0) return;
  const why = said.split('\n').filter(line => /err|fail/i.test(line));
  throw new Error(
    `unexpected failure of an installation (these tests need the registry of npm): ${(why.length > 0 ? why : [said]).slice(0, 3).join(' · ')}`,
  );
}

/** As from a shell of its own: without what npm, Playwright and a CI system tell their children. */
function outsideOfNpm(cache: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_(?!config_(registry|userconfig|.*proxy|cafile))|INIT_CWD|PLAYWRIGHT_|PW|TEST_|FORCE_COLOR|DEBUG_COLORS|CI$|GITHUB_|NODE_OPTIONS|DRILLBOOK_(?!CACHE))/i.test(
        name,
      ),
  );
  return {
    ...Object.fromEntries(kept),
    npm_config_cache: cache,
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    npm_config_prefer_offline: 'true',
  };
}

/** npm's own downloads, and none of what npx leaves beside them. */
function shareDownloads(cache: string): void {
  mkdirSync(cache);
  const own = execFileSync('npm', ['config', 'get', 'cache'], { cwd: homedir(), encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const downloads = join(own.trim(), '_cacache');
  if (existsSync(downloads)) symlinkSync(downloads, join(cache, '_cacache'));
}

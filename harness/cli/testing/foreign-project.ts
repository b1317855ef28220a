import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { webScenario, writeInto, writeWebStack } from '../../engines/testing/web-project.ts';

/** A team's git repository with two scenarios of the smallest stack, and a CI machine's programs. */
export interface ForeignProject {
  readonly folder: string;
  readonly repository: string;
  /** Commits all files, and gives the commit. */
  commit(message: string): string;
  /** Writes a runbook that restarts the server after this line, which makes it another one. */
  writeRunbook(name: string, command: string): void;
  readonly env: Readonly<Record<string, string>>;
  remove(): void;
}

/** What a runbook has to do so that service comes back, and what does not help. */
export const mends = 'sudo systemctl start web';
export const mendsNot = 'systemctl status web || true';

const program = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

export function makeForeignProject(): ForeignProject {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-game-day-'));
  const repository = join(folder, 'repository');
  mkdirSync(repository);
  const git = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
      cwd: repository,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  };
  git('init', '--quiet', '--initial-branch', 'main');
  // As the server does for a run's own commit.
  git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  writeWebStack(repository);
  const writeRunbook = (name: string, command: string): void =>
    writeInto(repository, `runbooks/${name}.md`, `# ${name}\n\n## Resolution\n\n\`\`\`bash\n${command}\n\`\`\`\n`);
  for (const name of ['first', 'second']) {
    writeRunbook(name, mends);
    writeInto(repository, `scenarios/${name}.yaml`, webScenario(`The ${name} one`, `../runbooks/${name}.md`));
  }
  const bin = join(folder, 'bin');
  writeNpm(bin);
  return {
    folder,
    repository,
    writeRunbook,
    commit(message) {
      git('add', '--all');
      git('commit', '--quiet', '--message', message);
      return git('rev-parse', 'HEAD');
    },
    env: {
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      HOME: process.env['HOME'] ?? folder,
      LANG: 'C.UTF-8',
      GIT_CONFIG_GLOBAL: '/dev/null',
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** Stands for the registry alone: "installs" this working copy, and says to standard error what was asked of it. */
function writeNpm(bin: string): void {
  mkdirSync(bin);
  const npm = join(bin, 'npm');
  writeFileSync(
    npm,
    `#!/usr/bin/env bash
echo "npm $* (in $PWD)" >&2
prefix=$PWD/node_modules
for ((at = 1; at <= $#; at++)); do
  if [[ \${!at} == --prefix ]]; then at=$((at + 1)); prefix=\${!at}/node_modules; fi
  if [[ \${!at} == --global ]]; then prefix=$(dirname "$0")/global; fi
done
mkdir -p "$prefix/.bin"
ln -sfn '${fileURLToPath(new URL('../../..', import.meta.url))}' "$prefix/drillbook"
ln -sf '${program}' "$prefix/.bin/drillbook"
if [[ $prefix == */global ]]; then ln -sf '${program}' "$(dirname "$0")/drillbook"; fi
`,
  );
  chmodSync(npm, 0o755);
}

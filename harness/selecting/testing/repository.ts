import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from '@playwright/test';

const runbook = (what: string): string => `---
owner: team-${what}
---

# ${what}

Some prose.

## Resolution

Do this:

\`\`\`bash {"name":"restart-${what}"}
systemctl restart worker
\`\`\`

## Verify

\`\`\`bash
curl -sf http://localhost:3000/
\`\`\`

## Background

More prose.
`;

const scenario = (what: string, stack: string, more = ''): string => `title: ${what}
runbook: ../runbooks/${what}.md
stack: ${stack}
steadyState:
  - name: it answers
    http: http://localhost:3000/health
faults:
  - process.kill: { service: worker }
${more}`;

/** One of a repository with three scenarios: `one` and `two` share a stack, `three` has one of several files. */
export const files: Readonly<Record<string, string>> = {
  'runbooks/one.md': runbook('one'),
  'runbooks/two.md': runbook('two'),
  'runbooks/three.md': runbook('three'),
  'scenarios/one.yaml': scenario('one', '[../stacks/shared/compose.yaml]'),
  'scenarios/two.yaml': scenario('two', '[../stacks/shared/compose.yaml]'),
  'scenarios/three.yaml': scenario(
    'three',
    '[../stacks/own/compose.yaml, ../stacks/own/drill.yaml]',
    'prepare:\n  - sql: { service: database, file: ../sql/rows.sql }\n',
  ),
  'sql/rows.sql': 'select 1;\n',
  'stacks/shared/compose.yaml':
    'services:\n  worker:\n    build: ./app\n    x-drillbook: { run: node server.js, systemd: worker }\n  database:\n    image: "postgres:15"\n    x-drillbook: { run: postgres }\n',
  'stacks/shared/app/server.js': 'one\n',
  'stacks/own/compose.yaml':
    'include: [../parts/cache.yaml]\nservices:\n  worker:\n    image: "${IMAGE}"\n    env_file: worker.env\n    volumes: ["./conf:/etc/app:ro"]\n  database:\n    image: "postgres:15"\n    x-drillbook: { run: postgres, roles: { operator: postgres } }\n',
  'stacks/own/drill.yaml': 'services:\n  worker:\n    x-drillbook: { run: node worker.js, systemd: worker }\n',
  'stacks/own/.env': 'IMAGE=node:20\n',
  'stacks/own/worker.env': 'COLOUR=blue\n',
  'stacks/own/conf/app.conf': 'limit=10\n',
  'stacks/own/notes.txt': 'nobody mounts this\n',
  'stacks/parts/cache.yaml': 'services:\n  cache:\n    image: "redis:7"\n    x-drillbook: { run: redis }\n',
  'README.md': '# A product\n',
  'package.json': '{ "name": "product", "devDependencies": { "drillbook": "^0.1.0", "other": "1.0.0" } }\n',
  'package-lock.json':
    '{ "lockfileVersion": 3, "packages": { "node_modules/drillbook": { "version": "0.1.0", "integrity": "sha512-a" }, "node_modules/other": { "version": "1.0.0" } } }\n',
};

/** A real repository in a folder of its own, its files committed on the branch `main`; the branch `work` is checked out. */
export class TestRepository {
  readonly folder = mkdtempSync(join(tmpdir(), 'drillbook-selection-'));

  constructor(template?: TestRepository) {
    if (template !== undefined) {
      cpSync(template.folder, this.folder, { recursive: true, verbatimSymlinks: true });
      return;
    }
    for (const [name, text] of Object.entries(files)) this.write(name, text);
    this.git('init', '-q', '-b', 'main');
    this.commit('all');
    this.git('checkout', '-qb', 'work');
  }

  git(...argv: string[]): string {
    const { status, stdout, stderr } = spawnSync(
      'git',
      ['-c', 'user.name=t', '-c', 'user.email=t@localhost', '-c', 'protocol.file.allow=always', ...argv],
      {
        cwd: this.folder,
        encoding: 'utf8',
      },
    );
    expect(status, `git ${argv.join(' ')}: ${stderr}`).toBe(0);
    return stdout.trim();
  }

  commit(message: string): void {
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', message);
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(join(this.folder, name)), { recursive: true });
    writeFileSync(join(this.folder, name), text);
  }

  /** Puts one text in the place of another, which must be there. */
  change(name: string, from: string, to: string): void {
    const text = readFileSync(join(this.folder, name), 'utf8');
    expect(text).toContain(from);
    this.write(name, text.replace(from, to));
  }

  move(from: string, to: string): void {
    mkdirSync(dirname(join(this.folder, to)), { recursive: true });
    renameSync(join(this.folder, from), join(this.folder, to));
  }

  remove(name: string): void {
    rmSync(join(this.folder, name), { recursive: true });
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync, mkdirSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import { writeInto } from '../engines/testing/web-project.ts';
import { faults } from '../faults/index.ts';
import { operations } from '../operations/index.ts';
import { loadPlan } from '../planning/load-plan.ts';
import { cleanLine } from '../reports/clean-text.ts';
import { shims } from '../shims/index.ts';
import { main } from './main.ts';
import { writeShop } from './testing/shop-project.ts';

let folder = '';
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-init-'));
});
test.afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function init(...argv: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const status = await main(['init', ...argv], { stdout, stderr, cwd: folder, env: {}, signal: new AbortController().signal }, [
    { name: 'init', load: async () => (await import('./init-command.ts')).command },
  ]);
  const read = (stream: PassThrough): string => String((stream.read() as Buffer | null) ?? '');
  return { status, stdout: read(stdout), stderr: read(stderr) };
}

function filesBelow(path = folder): readonly string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(path.length + 1))
    .toSorted();
}

/** Every scenario that was written: plannable, or its own text says what stands in the way. */
async function announced(): Promise<readonly string[]> {
  const scenarios = filesBelow().filter(file => /^scenarios\/.*\.yaml$/.test(file));
  for (const file of scenarios) {
    const text = readFileSync(join(folder, file), 'utf8');
    const planned = await loadPlan(resolve(folder, file), { operations, faults, shims });
    const errors = planned.ok ? [] : planned.problems.filter(({ severity }) => severity === 'error');
    for (const { message } of errors) expect.soft(text, file).toContain(cleanLine(message));
    if (planned.ok) for (const { message } of planned.plan.left) expect.soft(text, file).toContain(cleanLine(message));
    expect.soft(text).toMatch(/^# yaml-language-server: \$schema=\S+\n# \$schema: \S+\n/);
    // Block style alone: what is reviewed line by line is written line by line.
    expect.soft(text).not.toMatch(/^[^#'"]*[[{]/m);
  }
  return scenarios;
}

const procedure = (title: string, command: string): string => `# ${title}\n\n## Resolution\n\n\`\`\`bash\n${command}\n\`\`\`\n`;

test('proposes a diff that patch takes, and writes the same files only when it is told to', async () => {
  writeShop(folder);
  const before = filesBelow();
  const shown = await init();
  expect(shown.status, shown.stderr).toBe(0);
  expect(filesBelow()).toEqual(before);
  mkdirSync(join(folder, 'applied'));
  const applied = spawnSync('git', ['apply', '-'], { cwd: join(folder, 'applied'), input: shown.stdout, encoding: 'utf8' });
  expect(applied.stderr).toBe('');
  const patched = readFileSync(join(folder, 'applied/scenarios/redis-down.yaml'), 'utf8');
  rmSync(join(folder, 'applied'), { recursive: true });
  const written = await init('--write');
  expect(written.status).toBe(0);
  expect(patched).toBe(readFileSync(join(folder, 'scenarios/redis-down.yaml'), 'utf8'));
  expect(filesBelow().filter(file => !before.includes(file))).toEqual([
    'compose.drill.yaml',
    'drillbook.yaml',
    'scenarios/redis-down.yaml',
  ]);
  const text = readFileSync(join(folder, 'scenarios/redis-down.yaml'), 'utf8');
  expect(text).toContain('service.stop:\n      service: redis');
  expect(text).toContain('url: http://localhost:8080/visits');
  expect(text).toContain('<REDIS_SERVICE>: TODO');
  expect(readFileSync(join(folder, 'compose.drill.yaml'), 'utf8')).toContain('run: redis --save ""');
  expect(await announced()).toEqual(['scenarios/redis-down.yaml']);
});

test('leaves every file that is there as it is, and proposes nothing twice', async () => {
  writeShop(folder);
  writeInto(folder, 'drillbook.yaml', 'maxAge: 1d\n');
  writeInto(folder, 'compose.drill.yaml', 'services: { redis: { x-drillbook: { run: redis } } }\n');
  writeInto(folder, 'scenarios/redis-down.yaml', 'mine\n');
  const { status, stderr } = await init('--write');
  expect(status).toBe(0);
  expect(stderr).toContain('scenarios/redis-down.yaml is there already, and stays as it is');
  expect(readFileSync(join(folder, 'drillbook.yaml'), 'utf8')).toBe('maxAge: 1d\n');
  expect(readFileSync(join(folder, 'compose.drill.yaml'), 'utf8')).toContain('{ run: redis }');
  expect(readFileSync(join(folder, 'scenarios/redis-down.yaml'), 'utf8')).toBe('mine\n');
  writeInto(folder, 'scenarios/other.yaml', 'runbook: ../docs/runbooks/redis-down.md\n');
  const again = await init();
  expect(again.status).toBe(4);
  expect(again.stderr).toContain('1 runbook with a scenario already');
});

test('gives each procedure of a monorepo the stack that lies nearest, and a fault that fits its own heading', async () => {
  for (const team of ['billing', 'search'])
    writeInto(
      folder,
      `services/${team}/compose.yaml`,
      `services:\n  ${team}-db: { image: "postgres:16", volumes: ["data:/var/lib/postgresql/data"] }\n  ${team}-queue: { image: "redis:7" }\n  ${team}-api:\n    image: ${team}\n    ports: ["3000:3000"]\n    networks: [default]\n    healthcheck: { test: [CMD, curl, -f, "http://localhost:3000/healthz"] }\nvolumes: { data: {} }\n`,
    );
  writeInto(
    folder,
    'services/billing/runbooks/database.md',
    [
      '# Billing database',
      ...[
        ['Disk is full', 'docker compose exec billing-db df -h'],
        ['Too many connections', "docker compose exec billing-db psql -c 'select pg_terminate_backend(pid) from pg_stat_activity'"],
        ['A query holds a lock', "docker compose exec billing-db psql -c 'lock table invoices'"],
        ['The API hangs', 'docker compose restart billing-api'],
        ['Queue is growing', 'docker compose exec billing-queue redis-cli llen invoices:open'],
      ].map(
        ([title = '', command = '']) =>
          `\n## ${title}\n\n### Resolution\n\n\`\`\`bash\n${command}\ndocker compose restart billing-db\n\`\`\``,
      ),
      '',
    ].join('\n'),
  );
  writeInto(folder, 'services/search/runbooks/slow.md', procedure('Search is slow', 'docker compose restart search-api'));
  writeInto(folder, 'vendor/x/compose.yaml', 'services: { nothing: { image: x } }\n');
  const { status, stderr } = await init('--write');
  expect(status, stderr).toBe(0);
  const scenarios = await announced();
  expect(scenarios.every(file => /^scenarios\/services\/(billing|search)\//.test(file))).toBe(true);
  const all = scenarios.map(file => readFileSync(join(folder, file), 'utf8'));
  const kinds = all.map(text => /^ {2}- ([a-z]+\.[a-z-]+):$/m.exec(text)?.[1] ?? '').sort();
  expect(kinds).toEqual(['network.latency', 'postgres.connections', 'postgres.lock-table', 'process.pause', 'queue.flood', 'volume.full']);
  expect(all.join('\n')).toContain('table: invoices');
  expect(all.join('\n')).toContain('list: invoices:open');
  expect(all.join('\n')).toContain('to: search-db');
  const overlay = readFileSync(join(folder, 'services/billing/compose.drill.yaml'), 'utf8');
  expect(overlay).toContain('o: size=256m');
  expect(overlay).toContain('accept: "15"');
  expect(existsSync(join(folder, 'vendor/x/compose.drill.yaml'))).toBe(false);
});

test('says what to write where there is no Compose file, and where no runbook acts', async () => {
  writeInto(folder, 'docs/runbooks/web.md', procedure('Web is down', 'systemctl restart web'));
  const none = await init('--write');
  expect(none.status).toBe(4);
  expect(none.stderr).toContain('no Compose file was found');
  expect(none.stderr).toContain('1 runbook that acts, of 1 Markdown file');
  expect(filesBelow()).toEqual(['docs/runbooks/web.md']);
  writeInto(folder, 'compose.yaml', 'services: { web: { image: web } }\n');
  rmSync(join(folder, 'docs'), { recursive: true });
  writeInto(folder, 'README.md', procedure('Start', 'npm start'));
  const prose = await init();
  expect(prose.status).toBe(4);
  expect(prose.stderr).toContain('holds a procedure that acts');
  writeInto(folder, 'docs/runbooks/web.md', procedure('Web is down', 'systemctl restart web'));
  writeInto(folder, 'compose.yaml', 'services: { web: { image: web, privileged: true } }\n');
  const refused = await init('--write');
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain('compose.yaml:1:');
  expect(filesBelow()).toEqual(['README.md', 'compose.yaml', 'docs/runbooks/web.md']);
});

test('proposes for thirty runbooks in one go, a scenario of its own for each', async () => {
  writeShop(folder);
  for (let number = 1; number <= 30; number++)
    writeInto(folder, `docs/runbooks/alert-${number}.md`, procedure(`Alert ${number}: app is down`, 'docker compose restart app'));
  const { status, stderr } = await init('--write');
  expect(status).toBe(0);
  expect(stderr).toContain('31 scenarios of 31 runbooks that act');
  expect(await announced()).toHaveLength(31);
});

test('takes hostile names of files and headings for what they are', async () => {
  writeShop(folder);
  rmSync(join(folder, 'docs'), { recursive: true });
  const names = ['a: b #c.md', '-rf.md', '::error::x.md', 'ж.md', "it's $(touch pwned).md", 'line\nbreak.md', '..md', 'What TODO.yaml.md'];
  mkdirSync(join(folder, 'runbooks'));
  for (const name of names)
    writeFileSync(
      join(folder, 'runbooks', name),
      procedure('Web: "is" \u202e down\u0007 {x} [y] ${z}', 'docker compose restart app # <a: b> "<HOST>" [YOUR-NAME]'),
    );
  writeInto(folder, 'runbooks/huge.md', `# Huge\n\n${'x'.repeat(2 * 1024 * 1024)}`);
  writeInto(folder, 'runbooks/empty.md', '');
  const shown = await init();
  expect(shown.stdout + shown.stderr).not.toMatch(/^::/m);
  for (const sign of ['\u202E', '\u0007']) expect(shown.stdout + shown.stderr).not.toContain(sign);
  const { status, stderr } = await init('--write');
  expect(status, stderr).toBe(0);
  const scenarios = await announced();
  expect(scenarios).toHaveLength(names.length);
  for (const file of scenarios) expect(file).toMatch(/^scenarios\/[a-z0-9-]+\.yaml$/);
  expect(filesBelow()).not.toContain('pwned');
});

test('writes nothing outside of the repository, even where a folder is a link that leads there', async () => {
  writeShop(join(folder, 'repository'));
  mkdirSync(join(folder, 'outside'));
  symlinkSync('../outside', join(folder, 'repository/scenarios'));
  const { status, stderr } = await init('repository', '--write');
  expect(status).toBe(2);
  expect(stderr).toContain('expected one in this repository');
  expect(filesBelow(join(folder, 'outside'))).toEqual([]);
});

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import { main } from './main.ts';

const repository = join(import.meta.dirname, '../..');
let folder = '';
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-survey-'));
});
test.afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(file: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

async function survey(argv: readonly string[] = [], columns = 80): Promise<{ status: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [Object.assign(new PassThrough(), { columns }), new PassThrough()];
  const status = await main(['survey', ...argv], { stdout, stderr, cwd: folder, env: {}, signal: new AbortController().signal }, [
    { name: 'survey', load: async () => (await import('./survey-command.ts')).command },
  ]);
  const read = (stream: PassThrough): string => String((stream.read() as Buffer | null) ?? '');
  return { status, stdout: read(stdout), stderr: read(stderr) };
}

const page = (script: string): string =>
  `# Page\n\n## Fix\n\n\`\`\`bash\n${script}\n\`\`\`\n\n## Verify\n\n\`\`\`bash\ncurl -sf localhost\n\`\`\`\n`;

test('lists the easiest runbook first, with numbers, reasons, totals and what to type next', async () => {
  write('runbooks/web.md', page('sudo systemctl restart web'));
  write('runbooks/cluster.md', page('kubectl rollout restart deploy/web\nkubectl -n <NAMESPACE> get pods'));
  write('elsewhere.md', page('ls'));
  const { status, stdout, stderr } = await survey();
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toBe(`score steps manual  tool  shim  stub  file  none  runbook
  100     2      0     1     2     0     0     0  runbooks/web.md
       nothing stands in the way
       names web
   82     2      0     1     0     1     0     0  runbooks/cluster.md
       acts through kubectl, which only a stub stands for;
       1 placeholder to bind

2 runbooks, 2 that act: 4 blocks, 4 steps (0 manual), 0 inline commands
commands: 1 with a real tool, 2 with a shim, 1 with a stub, 0 of your own,
          0 with nothing
missing most: kubectl (1)

Begin with the first:
  drillbook plan runbooks/web.md
`);
  write('compose.yaml', 'services: {}\n');
  expect((await survey()).stdout).toContain('\n  drillbook drill runbooks/web.md --stack compose.yaml\n');
});

test('prints one document on demand', async () => {
  write('runbooks/web.md', page('systemctl restart web\nmysql -e x'));
  const { surveys, next } = JSON.parse((await survey(['--json'])).stdout) as { surveys: readonly object[]; next: string };
  expect(next).toBe('drillbook plan runbooks/web.md');
  expect(surveys).toEqual([
    expect.objectContaining({
      file: 'runbooks/web.md',
      score: 94,
      commands: { tool: ['curl'], shim: ['systemctl'], stub: [], file: [], nothing: ['mysql'] },
      services: ['web'],
      procedures: ['fix'],
      steps: 2,
    }),
  ]);
});

test('without a folder of runbooks takes every page with steps, but no one else’s', async () => {
  write('docs/web.md', page('systemctl restart web'));
  write('README.md', '# Us\n\n- one\n- two\n');
  for (const other of ['node_modules/x', 'vendor', '.git']) write(`${other}/README.md`, page('ls'));
  symlinkSync(folder, join(folder, 'docs/again'));
  const { surveys } = JSON.parse((await survey(['--json'])).stdout) as { surveys: readonly { file: string }[] };
  expect(surveys.map(({ file }) => file)).toEqual(['docs/web.md']);
});

test('gives a line to what it cannot read, and goes on', async () => {
  write('web.md', page('systemctl restart web'));
  write('picture.md', new Uint8Array([0x89, 0x50, 0, 1]));
  write('log.md', `${'`x'.repeat(60_000)}\n`);
  write('knot.md', `${'*_[`<'.repeat(2000)}\n`.repeat(10));
  write('big.md', 'line\n'.repeat(500_000));
  write('latin.md', Buffer.from(page('echo gr\xFC\xDFe'), 'latin1'));
  write('empty.md', '');
  write('deep.md', `${'>'.repeat(5000)} x\n\n- y\n`);
  symlinkSync('/no/such/file', join(folder, 'gone.md'));
  spawnSync('mkfifo', [join(folder, 'pipe.md')]);
  write('secret.md', page('ls'));
  chmodSync(join(folder, 'secret.md'), 0);
  const { status, stdout } = await survey();
  expect(status).toBe(0);
  expect(stdout).toContain('  web.md\n');
  expect(stdout).toContain('  latin.md\n');
  for (const line of [
    'picture.md  not text',
    'log.md  a line longer than 32 KB',
    'big.md  longer than 512 KB',
    'knot.md  a paragraph longer than 32 KB',
    'gone.md  leads nowhere',
    'pipe.md  not a file with text',
  ])
    expect(stdout).toContain(`  ${line}\n`);
  // Root may read everything.
  if (process.getuid?.() !== 0) expect(stdout).toContain('  secret.md  may not be read\n');
});

test('shows hostile names and text on one line, without what moves a cursor or forges a log command', async () => {
  write('runbooks/::error::x\u001B[2J.md', page('systemctl restart a\u001B[31mb'));
  const { stdout } = await survey([], 200);
  expect(stdout).not.toContain('\u001B');
  expect(stdout).not.toMatch(/^::/m);
});

test('says what it expected where there is nothing', async () => {
  expect(await survey()).toMatchObject({ status: 4, stdout: '', stderr: expect.stringContaining('nothing to survey') as unknown });
  expect(await survey(['missing'])).toMatchObject({ status: 2, stderr: expect.stringContaining('unexpected path "missing"') as unknown });
  write('empty.md', '');
  expect(await survey(['empty.md'])).toMatchObject({ status: 0, stdout: expect.stringContaining('no block is a step') as unknown });
});

test('loads no package that it does not need', () => {
  write('runbooks/web.md', page('systemctl restart web'));
  // What Node has measured is what it has loaded.
  const { stdout } = spawnSync(process.execPath, [join(repository, 'dist/cli.js'), 'survey'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NODE_V8_COVERAGE: join(folder, 'loaded') },
  });
  expect(stdout).toContain('runbooks/web.md');
  const loaded = readdirSync(join(folder, 'loaded')).map(name => readFileSync(join(folder, 'loaded', name), 'utf8'));
  expect(loaded.join('')).toContain('node_modules/remark');
  expect(loaded.join('')).not.toMatch(/node_modules\/(?:playwright|@playwright|testcontainers|zod|execa|pg|ioredis)\//);
});

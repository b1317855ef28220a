import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import { writeInto, webScenario, writeWebStack } from '../engines/testing/web-project.ts';
import { commands } from './commands.ts';
import { main } from './main.ts';

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-new-'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(...argv: readonly string[]): Promise<{ readonly status: number; readonly text: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const io = { stdout, stderr, cwd: folder, env: { NO_COLOR: '1' }, signal: new AbortController().signal };
  const status = await main(argv, io, commands);
  return { status, text: [stdout, stderr].map(stream => String((stream.read() as Buffer | null) ?? '')).join('') };
}
const config = (): string => readFileSync(join(folder, 'drillbook.yaml'), 'utf8');

test('a new fault is a plugin that can be planned at once, and stands beside those that are there', async () => {
  writeWebStack(folder);
  writeInto(folder, 'runbooks/web.md', '# Web\n\n## Resolution\n\n```bash\nsystemctl start web\n```\n');
  writeInto(
    folder,
    'scenarios/web.yaml',
    webScenario('Web', '../runbooks/web.md').replace(/process\.kill: \{[^}]*\}/, 'mail.refused: { service: web }'),
  );
  expect((await run('plan', 'scenarios/web.yaml')).status).toBe(2);
  expect(await run('new', 'fault', 'mail.refused')).toMatchObject({ status: 0, text: expect.stringContaining('changed drillbook.yaml') });
  expect(config()).toBe('plugins: [./drills/mail-refused.mjs]\n');
  expect(await run('plan', 'scenarios/web.yaml')).toMatchObject({ status: 0 });
  await run('new', 'fault', 'mail.queue-full');
  expect(config()).toBe('plugins: [./drills/mail-refused.mjs, ./drills/mail-queue-full.mjs]\n');
});

test('lists of plugins are added to as they are written, and never rewritten', async () => {
  writeFileSync(join(folder, 'drillbook.yaml'), '# ours\nplugins:\n  - ./a.mjs # first\n  - ./b.mjs\nowner: web\n');
  await run('new', 'fault', 'mail.refused');
  expect(config()).toBe('# ours\nplugins:\n  - ./a.mjs # first\n  - ./b.mjs\n  - ./drills/mail-refused.mjs\nowner: web\n');
  writeFileSync(join(folder, 'drillbook.yaml'), 'plugins: &these [./a.mjs]\n');
  expect(await run('new', 'fault', 'mail.other')).toMatchObject({ status: 2, text: expect.stringContaining('unexpected list of plugins') });
  expect(config()).toBe('plugins: &these [./a.mjs]\n');
  expect(existsSync(join(folder, 'drills/mail-other.mjs'))).toBe(false);
});

test('what is there already stays, and a kind is a family and a name', async () => {
  await run('new', 'fault', 'mail.refused');
  expect(await run('new', 'fault', 'mail.refused')).toMatchObject({ status: 2, text: expect.stringContaining('unexpected file drills/') });
  expect(await run('new', 'fault', 'volume.full')).toMatchObject({ status: 2, text: expect.stringContaining('not there yet') });
  for (const kind of ['mail', 'Mail.refused', 'mail.', '../mail.x', 'mail.x/y'])
    expect(await run('new', 'fault', kind)).toMatchObject({ status: 2 });
});

test("in drillbook's own source it is a file, a specimen and two lines that compile", async () => {
  const root = process.cwd();
  for (const name of ['harness', 'tsconfig.json', 'package.json']) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  expect(await run('new', 'fault', 'mail.queue-full')).toMatchObject({ status: 0 });
  const lines = readFileSync(join(folder, 'harness/faults/definitions.ts'), 'utf8').split('\n');
  expect(lines).toContain("export { mailQueueFull } from './mail/queue-full.ts';");
  writeInto(folder, 'one.json', JSON.stringify({ extends: './tsconfig.json', include: ['harness/faults/**/*.ts'] }));
  execFileSync('npx', ['tsc', '-p', 'one.json', '--noEmit'], { cwd: folder, stdio: 'pipe' });
});

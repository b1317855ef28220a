import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import { folderWith } from '../../reading/testing/folder.ts';
import { main } from '../main.ts';

let folder: ReturnType<typeof folderWith> = path => path;
test.beforeEach(() => {
  folder = folderWith({});
});

function write(file: string, text: string): void {
  mkdirSync(dirname(folder(file)), { recursive: true });
  writeFileSync(folder(file), text);
}

async function check(argv: readonly string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const status = await main(['check', ...argv], { stdout, stderr, cwd: folder('.'), env: {}, signal: new AbortController().signal }, [
    { name: 'check', load: async () => (await import('../check-command.ts')).command },
  ]);
  const read = (stream: PassThrough): string => String((stream.read() as Buffer | null) ?? '');
  return { status, stdout: read(stdout), stderr: read(stderr) };
}

const prune = '# Page\n\n```bash\ndocker volume prune -f\n```\n';
const clean = '# Page\n\n```bash\ndocker volume ls\n```\n';

test('a baseline says nothing of documents and rules that were not looked at, and keeps them', async () => {
  const argv = ['--baseline', 'known/all.json'];
  mkdirSync(folder('known'), { recursive: true });
  write('disk.md', prune);
  write('more/disk.md', prune);
  await check(['.', ...argv, '--update-baseline']);
  expect(JSON.parse(readFileSync(folder('known/all.json'), 'utf8'))).toMatchObject({
    files: { '../disk.md': {}, '../more/disk.md': {} },
  });
  const one = 'nothing found in 1 document; 1 known from the baseline\n';
  expect(await check(['disk.md', ...argv])).toMatchObject({ status: 0, stdout: one });
  expect(await check(['disk.md', ...argv, '--rule', 'dead-link'])).toMatchObject({ stdout: 'nothing found in 1 document\n' });
  write('disk.md', clean);
  expect((await check(['disk.md', ...argv, '--update-baseline'])).stdout).toBe('nothing found in 1 document\n');
  expect(await check(['more', ...argv])).toMatchObject({ status: 0, stdout: one });
});

test('what is mended is told, and taken out, where nothing at all is wrong any more', async () => {
  write('drillbook.yaml', 'check: { baseline: known.json }\n');
  write('disk.md', prune);
  await check(['.', '--update-baseline']);
  write('disk.md', clean);
  expect((await check(['.'])).stdout).toContain('1 of the baseline is mended');
  expect(await check(['.', '--update-baseline'])).toMatchObject({ stderr: 'drillbook: wrote known.json\n' });
  expect((await check(['.'])).stdout).toBe('nothing found in 1 document\n');
});

test('files that hold no baseline, or cannot be written, are told', async () => {
  write('disk.md', prune);
  write('known.json', '{"version":1,"files":{"disk.md":{"volume-prune":7}}}');
  expect(await check(['.', '--baseline', 'known.json'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('expected a baseline'),
  });
  expect(await check(['.', '--sarif', 'nowhere/check.sarif'])).toMatchObject({ status: 2, stderr: expect.stringContaining('ENOENT') });
});

import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import { folderWith } from '../../reading/testing/folder.ts';
import { main } from '../main.ts';

const page = '# Page\n\n```bash\ncurl -s http://localhost/ready && echo up\n```\n';
const isRoot = process.getuid?.() === 0;
const nobody = 65_534;
const mendedPage = page.replace('curl', 'curl -f');

async function fix(cwd: string, ...argv: readonly string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [Object.assign(new PassThrough(), { columns: 80 }), new PassThrough()];
  const status = await main(['check', '--fix', ...argv], { stdout, stderr, cwd, env: {}, signal: new AbortController().signal }, [
    { name: 'check', load: async () => (await import('../check-command.ts')).command },
  ]);
  const read = (stream: PassThrough): string => String((stream.read() as Buffer | null) ?? '');
  return { status, stdout: read(stdout), stderr: read(stderr) };
}

test('a file that nobody is to write stays as it is, with its mode, and is told', async () => {
  const folder = folderWith({ 'docs/a.md': page, 'docs/b.md': page });
  chmodSync(folder('docs/a.md'), 0o444);
  const { status, stdout, stderr } = await fix(folder('.'), 'docs');
  expect([status, stderr]).toEqual([1, 'drillbook: docs/a.md is not mended: it is read-only\n']);
  expect(stdout).toContain('docs/a.md:4:1: error');
  expect([readFileSync(folder('docs/a.md'), 'utf8'), statSync(folder('docs/a.md')).mode & 0o777]).toEqual([page, 0o444]);
  expect(readFileSync(folder('docs/b.md'), 'utf8')).toBe(mendedPage);
});

test('a link stays one: what it leads to is written, except out of the folder that was asked for', async () => {
  const folder = folderWith({ 'docs/real.txt': page, 'other/far.txt': page });
  symlinkSync('real.txt', folder('docs/near.md'));
  symlinkSync('../other/far.txt', folder('docs/out.md'));
  const { status, stderr } = await fix(folder('.'), 'docs');
  expect([status, stderr]).toEqual([1, 'drillbook: docs/out.md is not mended: it is a link that leads out of the folder\n']);
  expect(readlinkSync(folder('docs/near.md'))).toBe('real.txt');
  expect(lstatSync(folder('docs/real.txt')).isFile()).toBe(true);
  expect(['docs/real.txt', 'other/far.txt'].map(file => readFileSync(folder(file), 'utf8'))).toEqual([mendedPage, page]);
  // Asked for the folder that holds both, it is written.
  expect((await fix(folder('.'), '.')).status).toBe(0);
  expect(readFileSync(folder('other/far.txt'), 'utf8')).toBe(mendedPage);
  expect(readlinkSync(folder('docs/out.md'))).toBe('../other/far.txt');
});

test('a file is replaced as a whole, keeps its mode, and nothing is left beside it', async () => {
  const folder = folderWith({ 'a.md': page });
  chmodSync(folder('a.md'), 0o640);
  const { ino } = statSync(folder('a.md'));
  expect((await fix(folder('.'), 'a.md')).status).toBe(0);
  const after = statSync(folder('a.md'));
  expect([after.mode & 0o777, after.ino === ino]).toEqual([0o640, false]);
  expect(readdirSync(folder('.'))).toEqual(['a.md']);
});

test('the owner of a file stays its owner', async () => {
  const folder = folderWith({ 'a.md': page });
  // Only root gives files away.
  const owner = isRoot ? ([1234, 2345] as const) : ([process.getuid?.() ?? 0, process.getgid?.() ?? 0] as const);
  chownSync(folder('a.md'), ...owner);
  expect((await fix(folder('.'), 'a.md')).status).toBe(0);
  const { uid, gid } = statSync(folder('a.md'));
  expect([uid, gid]).toEqual(owner);
});

const ends: Readonly<Record<string, (text: string) => string>> = {
  'with line ends of Windows': text => text.replaceAll('\n', '\r\n'),
  'with a byte order mark': text => `\uFEFF${text}`,
  'with no line end at its end': text => text.replace(/\n$/, ''),
  'with signs of a text that was read in another encoding': text => text.replace('# Page', '# P\u00C3\u00A4ge \u00E2\u20AC\u201C \uFFFD'),
  'with mixed line ends, blanks at ends and a form feed': text => text.replace('\n', '  \r\n\f'),
};

for (const [name, changed] of Object.entries(ends))
  test(`a document ${name} keeps all else, and the second time nothing is written`, async () => {
    const folder = folderWith({ 'a.md': changed(page) });
    expect((await fix(folder('.'), 'a.md')).stdout).toContain('1 mended');
    expect(readFileSync(folder('a.md'), 'utf8')).toBe(changed(mendedPage));
    utimesSync(folder('a.md'), 1000, 1000);
    expect((await fix(folder('.'), 'a.md')).stdout).not.toContain('mended');
    expect(statSync(folder('a.md')).mtimeMs).toBe(1_000_000);
  });

test('bytes of another encoding stay, and the file is told', async () => {
  const folder = folderWith({});
  mkdirSync(folder('.'), { recursive: true });
  const bytes = Buffer.from(page.replace('Page', 'P\u00E4ge'), 'latin1');
  writeFileSync(folder('a.md'), bytes);
  const { status, stderr } = await fix(folder('.'), 'a.md');
  expect([status, stderr]).toEqual([1, 'drillbook: a.md is not mended: it is not all UTF-8\n']);
  expect(readFileSync(folder('a.md'))).toEqual(bytes);
});

test('where nothing may be written beside a file, it stays and is told', async () => {
  const folder = folderWith({ 'docs/a.md': page });
  chmodSync(folder('docs'), 0o555);
  // Root may write everywhere.
  if (isRoot) for (const one of ['.', 'docs', 'docs/a.md']) chownSync(folder(one), nobody, nobody);
  if (isRoot) process.seteuid?.(nobody);
  const { status, stderr } = await fix(folder('.'), 'docs').finally(() => isRoot && process.seteuid?.(0));
  chmodSync(folder('docs'), 0o755);
  expect([status, stderr]).toEqual([1, 'drillbook: docs/a.md is not mended: nothing may be written beside it\n']);
  rmSync(folder('docs'), { recursive: true });
});

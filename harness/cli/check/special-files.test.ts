import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { folderWith } from '../../reading/testing/folder.ts';

const program = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

/** In a process of its own: what waits for a pipe waits for ever. */
function check(cwd: string, ...argv: readonly string[]): { status: number | null; refused: Readonly<Record<string, string>> } {
  const { status, stdout } = spawnSync(process.execPath, [program, 'check', '--json', ...argv], {
    cwd,
    encoding: 'utf8',
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  const { refused } = (stdout.startsWith('{') ? JSON.parse(stdout) : { refused: [] }) as { refused: { file: string; why: string }[] };
  return { status, refused: Object.fromEntries(refused.map(({ file, why }) => [file, why])) };
}

/** A folder with all that may be called a document and is none. */
function odd(): string {
  const folder = folderWith({ 'docs/a.md': '# Page\n' });
  for (const [name, target] of Object.entries({
    'zero.md': '/dev/zero',
    'circle.md': 'circle.md',
    'gone.md': 'nowhere.md',
    'again.md': '../docs',
    up: '..',
  }))
    symlinkSync(target, folder(`docs/${name}`));
  mkdirSync(folder('docs/folder.md'));
  spawnSync('mkfifo', [folder('docs/pipe.md')]);
  writeFileSync(folder('docs/nul.md'), '# Page\n\0\n');
  writeFileSync(folder('docs/wide.md'), Buffer.from('\uFEFF# Page\n', 'utf16le'));
  writeFileSync(folder('docs/half.md'), Buffer.concat([Buffer.from('# Page '), Buffer.from([0xed, 0xa0, 0xbd, 0x0a])]));
  return folder('.');
}

const reasons = {
  'docs/again.md': 'a folder',
  'docs/circle.md': 'leads in a circle',
  'docs/gone.md': 'leads nowhere',
  'docs/nul.md': 'not text',
  'docs/pipe.md': 'not a file with text',
  'docs/wide.md': 'UTF-16, expected UTF-8',
  'docs/zero.md': 'not a file with text',
};

test('pipes, devices, links in a circle and texts of another kind are named, and nobody waits for them', () => {
  const cwd = odd();
  expect(check(cwd, 'docs')).toEqual({ status: 0, refused: reasons });
  expect(check(cwd, 'docs/**/*.md')).toEqual({ status: 0, refused: reasons });
});

test('the same holds for one that is named', () => {
  const cwd = odd();
  for (const name of ['circle', 'pipe', 'zero', 'wide'] as const) {
    const file = `docs/${name}.md` as const;
    expect(check(cwd, file, '--fix')).toEqual({ status: 4, refused: { [file]: reasons[file] } });
  }
});

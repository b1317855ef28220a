import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { readRunbook } from '../../reading/read-runbook.ts';
import { applyChanges, runbookChanges } from './runbook-patch.ts';
import { unifiedDiff } from './unified-diff.ts';

let folder: string;
test.beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'drillbook-patch-'))));
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Edits blocks (from 0) of a runbook, applies the patch by git, and resolves to what the file and its blocks then are. */
function patched(
  markdown: string,
  edits: Readonly<Record<number, string>>,
  name = 'run book.md',
): { text: string; scripts: readonly string[]; diff: string } {
  const { blocks } = readRunbook(name, markdown);
  const changes = runbookChanges(
    markdown,
    Object.entries(edits).map(([index, script]) => {
      const block = blocks[Number(index)];
      if (block === undefined) throw new Error('unexpected index of a block');
      return { block, script };
    }),
  );
  if (changes === undefined) throw new Error('no patch');
  const diff = unifiedDiff(name, markdown, changes);
  writeFileSync(join(folder, name), markdown);
  writeFileSync(join(folder, 'edit.patch'), diff);
  if (diff !== '')
    execFileSync('git', ['apply', '--whitespace=nowarn', 'edit.patch'], {
      cwd: folder,
      stdio: 'pipe',
      env: { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() },
    });
  const text = readFileSync(join(folder, name), 'utf8');
  expect(text).toBe(applyChanges(markdown, changes));
  return { text, scripts: readRunbook(name, text).blocks.map(({ script }) => script.replace(/\n+$/, '')), diff };
}

const table: readonly (readonly [what: string, markdown: string, before: string, after: string])[] = [
  ['a changed line', '# X\n\n```bash\none\ntwo\nthree\n```\n', 'one\ntwo\nthree', 'one\n2\nthree'],
  ['lines added at both ends', '# X\n\n```bash\none\n```\n', 'one', 'zero\none\ntwo'],
  ['lines taken out', '# X\n\n```bash\none\ntwo\nthree\nfour\n```\n', 'one\ntwo\nthree\nfour', 'two\nfour'],
  ['everything changed', '# X\n\n```bash\none\ntwo\n```\n', 'one\ntwo', 'a\nb\nc\nd'],
  [
    'an indented fence in a list',
    '# X\n\n1. Do it:\n\n   ```bash\n   if true; then\n     one\n   fi\n   ```\n',
    'if true; then\n  one\nfi',
    'if true; then\n  one\n  two\nfi\nthree',
  ],
  ['a fence in a quote', '# X\n\n> ```bash\n> one\n> ```\n', 'one', 'two\nthree'],
  ['prompts and their output', '# X\n\n```console\n$ one\noutput of one\n$ two\n```\n', 'one\ntwo', '1\n2\n3'],
  [
    'a command that goes on behind a prompt',
    '# X\n\n```console\n$ one \\\n>   --more\nout\n```\n',
    'one \\\n  --more',
    'one \\\n  --more \\\n  --and-more',
  ],
  ['a loop behind a prompt', '# X\n\n```console\n$ one\n```\n', 'one', 'for i in 1 2; do\n  echo $i\ndone\nlast'],
  ['a prompt with user and host', '# X\n\n```console\nadmin@db-1:~$ one\n```\n', 'one', 'one\ntwo'],
  ['an indented block', '# X\n\nDo:\n\n    $ one\n    out\n', 'one', 'two\nthree'],
  ['a file without a last line break', '# X\n\n```bash\none\ntwo', 'one\ntwo', 'one\n2'],
  ['lines that end as on Windows', '# X\r\n\r\n```bash\r\none\r\ntwo\r\n```\r\n', 'one\ntwo', 'one\n2\n3'],
  ['a blank line in a block', '# X\n\n1. Do:\n\n   ```bash\n   one\n\n   two\n   ```\n', 'one\n\ntwo', 'one\n\n2\n\n3'],
  ['a here-document', '# X\n\n```bash\ncat <<EOF\na\nEOF\n```\n', 'cat <<EOF\na\nEOF', 'cat <<EOF\na\nb\nEOF'],
];

for (const [what, markdown, before, after] of table) {
  test(`an edit becomes a patch that git applies and that is read as it was carried out: ${what}`, () => {
    expect(readRunbook('x.md', markdown).blocks[0]?.script.replace(/\n+$/, '')).toBe(before);
    expect(patched(markdown, { 0: after }).scripts[0]).toBe(after);
  });
}

test('edits of several blocks stand in one patch, at the lines of each', () => {
  const markdown = `# X\n\n\`\`\`bash\none\n\`\`\`\n\n${'Some words.\n\n'.repeat(20)}\`\`\`bash\ntwo\n\`\`\`\n`;
  const { scripts, diff } = patched(markdown, { 0: 'one\nmore', 1: '2' });
  expect(scripts).toEqual(['one\nmore', '2']);
  expect(diff.match(/^@@ .*$/gm)).toEqual(['@@ -2,6 +2,7 @@', '@@ -45,5 +46,5 @@']);
});

test('what was not changed is no patch', () => {
  expect(patched('# X\n\n```bash\none\n```\n', { 0: 'one\n' }).diff).toBe('');
});

test('a runbook that was changed meanwhile gets no patch', () => {
  const [block] = readRunbook('x.md', '# X\n\n```bash\none\n```\n').blocks;
  expect(block === undefined ? [] : runbookChanges('# X\n\nMore.\n\n```bash\nother\n```\n', [{ block, script: 'two' }])).toBeUndefined();
});

test('any change of a hundred lines is found again after the patch', () => {
  const random =
    (seed: number): (() => number) =>
    () =>
      (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  for (let seed = 1; seed <= 20; seed++) {
    const next = random(seed);
    const before = Array.from({ length: 100 }, () => `echo ${Math.floor(next() * 10)}`);
    const after = before.flatMap(line => (next() < 0.1 ? [] : next() < 0.1 ? [line, `echo x${Math.floor(next() * 10)}`] : [line]));
    expect(patched(`# X\n\n\`\`\`bash\n${before.join('\n')}\n\`\`\`\n\nEnd.\n`, { 0: after.join('\n') }).scripts[0]).toBe(after.join('\n'));
  }
});

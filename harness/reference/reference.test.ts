import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { faults } from '../faults/index.ts';
import { operations } from '../operations/index.ts';
import { readScenario } from '../reading/read-scenario.ts';
import { shims } from '../shims/index.ts';
import { prose, table } from './markdown.ts';
import { yamlLine } from '../support/yaml-line.ts';
import { referencePages } from './pages.ts';
import { settingsTable } from './settings-table.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'docs/reference');

test('the reference is what the code says; else run npm run reference', async () => {
  const pages = await referencePages();
  expect(readdirSync(folder).sort()).toEqual([...pages.keys()].sort());
  for (const [file, text] of pages)
    expect(readFileSync(join(folder, file), 'utf8') === text, `docs/reference/${file} is stale: run npm run reference`).toBe(true);
});

test('every link of the reference leads to a page, and to a heading on it', async () => {
  for (const [file, text] of await referencePages()) {
    // Documents that rules are tested with have links of their own.
    const own = text.replaceAll(/^````\w*\n[^]*?^````$/gm, '');
    for (const [, target = '', anchor = ''] of own.matchAll(/\]\(([^)#\s]*)(?:#([^)\s]+))?\)/g)) {
      const path = join(folder, target === '' ? file : target);
      expect(existsSync(path), `${file}: ${target}`).toBe(true);
      if (anchor === '') continue;
      const headings = [...readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replaceAll(/[^\w\- ]/g, '')
          .replaceAll(' ', '-'),
      );
      expect(headings, `${file}: ${target}#${anchor}`).toContain(anchor);
    }
  }
});

test('every fault, probe and stand-in has a line and an example that drillbook accepts', () => {
  const scenario = (fault: string, probe: string): string =>
    `runbook: a.md\nstack: [a.yaml]\nsteadyState:\n  - ${probe}\nfaults:\n  - ${fault}\n`;
  for (const { kind, example, about } of faults.all) {
    expect([kind, about]).toEqual([kind, expect.stringMatching(/\.$/)]);
    expect([
      kind,
      readScenario('a.yaml', scenario(`${kind}: ${yamlLine(example)}`, 'http: http://localhost/'), { operations, faults }).problems,
    ]).toEqual([kind, []]);
  }
  for (const { kind, example, about } of operations.all) {
    expect([kind, about]).toEqual([kind, expect.stringMatching(/\.$/)]);
    expect([
      kind,
      readScenario('a.yaml', scenario('process.kill: { service: a }', `${kind}: ${yamlLine(example)}`), { operations, faults }).problems,
    ]).toEqual([kind, []]);
  }
  for (const { kind, about } of shims.all) expect([kind, about]).toEqual([kind, expect.stringMatching(/\.$/)]);
});

test('every setting of a fault and of a probe says what it is for', async () => {
  const pages = await referencePages();
  for (const file of ['faults.md', 'probes.md', 'scenario.md', 'stack.md', 'config.md'])
    for (const line of (pages.get(file) ?? '').split('\n').filter(one => one.startsWith('| `')))
      expect(line.split(' | ').at(-1), `${file}: ${line}`).not.toMatch(/^\s*\|?$/);
});

test('every variable of ours in the environment is told of', async () => {
  const page = (await referencePages()).get('cli.md') ?? '';
  const internal = ['DRILLBOOK_REQUEST'];
  const sources = readdirSync(join(root, 'harness'), { recursive: true, encoding: 'utf8' }).filter(
    file => file.endsWith('.ts') && !file.endsWith('.test.ts') && !/(^|\/)(testing|bench)$/.test(dirname(file)),
  );
  const used = new Set(sources.flatMap(file => readFileSync(join(root, 'harness', file), 'utf8').match(/\bDRILLBOOK_[A-Z_]+\b/g) ?? []));
  for (const name of used) if (!internal.includes(name)) expect(page, name).toContain(`\`${name}\``);
});

test('what is not ours to mark up stays text, and a bar ends no cell', () => {
  expect(prose('dir:<folder>, `a*b`, docker.io/* or [x]')).toBe('dir:\\<folder>, `a*b`, docker.io/\\* or \\[x\\]');
  expect(table(['a'], [['x | y\nz']])).toBe('| a |\n| --- |\n| x \\| y z |');
});

test('a default at the end of a description stands in its own column', () => {
  const schema = {
    properties: {
      hold: { type: 'string', description: 'How long; at least 5s' },
      file: { type: 'string', description: 'A file; path relative to this one' },
    },
  };
  expect(settingsTable(schema).split('\n').slice(2)).toEqual([
    '| `hold` | text | `at least 5s` | How long |',
    '| `file` | text |  | A file; path relative to this one |',
  ]);
});

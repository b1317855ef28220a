import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { faults } from '../faults/index.ts';
import { operations } from '../operations/index.ts';
import { shims } from '../shims/index.ts';
import { loadPlan } from './load-plan.ts';

const top = fileURLToPath(new URL('../../fixtures/labelled', import.meta.url));
const readme = readFileSync(join(top, 'README.md'), 'utf8');
const folders = readdirSync(top, { withFileTypes: true }).filter(entry => entry.isDirectory());
const namesIn = (folder: string): readonly string[] => readdirSync(join(top, folder)).sort();
const files = folders.flatMap(({ name: folder }) =>
  namesIn(folder)
    .filter(name => name.endsWith('.yaml'))
    .map(name => join(top, folder, name)),
);

/** As README.md lists them. Steps that give a secret away are no family: a drill does not see them. */
const families = [
  'shell-text',
  'never-ends',
  'lying-check',
  'backup-restore',
  'destructive',
  'wrong-remedy',
  'wrong-name',
  'missing-value',
  'relapse',
  'too-late',
  'harmful',
  'self-heals',
  'no-symptom',
];

async function planOf(file: string): Promise<Extract<Awaited<ReturnType<typeof loadPlan>>, { readonly ok: true }>['plan']> {
  const planned = await loadPlan(file, { operations, faults, shims });
  if (!planned.ok) throw new Error(`${file}: ${planned.problems.map(({ message }) => message).join('; ')}`);
  return planned.plan;
}

const commentOf = (file: string): string | undefined =>
  /^<!-- Broken: (\S.*\S) -->\n/.exec(readFileSync(file.replace(/\.yaml$/, '.md'), 'utf8'))?.[1];

for (const { name: folder } of folders) {
  test(`the labelled runbooks for ${folder} can be drilled, and say what is wrong with them`, async () => {
    const names = namesIn(folder);
    expect(names.filter(name => name.endsWith('.md')).map(name => name.replace(/md$/, 'yaml'))).toEqual(
      names.filter(name => name.endsWith('.yaml')),
    );
    for (const file of files.filter(one => dirname(one) === join(top, folder))) {
      const { facts, scenario } = await planOf(file);
      const [first, family = '', ...others] = scenario.tags;
      expect([first, ...others.filter(one => one !== 'sample')], file).toEqual(['labelled']);
      const { outcome } = facts;
      if (family === 'good') {
        expect(outcome.is, file).toBe('verified');
        expect(commentOf(file), file).toBeUndefined();
        continue;
      }
      expect(families, file).toContain(family);
      expect(outcome, file).toMatchObject({
        is: expect.stringMatching(/^(?:refuted|inconclusive)$/),
        reason: expect.stringMatching(/^[a-z-]+$/),
        because: expect.stringMatching(/\S/),
        selfTest: true,
      });
      expect(commentOf(file), `${file}: what is wrong stands in the runbook's first line`).toBeDefined();
    }
  });
}

test('sixty runbooks are labelled: twenty good ones, and each family of defects three times or more', async () => {
  const second = (await Promise.all(files.map(planOf))).map(({ scenario }) => scenario.tags[1] ?? '');
  expect(second).toHaveLength(60);
  expect(second.filter(tag => tag === 'good')).toHaveLength(20);
  const rare = families.filter(family => second.filter(tag => tag === family).length < 3);
  expect(rare).toEqual([]);
  // In the order of the page's table.
  expect([...readme.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, tag]) => tag)).toEqual(families);
});

test('the sample that CI drills has four good runbooks, and eight of different families', async () => {
  const plans = await Promise.all(files.map(planOf));
  const tags = plans.filter(({ scenario }) => scenario.tags.includes('sample')).map(({ scenario }) => scenario.tags[1] ?? '');
  expect(tags.filter(tag => tag === 'good')).toHaveLength(4);
  const broken = tags.filter(tag => tag !== 'good');
  expect(new Set(broken).size).toBe(8);
  expect(broken).toHaveLength(8);
});

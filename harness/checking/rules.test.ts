import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { LookedUpStack } from '../model/stack-contents.ts';
import { readContents } from '../reading/read-contents.ts';
import { readStack } from '../reading/read-stack.ts';
import { loadSqlGrammar } from '../reading/sql/parse-sql.ts';
import { applyFixes } from './apply-fixes.ts';
import { readRuleDocs, type RuleExample } from './documentation/read-rule-docs.ts';
import type { Report } from './rule.ts';
import { rules } from './rules/index.ts';
import { documentOf } from './testing/document-of.ts';

test.beforeAll(loadSqlGrammar);

const folder = join(import.meta.dirname, 'rules');
const sources = readdirSync(folder)
  .filter(file => file !== 'index.ts')
  .sort();

test('every file of the folder is a registered rule of its name, in alphabetical order', () => {
  expect(rules.all.map(({ kind }) => `${kind}.ts`)).toEqual(sources);
});

for (const file of sources) {
  const kind = file.replace(/\.ts$/, '');
  const docs = readRuleDocs(readFileSync(join(folder, file), 'utf8'));

  test(`${kind} says what is wrong, what comes of it and when it is right, with examples that report and at least two that do not`, () => {
    expect(docs?.text.split('\n\n').length ?? 0).toBeGreaterThanOrEqual(3);
    expect(docs?.text.split('\n')[0]).toMatch(/\.$/);
    expect(docs?.examples.filter(({ expected }) => expected.length > 0).length ?? 0).toBeGreaterThanOrEqual(1);
    expect(docs?.examples.filter(({ expected }) => expected.length === 0).length ?? 0).toBeGreaterThanOrEqual(2);
  });

  for (const [index, example] of (docs?.examples ?? []).entries())
    test(`${kind}, example ${index + 1}: ${example.title}`, async () => {
      const reports = reportsOf(kind, example, await stackOf(example, test.info().outputPath('stack')));
      expect(reports.map(shown)).toEqual(example.expected);
      for (const { message } of reports) expect(message).toMatch(/^unexpected .*, expected /);
      if (example.fixed !== undefined)
        expect(
          applyFixes(
            example.files[0]?.text ?? '',
            reports.flatMap(({ fix }) => fix ?? []),
          ),
        ).toBe(example.fixed);
    });
}

function reportsOf(kind: string, { files }: RuleExample, stack: LookedUpStack | undefined): readonly Report[] {
  return [...(rules.find(kind)?.check(documentOf(files, stack)) ?? [])];
}

/** An example's `stack.yaml` is what `--stack` would name; the files beside it are those of the stack. */
async function stackOf({ files }: RuleExample, folder: string): Promise<LookedUpStack | undefined> {
  if (!files.some(({ name }) => name === 'stack.yaml')) return undefined;
  for (const { name, text } of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const { stack, problems } = await readStack([join(folder, 'stack.yaml')]);
  expect(problems).toEqual([]);
  return stack === undefined ? undefined : { ...stack, contents: await readContents(stack) };
}

function shown({ location: { line, column, endLine, endColumn }, message }: Report): string {
  return `${line}:${column}-${endLine ?? line}:${endColumn ?? column} ${message}`;
}

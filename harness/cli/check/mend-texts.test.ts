import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { checkDocument } from '../../checking/check-document.ts';
import type { CheckReport } from '../../checking/check-report.ts';
import { chooseRules } from '../../checking/choose-rules.ts';
import { readRuleDocs } from '../../checking/documentation/read-rule-docs.ts';
import { rules } from '../../checking/rules/index.ts';
import { documentOf } from '../../checking/testing/document-of.ts';
import { loadSqlGrammar } from '../../reading/sql/parse-sql.ts';

import type { CheckedFile } from './check-files.ts';
import { mendTexts, type MendedTexts } from './mend-texts.ts';

test.beforeAll(loadSqlGrammar);

type Find = readonly [rule: string, pattern: RegExp, put?: (text: string) => string];

/** What patterns find in a document of one line. */
async function mended(text: string, ...finds: readonly Find[]): Promise<MendedTexts & { readonly times: number }> {
  let times = 0;
  const check = (now: string): CheckedFile => ({
    file: 'a.md',
    text: now,
    reports: finds.flatMap(([rule, pattern, put]) =>
      [...now.matchAll(pattern)].map(({ 0: found, index }): CheckReport => {
        const location = { file: 'a.md', line: 1, column: index + 1, endLine: 1, endColumn: index + 1 + found.length };
        const fix = put === undefined ? {} : { fix: { location, text: put(found) } };
        const severity = rule.startsWith('hint') ? 'warning' : 'error';
        return { rule, severity, message: 'unexpected x, expected y', location, ...fix };
      }),
    ),
  });
  const result = await mendTexts([check(text)], {
    check: async texts => {
      times++;
      return await Promise.resolve([...texts.values()].map(check));
    },
    wanted: files => new Set(files.flatMap(({ reports }) => reports)),
  });
  return { ...result, times };
}

const textOf = ({ mended: [first] }: MendedTexts): string | undefined => first?.text;

test('of fixes that overlap, one is made after the other', async () => {
  const result = await mended('a b c', ['first', /a b(?! !)/g, () => 'a b !'], ['second', /b (?:! )?c/g, found => found.replace('c', 'd')]);
  expect(textOf(result)).toBe('a b ! d');
  expect(result.mended[0]?.fixes).toBe(2);
});

test('a fix is left that makes a new error, and the others are made', async () => {
  const result = await mended('a b a', ['good', /b/g, () => 'c'], ['bad', /^a/g, () => 'e'], ['e', /e/g]);
  expect([textOf(result), result.mended[0]?.fixes]).toEqual(['a c a', 1]);
});

test('a fix is left that does not mend what was reported', async () => {
  const result = await mended('a b', ['good', /b/g, () => 'c'], ['elsewhere', /a/g, () => 'a a']);
  expect(textOf(result)).toBe('a c');
});

test('an error that was there before hinders nobody, wherever it moves', async () => {
  const result = await mended('a e b e', ['good', /a|b/g, () => 'longer'], ['e', /(?<= )e/g]);
  expect(textOf(result)).toBe('longer e longer e');
});

test('what comes to no end stays as it was, and is told', async () => {
  const { mended: made, refused, times } = await mended('a', ['hint-a', /a/g, () => 'b'], ['hint-b', /b/g, () => 'a']);
  expect(made).toEqual([]);
  expect(refused).toEqual([{ file: 'a.md', why: 'its fixes come to no end after 10 rounds' }]);
  expect(times).toBe(10);
});

test('the documents that rules are tested with are mended once for all, and no error is made', async () => {
  const folder = fileURLToPath(new URL('../../checking/rules', import.meta.url));
  const weights = chooseRules(rules, {}, { all: true, audit: true });
  const check = (text: string): CheckedFile => {
    const reports = checkDocument(documentOf([{ name: 'a.md', text }]), { rules: weights });
    return { file: 'a.md', text, reports };
  };
  const mend = async (text: string): Promise<MendedTexts> =>
    await mendTexts([check(text)], {
      check: async texts => await Promise.resolve([...texts.values()].map(check)),
      wanted: files => new Set(files.flatMap(({ reports }) => reports)),
    });
  const errorsIn = (text: string): number => check(text).reports.filter(({ severity }) => severity === 'error').length;
  const texts = readdirSync(folder)
    .flatMap(file => readRuleDocs(readFileSync(join(folder, file), 'utf8'))?.examples ?? [])
    .flatMap(({ files }) => files[0]?.text ?? []);
  let changed = 0;
  for (const text of texts.flatMap(one => [one, `\uFEFF${one.replaceAll('\n', '\r\n')}`, one.replaceAll(/^/gm, '\t').trimEnd()])) {
    const {
      mended: [first],
      refused,
    } = await mend(text);
    expect(refused).toEqual([]);
    if (first === undefined) continue;
    changed++;
    expect(errorsIn(first.text)).toBeLessThan(errorsIn(text));
    expect((await mend(first.text)).mended).toEqual([]);
    expect(first.text.startsWith('\uFEFF')).toBe(text.startsWith('\uFEFF'));
    expect(first.text.match(/\r\n/g)?.length).toBe(text.match(/\r\n/g)?.length);
  }
  expect(changed).toBeGreaterThan(5);
});

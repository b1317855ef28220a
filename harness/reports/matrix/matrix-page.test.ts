import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, expect, test } from '@playwright/test';
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { findChromium } from '../../browser/find-chromium.ts';
import { makeMatrix } from './make-matrix.ts';
import { matrixHtml } from './matrix-html.ts';
import { cell, headerOf, matrixOf } from './testing/matrix-of.ts';

const executable = findChromium(process.env) ?? '';
let browser: Browser;

test.beforeAll(async () => {
  expect(executable, 'a Chromium; see DRILLBOOK_CHROMIUM').not.toBe('');
  browser = await chromium.launch({ executablePath: executable, chromiumSandbox: false });
});
test.afterAll(async () => await browser.close());

async function open(text: string, options: BrowserContextOptions = {}): Promise<{ readonly page: Page; readonly requests: string[] }> {
  const file = test.info().outputPath('matrix.html');
  writeFileSync(file, text);
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })).newPage();
  const requests: string[] = [];
  page.on('request', request => requests.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  return { page, requests };
}

for (const [name, options] of [
  ['in the light', {}],
  ['in the dark', { colorScheme: 'dark' }],
  ['on a narrow screen', { viewport: { width: 320, height: 640 } }],
] as const) {
  test(`axe finds nothing ${name}, and the page asks for nothing but itself`, async () => {
    const { page, requests } = await open(
      matrixHtml(matrixOf({ leftOut: [{ id: 'scenarios/alone', why: 'no other scenario has its stack' }] })),
      options,
    );
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html)])).toEqual([]);
    expect(requests).toHaveLength(1);
  });
}

test('a large matrix scrolls by itself, not the page', async () => {
  const many = Array.from({ length: 30 }, (_, index) => cell(index + 1, index + 1, {}));
  const matrix = makeMatrix({
    header: headerOf(30),
    cells: many,
    notTried: [],
    endedAt: '2026-11-21T03:02:00.000Z',
    interrupted: false,
  });
  const { page } = await open(matrixHtml(matrix), { viewport: { width: 320, height: 640 } });
  const [wide, narrow] = (await page.evaluate('[document.documentElement.scrollWidth, document.documentElement.clientWidth]')) as number[];
  expect(wide).toBe(narrow);
});

test('every cell is told in words, and what was not tried with its reason', async () => {
  const { page } = await open(matrixHtml(matrixOf()));
  const table = page.getByRole('table', { name: /Procedures \(rows\) against faults/ });
  await expect(table.getByRole('row', { name: /Trouble 1/ }).getByRole('cell')).toHaveText([
    /heals its own fault/,
    /stops at its diagnosis/,
    /not tried: no near miss/,
  ]);
});

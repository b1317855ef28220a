import { AxeBuilder } from '@axe-core/playwright';
import { chromium, expect, test } from '@playwright/test';
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { findChromium } from '../browser/find-chromium.ts';
import { printPdf } from '../browser/print-pdf.ts';
import { wholeSentence } from './sentence.ts';
import { everyKind, hostile, pageOf, runOf } from './testing/page-of.ts';

const endedAt = '2026-11-21T03:05:00.000Z';
const executable = findChromium(process.env) ?? '';
let browser: Browser;

test.beforeAll(async () => {
  expect(executable, 'a Chromium; see DRILLBOOK_CHROMIUM').not.toBe('');
  browser = await chromium.launch({ executablePath: executable, chromiumSandbox: false });
});
test.afterAll(async () => await browser.close());

interface Opened {
  readonly page: Page;
  readonly file: string;
  readonly requests: string[];
  readonly said: string[];
}

async function open(text: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const file = test.info().outputPath('report.html');
  writeFileSync(file, text);
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })).newPage();
  const requests: string[] = [];
  const said: string[] = [];
  page.on('request', request => requests.push(request.url()));
  page.on('console', message => said.push(message.text()));
  page.on('pageerror', error => said.push(error.message));
  page.on('dialog', dialog => {
    said.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto(pathToFileURL(file).href);
  return { page, file, requests, said };
}

const width = async (page: Page): Promise<readonly number[]> =>
  (await page.evaluate('[document.documentElement.scrollWidth, document.documentElement.clientWidth]')) as number[];

test('the page asks for nothing but itself, and has nothing to complain about', async () => {
  const { requests, said } = await open(pageOf(everyKind()).page);
  expect(requests).toHaveLength(1);
  expect(said).toEqual([]);
});

for (const [name, options] of [
  ['in the light', {}],
  ['in the dark', { colorScheme: 'dark' }],
  ['on a narrow screen', { viewport: { width: 320, height: 640 } }],
] as const) {
  test(`axe finds nothing ${name}, with all details open`, async () => {
    const { page } = await open(pageOf(everyKind(), team).page, options);
    await page.evaluate('document.querySelectorAll("details").forEach(one => { one.open = true; })');
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html)])).toEqual([]);
  });
}

test('the verdict stands first, in words', async () => {
  const { page } = await open(pageOf(everyKind()).page);
  await expect(page.getByRole('main').locator('.hero')).toMatchAriaSnapshot(`
    - paragraph: The runbook worked in 1 of 3 scenarios
    - paragraph: In 1 it did not. In 1 the drill could not tell. 1 more was not expected to, and did not. 2 outcomes differ from the expected one.
    - list "Outcomes":
      - listitem: 1 verified
      - listitem: 1 refuted
      - listitem: 1 inconclusive
      - listitem: 1 not verified, as expected
      - listitem: 2 unexpected
  `);
  const hero = await page.locator('.hero').boundingBox();
  expect((hero?.y ?? 900) + (hero?.height ?? 0)).toBeLessThan(450);
});

test('scenarios stand worst first, with what report.json says of them', async () => {
  const { report, page: text } = pageOf(everyKind());
  const { page } = await open(text);
  await expect(page.locator('.overview tbody th')).toHaveText([
    'Queue flushed',
    'Nobody would have noticed',
    'Known broken',
    'Worker killed',
  ]);
  for (const [index, scenario] of report.scenarios.entries()) {
    const section = page.locator(`#s${index + 1}`);
    await expect(section.getByRole('heading', { level: 2 })).toHaveText(scenario.title);
    await expect(section.locator('.sentence')).toHaveText(wholeSentence(scenario));
    await expect(section.locator('.verdict .badge')).toContainText(scenario.outcome);
    for (const trial of scenario.trials) await expect(section.getByText(trial.journal)).toBeVisible();
    for (const text of [...scenario.notMeasured, ...scenario.differs]) await expect(section).toContainText(text);
  }
});

test('what nobody gave is said to be missing', async () => {
  const { page } = await open(pageOf(everyKind()).page);
  await page.getByText(/^All \d+ fields$/).click();
  const row = (field: string) => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: field, exact: true }) });
  await expect(row('retention class, confidentiality')).toContainText('not provided');
  await expect(row('runbook: owner')).toContainText('team-chat');
  await expect(row('test lead, contact')).toContainText('ada');
});

test('headings are strictly nested', async () => {
  const { page } = await open(pageOf(everyKind(), team).page);
  const levels = (await page.evaluate(
    '[...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].map(one => Number(one.tagName[1]))',
  )) as number[];
  expect(levels[0]).toBe(1);
  for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
});

test('nothing is wider than a narrow screen', async () => {
  const { page } = await open(pageOf([...everyKind(), hostileRun()], team).page, { viewport: { width: 320, height: 640 } });
  await page.evaluate('document.querySelectorAll("details").forEach(one => { one.open = true; })');
  const [content, screen] = await width(page);
  expect(content).toBe(screen);
});

test('labels of the drawings do not touch each other', async () => {
  const { page } = await open(pageOf(everyKind()).page);
  const touching = await page.evaluate(`[...document.querySelectorAll('svg')].flatMap(svg => {
    const boxes = [...svg.querySelectorAll('text')].map(text => ({ text: text.textContent, box: text.getBBox() }));
    const { width } = svg.viewBox.baseVal;
    const outside = boxes.filter(({ box }) => box.x < 0 || box.x + box.width > width).map(({ text }) => text);
    return [...outside, ...boxes.flatMap(({ text, box }, index) => boxes.slice(index + 1)
      .filter(other => box.x < other.box.x + other.box.width && other.box.x < box.x + box.width
        && box.y + 1 < other.box.y + other.box.height && other.box.y + 1 < box.y + box.height)
      .map(other => text + ' / ' + other.text))];
  })`);
  expect(touching).toEqual([]);
  expect(await page.locator('svg text.mark-label', { hasText: 'service back' }).count()).toBeGreaterThan(0);
});

test('the keyboard reaches each summary that is shown, and Enter opens it', async () => {
  const { page } = await open(pageOf([runOf()]).page);
  const count = await page.locator('summary:visible').count();
  const reached = new Set<string>();
  for (let presses = 0; presses < 200 && reached.size < count; presses++) {
    await page.keyboard.press('Tab');
    const at = (await page.evaluate(
      '(() => { const one = document.activeElement; return one.tagName === "SUMMARY" ? String([...document.querySelectorAll("summary")].indexOf(one)) : ""; })()',
    )) as string;
    if (at === '' || reached.has(at)) continue;
    reached.add(at);
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.parentElement.open')).toBe(true);
    await page.keyboard.press('Enter');
  }
  expect(reached.size).toBe(count);
});

test('what a runbook printed is shown literally, and does nothing', async () => {
  const { page, said } = await open(pageOf([hostileRun()]).page);
  expect(said).toEqual([]);
  expect(await page.locator('script, img').count()).toBe(0);
  await page.evaluate('document.querySelectorAll("details").forEach(one => { one.open = true; })');
  // What stands in a block ran: all of it is shown. Of output a carriage return begins the line anew, as in a terminal.
  const output = page.locator('pre').first();
  await expect(page.locator('pre.output').first()).toHaveText('100% &amp; ]]> -->');
  await expect(output).toContainText('<script>alert(1)</script>');
  await expect(output).toContainText('⟨U+202E⟩txt.exe');
  await expect(output).toContainText('␀');
  await expect(output).toContainText(']]>');
});

test('a line of five megabytes is cut, and the page says so', async () => {
  const { page: text } = pageOf([runOf({ steps: [{ ended: { stdout: 'x'.repeat(5_000_000) } }] })]);
  expect(text.length).toBeLessThan(200_000);
  const { page } = await open(text);
  await expect(page.locator('pre.output').first()).toContainText('4983616 characters left out');
});

test('very many scenarios keep the page below its limit, the worst with their details', async () => {
  const run = everyKind()[1];
  const green = everyKind()[0];
  if (run === undefined || green === undefined) throw new Error('unexpected fixture, expected runs');
  const many = Array.from({ length: 2_000 }, (_, index) => (index === 1_999 ? run : green));
  const { page: text } = pageOf(many);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(5_000_000);
  const { page } = await open(text);
  await expect(page.locator('.left-out')).toContainText('of 2000 scenarios are left out');
  await expect(page.locator('.overview tbody tr')).toHaveCount(2_000);
  await expect(page.locator('#s2000')).toBeAttached();
});

test('it can be read without its colours, and on paper', async () => {
  const { page } = await open(pageOf(everyKind()).page, { forcedColors: 'active' });
  await expect(page.locator('.badge').first()).toHaveCSS('border-top-style', 'solid');
  expect((await page.screenshot()).byteLength).toBeGreaterThan(10_000);
  await page.emulateMedia({ media: 'print', forcedColors: 'none' });
  await expect(page.locator('details:not([open]) pre').first()).toBeVisible();
  expect((await page.screenshot()).byteLength).toBeGreaterThan(10_000);
});

test('printed, it is tagged, has bookmarks, a language and page numbers, and the same bytes twice', async () => {
  const { file } = await open(pageOf(everyKind()).page);
  const [one, two] = [test.info().outputPath('one.pdf'), test.info().outputPath('two.pdf')];
  await printPdf(file, one, { executable, endedAt });
  await printPdf(file, two, { executable, endedAt });
  const pdf = readFileSync(one);
  expect(pdf.equals(readFileSync(two))).toBe(true);
  const text = pdf.toString('latin1');
  for (const entry of ['/StructTreeRoot', '/Lang (en)', '/Outlines', '/Marked true', '(D:20261121030500'])
    expect(text, entry).toContain(entry);
});

test('the words of a report are modest', () => {
  const { page } = pageOf(everyKind(), team);
  expect(page).not.toMatch(/\b(?:proves?|certified|compliant|guaranteed|tamper-proof)\b/i);
});

test('the same evidence gives the same bytes', () => {
  expect(pageOf(everyKind(), team).page).toBe(pageOf(everyKind(), team).page);
});

const team = {
  controls: [{ id: 'SOC2-A1.3', title: 'Recovery is tested', catalog: 'SOC 2', scenarios: ['scenarios/verified'] }],
  followups: [{ scenario: 'scenarios/refuted', finding: 'not-restored', owner: 'team-chat', due: '2026-12-31' }],
  waivers: [
    {
      of: 'scenarios/unsure',
      owner: 'team-chat',
      reason: 'new probe is coming',
      until: '2026-12-31',
      location: { file: 'drillbook.yaml', line: 3, column: 5 },
    },
  ],
  population: { position: 7, previous: { run: '20261120T030000Z-0a0a0a' }, aborted: [], before: [] },
};

function hostileRun() {
  return runOf({
    steps: [
      {
        facts: { id: `fix/${hostile}`, text: hostile },
        ended: {
          stdout: hostile,
          stderr: hostile,
          held: false,
          message: hostile,
          status: 1,
          masked: [{ location: { file: hostile, line: 11, column: 1 }, status: 1, text: hostile }],
          step: `fix/${hostile}`,
        },
      },
    ],
    facts: { title: hostile, differs: [hostile] },
  });
}

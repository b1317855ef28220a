import { chromium, expect, test } from '@playwright/test';
import { remark } from 'remark';
import { findChromium } from '../../browser/find-chromium.ts';
import { summaryMarkdown } from './summary.ts';
import { golden } from './testing/golden.ts';
import { down, hostile, hostileTexts, oneOfEach, reportOf } from './testing/reports.ts';

test('the verdict comes first, then a table worst first, then what needs somebody and, apart, what is known to be broken', () => {
  const text = summaryMarkdown(reportOf(oneOfEach));
  expect(text).toBe(golden('summary'));
  expect(text).toMatch(/^## ✗ .*worked in 3 of/);
});

test('it names the evidence as one word for a shell', () => {
  expect(summaryMarkdown(reportOf([down]), { evidence: '.drillbook/runs/x' })).toContain('npx drillbook audit .drillbook/runs/x\n');
  expect(summaryMarkdown(reportOf([down]), { evidence: "a b';rm" })).toContain(`npx drillbook audit 'a b'\\'';rm'\n`);
});

test('it stays below what GitHub takes, says what it leaves out, and leaves no element open', () => {
  const many = Array.from({ length: 400 }, (_, index) => ({
    ...(index % 3 === 0 ? down : {}),
    facts: { scenario: `scenarios/${index}`, title: `${'ü'.repeat(200)} ${index}` },
  }));
  const report = reportOf(many);
  const whole = summaryMarkdown(report);
  expect(whole).not.toContain('more');
  for (const bytes of [3_000, 20_000, 60_000]) {
    const text = summaryMarkdown(report, { bytes });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(bytes);
    expect(text).toContain('The runbook worked in');
    expect(text).toMatch(/\d+ more scenarios are in the report\./);
    expect(text.match(/<details/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    expect(text).toContain('drillbook audit');
  }
});

test('at most 40 lines tell of one scenario', () => {
  const steps = Array.from({ length: 60 }, (_, index) => ({ ended: { held: false, status: 1, message: `no ${index}` } }));
  const text = summaryMarkdown(reportOf([{ ...down, steps }]));
  const block = /```text\n([^]*?)\n```/.exec(text)?.[1]?.split('\n') ?? [];
  expect(block).toHaveLength(40);
  expect(block.at(-1)).toMatch(/^… \d+ more lines are in the report$/);
});

test('one message that goes on for ever takes no room from the others', () => {
  const text = summaryMarkdown(
    reportOf([
      { ...down, failed: { recovery: '`x'.repeat(500_000) } },
      { ...down, facts: { scenario: 'other', title: 'Other' } },
    ]),
  );
  expect(Buffer.byteLength(text)).toBeLessThan(10_000);
  expect(text.match(/<details open>/g)).toHaveLength(2);
});

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}

test('text of others breaks out of nothing: it is code, or text in the elements that we wrote', async () => {
  const text = summaryMarkdown(reportOf(hostile));
  const flat = (node: Node): readonly Node[] => [node, ...(node.children ?? []).flatMap(flat)];
  const nodes = flat(remark().parse(text) as Node);
  expect(new Set(nodes.map(({ type }) => type))).toEqual(
    new Set(['root', 'heading', 'text', 'paragraph', 'strong', 'inlineCode', 'html', 'code']),
  );
  expect(
    nodes
      .filter(({ type }) => type === 'text')
      .map(({ value }) => value)
      .join(''),
  ).not.toMatch(/forged|evil|@|<|#\d/);
  // A row of the table has as many cells as its head: no text added one.
  const rows = text.split('\n').filter(line => line.startsWith('| '));
  expect(rows).toHaveLength(hostileTexts.length + 2);
  for (const row of rows) expect(row.match(/\|/g)).toHaveLength(6);

  const html = nodes.flatMap(({ type, value }) => (type === 'html' ? [value ?? ''] : []));
  const executablePath = findChromium(process.env);
  expect(executablePath, 'install chromium, or name it in DRILLBOOK_CHROMIUM').toBeDefined();
  const browser = await chromium.launch(executablePath === undefined ? {} : { executablePath });
  try {
    const page = await browser.newPage();
    await page.setContent(html.join('\n'));
    const elements = page.locator('body *');
    const names = await elements.evaluateAll(all => [...new Set(all.map(one => one.localName))]);
    const attributes = await elements.evaluateAll(all => [...new Set(all.flatMap(one => one.getAttributeNames()))]);
    expect(new Set(names)).toEqual(new Set(['code', 'details', 'summary']));
    expect(attributes).toEqual(['open']);
  } finally {
    await browser.close();
  }
});

test('nothing in it claims more than a drill shows', () => {
  expect(summaryMarkdown(reportOf(oneOfEach))).not.toMatch(/\b(proves?|certified|compliant|guaranteed|tamper-proof)\b/i);
});

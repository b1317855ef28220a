import { expect, test } from '@playwright/test';
import { checkOriginals, readRows } from './testing/check-originals.ts';
import { matchRows } from './testing/match-rows.ts';

const { DRILLBOOK_ORIGINALS: folder = '' } = process.env;
const { rows, accepted } = readRows();

test('known defects have lines of their document, and rules that have a family', () => {
  for (const { id, document, lines, rule } of rows.rows) {
    expect([id, document]).toEqual([id, expect.stringMatching(/^\d{3}-[\w-]+\.md$/)]);
    expect([id, lines.length > 0 && lines.every(line => /^\d+(?:-\d+)?$/.test(String(line)))]).toEqual([id, true]);
    expect([id, rows.families[rule]]).toEqual([id, expect.any(String)]);
  }
  expect(rows.rows).toHaveLength(284);
  for (const { why } of accepted) expect(why).toMatch(/^[A-Z].{20,}\.$/);
});

test('nine of ten errors that are reported of documents that are not ours are true', async () => {
  test.skip(folder === '', 'DRILLBOOK_ORIGINALS is not set');
  const errors = (await checkOriginals(folder, {})).filter(({ severity }) => severity === 'error');
  const { unmatched } = matchRows(errors, rows, accepted);
  expect(
    errors.length === 0 ? 1 : 1 - unmatched.length / errors.length,
    unmatched.map(({ location, rule, message }) => `${location.file}:${location.line} ${rule}: ${message}`).join('\n'),
  ).toBeGreaterThanOrEqual(0.9);
});

import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@playwright/test';
import type { Story } from '../../judging/testing/journal-builder.ts';
import { makeMatrix } from './make-matrix.ts';
import type { CellTrials } from './make-matrix.ts';
import { matrixHtml } from './matrix-html.ts';
import { matrixSchema } from './matrix-schema.ts';
import { showMatrix } from './matrix-terminal.ts';
import { away, breached, cell, cells, gated, headerOf, hostile, matrixOf } from './testing/matrix-of.ts';

test('the document has every cell with its result, its journal and what pins it', () => {
  const matrix = matrixOf();
  expect(matrixSchema.parse(JSON.parse(JSON.stringify(matrix)))).toEqual(matrix);
  expect(matrix.stacks[0]?.cells.map(({ procedureOf, faultOf, result }) => `${procedureOf}${faultOf} ${result}`)).toEqual([
    '11 heals',
    '22 heals',
    '33 fails',
    '12 stops',
    '21 acts-and-restores',
    '32 harms',
    '31 not-judged',
  ]);
  expect(matrix.totals).toMatchObject({ cells: 7, heals: 2, harms: 1, notTried: 1 });
  expect(matrix.stacks[0]?.cells[5]).toMatchObject({ head: 'sha256:22', control: { journal: expect.stringContaining('nobody') } });
  expect(matrix.verifies).toBe(false);
});

test('what left no journal is not judged', () => {
  const { stacks, totals } = matrixOf({}, [{ procedureOf: 1, faultOf: 2, trials: [] }], []);
  expect(totals['not-judged']).toBe(1);
  expect(stacks[0]?.cells[0]).toMatchObject({ result: 'not-judged', reason: 'harness-error', attempts: 0 });
});

test('the table tells each result by a letter, and below it what to look at, the worst first', () => {
  const text = showMatrix(matrixOf(), { color: false, width: 100, matrixFile: 'matrix.html' });
  expect(text).toMatch(/^chat: 3 procedures \(rows\) against 3 faults \(columns\)$/m);
  expect(text).toMatch(/^1 trouble-1 +H s \.$/m);
  expect(text).toMatch(/^2 trouble-2 \* +r H \.$/m);
  expect(text).toMatch(/^3 trouble-3 +\? X F$/m);
  const order = ['does harm', 'does not heal its own fault', 'not judged (harm-unclear)', 'acts, and service comes back'];
  const places = order.map(word => text.indexOf(word, text.indexOf('. not tried')));
  expect(places).toEqual(places.toSorted((one, other) => one - other));
  expect(text).toContain('runbook.md:10:1');
  expect(text).toContain('1 combination not tried: 1 × no near miss; `--all` tries what is no near miss');
  expect(text).toContain('procedure 2 cannot stop: no step before the first that acts says');
  expect(text).toContain('procedure 1: what the scenario prepares');
  expect(text).toContain('procedure 3: followed with the adaptations');
  expect(text).toContain('with fault 3 harm is hardly seen: ');
  expect(text).toContain('A matrix verifies nothing');
  expect(text).toContain('matrix matrix.html');
});

test('a procedure that acts on many faults is told once, with all of them', () => {
  const many = [cell(1, 1, {}), cell(2, 2, {}), cell(3, 3, {}), cell(1, 2, away), cell(1, 3, away), cell(2, 1, away)];
  const text = showMatrix(matrixOf({}, many, []), { color: false, width: 100 });
  expect(text).toContain('v trouble-1 against the faults of trouble-2, trouble-3: acts in vain');
  expect(text.match(/Let the diagnosis stop it/g)).toHaveLength(1);
});

test('a procedure that nothing can stop is told as such, not as right or wrong; one whose diagnosis acts is not excused', () => {
  // The second has no gate.
  const many = [cell(1, 1, {}), cell(2, 2, {}), cell(2, 1, away), cell(2, 3, {})];
  const matrix = matrixOf({}, many, []);
  const text = showMatrix(matrix, { color: false, width: 120 });
  expect(text).toContain('* its diagnosis has no gate');
  expect(text).toContain('trouble-2 against the fault of trouble-1: acts in vain, for its diagnosis has no gate');
  expect(text).toContain('is neither right nor wrong');
  expect(text).toContain('Its diagnosis only prints');
  expect(text).not.toContain('Let the diagnosis stop it');
  const page = matrixHtml(matrix);
  expect(page).toContain('In 2 of 4 cells nothing could stop the runbook: its diagnosis has no gate');
  expect(page).toContain('<span class="quiet">no gate</span>');
  expect(page).not.toContain('A runbook acts on a fault that is not its own');
  expect(matrix.stacks[0]?.cells.map(({ diagnosisTried }) => diagnosisTried)).toEqual([true, false, false, false]);

  const acting: Story = { ...away, steps: [{ facts: { role: 'diagnose', acts: 'redis-cli flushall' } }, {}] };
  const worse = matrixOf({}, [...many, cell(2, 1, acting)], []);
  expect(worse.stacks[0]?.cells.at(-1)).toMatchObject({ result: 'acts-in-vain', diagnosisTried: true });
  expect(matrixHtml(worse)).toContain('A runbook acts on a fault that is not its own in 1 of 5 cells');
});

test('colours change no word, and nothing that was printed reaches the terminal', () => {
  const [plain, colored] = [false, true].map(color => showMatrix(matrixOf(), { color, width: 100 }));
  expect(colored).toContain('\u001B[');
  expect(stripVTControlCharacters(colored ?? '')).toBe(plain);
  for (const sign of ['\u001B', '\u202E']) expect(plain).not.toContain(sign);
});

test('a narrow terminal gets the columns in parts, and no line is wider', () => {
  const many = Array.from({ length: 30 }, (_, index) => cell(index + 1, index + 1, {}));
  const matrix = makeMatrix({ header: headerOf(30), cells: many, notTried: [], endedAt: '2026-11-21T03:02:00.000Z', interrupted: true });
  const text = showMatrix(matrix, { color: false, width: 40 });
  for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(40);
  expect(text.match(/^30 trouble-30/gm)?.length).toBeGreaterThan(2);
  expect(text.match(/ H/g)?.length).toBeGreaterThanOrEqual(30);
  expect(text).toContain('interrupted');
});

test('the page stands alone, and what was printed cannot become markup', () => {
  const page = matrixHtml(
    matrixOf({ machine: hostile, leftOut: [{ id: hostile, why: 'no other scenario has its stack' }] }, [
      ...cells,
      cell(2, 3, { ...away, steps: [{ facts: { id: hostile }, ended: { step: hostile } }] }),
    ]),
  );
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/<script|<link|<iframe|@import|url\(http|src=|href="(?!#)|" onload=/);
  for (const sign of ['\u001B', '\u202E']) expect(page).not.toContain(sign);
  expect(page).toContain('&lt;script&gt;');
  expect(page).toContain('A runbook does harm in 1 of 8 cells');
  expect(page).not.toMatch(/\b(?:proves|certified|compliant|guaranteed)\b/i);
  expect(page.match(/<section/g)?.length).toBe(page.match(/<\/section>/g)?.length);
});

test('only where every runbook heals and stops is the page good', () => {
  const tone = (of: readonly CellTrials[]): string => /class="hero (\w+)"/.exec(matrixHtml(matrixOf({}, of, [])))?.[1] ?? '';
  expect(tone([cell(1, 1, {}), cell(1, 2, gated)])).toBe('good');
  expect(tone([cell(1, 1, { effect: { residual: true } }), cell(1, 2, gated)])).toBe('good');
  expect(tone([cell(1, 1, {})])).toBe('unsure');
  expect(tone([cell(1, 1, {}), cell(1, 2, away)])).toBe('unsure');
  expect(tone([cell(1, 1, {}), cell(1, 2, breached)])).toBe('unsure');
  expect(tone([cell(1, 1, away)])).toBe('bad');
  expect(tone([])).toBe('unsure');
});

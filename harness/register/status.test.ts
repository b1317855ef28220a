import { expect, test } from '@playwright/test';
import type { Waiver } from '../model/config.ts';
import type { RunRecord } from './record.ts';
import { statusOf } from './status.ts';
import type { CurrentScenario, ScenarioStatus, StatusFacts } from './status.ts';
import { closedRecord, result } from './testing/runs.ts';

const now = new Date('2026-11-10T12:00:00Z');
const day = 86_400_000;
const current: CurrentScenario = {
  id: 'scenarios/a',
  inputDigest: 'sha256:input',
  digests: { scenario: 'sha256:1', stack: 'sha256:2', 'runbooks/a.md': 'sha256:3' },
  procedures: ['runbooks/a.md#fix'],
};
const edited: CurrentScenario = { ...current, inputDigest: 'sha256:new', digests: { ...current.digests, 'runbooks/a.md': 'sha256:4' } };

function status(records: readonly RunRecord[], changes: Partial<StatusFacts> = {}): ScenarioStatus {
  const [one] = statusOf({ records, now, current: [current], ...changes });
  if (one === undefined) throw new Error('unexpected absence of a status');
  return one;
}

/** Closed runs of these results, a day apart; the last one on 9 November. */
function runs(...results: readonly ReturnType<typeof result>[]): readonly RunRecord[] {
  return results.map((one, index) =>
    closedRecord(`run-${index}`, {
      position: index + 1,
      openedAt: new Date(Date.parse('2026-11-09T00:00:00Z') - (results.length - 1 - index) * day).toISOString(),
      results: [one],
    }),
  );
}

/** The same inputs of another branch: evidence of something else. */
const elsewhere = (record: RunRecord): RunRecord => ({
  ...record,
  scenarios: record.scenarios.map(scenario => ({ ...scenario, inputDigest: 'sha256:elsewhere' })),
});

const verified = result('verified', 'clean');
const refuted = result('refuted', 'data-lost');
const slow = result('inconclusive', 'too-slow');

test('what the latest run of the same inputs verified is verified', () => {
  expect(status(runs(refuted, verified))).toMatchObject({
    status: 'verified',
    reason: 'on 2026-11-09, and nothing that is put to the test has changed since',
    asExpected: true,
    last: { run: 'run-1' },
  });
});

test('what no run has drilled was never drilled', () => {
  expect(status([])).toEqual({
    id: 'scenarios/a',
    status: 'never-drilled',
    reason: 'no run on record has drilled it to the end',
    asExpected: false,
  });
  expect(status(runs({ ...verified, id: 'scenarios/b' })).status).toBe('never-drilled');
});

for (const state of ['open', 'aborted'] as const)
  test(`a run that is ${state} is no evidence, neither for nor against`, () => {
    const [before, after] = runs(verified, refuted);
    if (before === undefined || after === undefined) throw new Error('unexpected absence of runs');
    expect(status([{ ...before, state }]).status).toBe('never-drilled');
    expect(status([before, { ...after, state }]).status).toBe('verified');
  });

test('a refuted scenario stays refuted until a run verifies it', () => {
  expect(status(runs(verified, refuted))).toMatchObject({ status: 'refuted', reason: 'data-lost on 2026-11-09', asExpected: false });
  expect(status(runs(refuted, slow))).toMatchObject({
    status: 'refuted',
    reason: 'data-lost on 2026-11-08; inconclusive since (too-slow)',
    last: { run: 'run-0' },
  });
  expect(status(runs(refuted, slow, verified)).status).toBe('verified');
});

test('a run that could not tell verifies nothing, whatever was verified before', () => {
  expect(status(runs(verified, slow))).toMatchObject({
    status: 'inconclusive',
    reason: 'too-slow on 2026-11-09; verified before, on 2026-11-08',
  });
});

test('evidence is stale when what it puts to the test has changed, and says what', () => {
  expect(status(runs(verified), { current: [edited] })).toMatchObject({
    status: 'stale',
    reason: 'verified on 2026-11-09, but changed since: runbooks/a.md',
    asExpected: false,
    last: { run: 'run-0' },
  });
  expect(status(runs(verified), { current: [{ ...current, inputDigest: 'sha256:new' }] }).reason).toBe(
    'verified on 2026-11-09, but what it puts to the test has changed since',
  );
});

test('a refused version that was edited stays refused, and is no longer as expected', () => {
  const expected = { is: 'refuted', reason: 'data-lost', selfTest: true } as const;
  expect(status(runs(refuted), { current: [{ ...current, expected }] }).asExpected).toBe(true);
  expect(status(runs(refuted), { current: [{ ...edited, expected }] })).toMatchObject({
    status: 'refuted',
    reason: 'data-lost on 2026-11-09; changed since: runbooks/a.md: drill it again',
    asExpected: false,
  });
});

test('what is known to be broken is as expected until its day, for its own reason', () => {
  const expected = { is: 'refuted', reason: 'data-lost', until: '2026-11-10', owner: 'ana', selfTest: false } as const;
  const of = (change: object): boolean =>
    status(runs(refuted), { current: [{ ...current, expected: { ...expected, ...change } }] }).asExpected;
  expect(of({})).toBe(true);
  expect(of({ until: '2026-11-09' })).toBe(false);
  expect(of({ reason: 'relapsed' })).toBe(false);
  expect(status(runs(verified), { current: [{ ...current, expected }] })).toMatchObject({ status: 'verified', asExpected: false });
});

test('what another branch drilled takes nothing away, and gives nothing', () => {
  const [first, second] = runs(verified, refuted);
  if (first === undefined || second === undefined) throw new Error('unexpected absence of runs');
  expect(status([first, elsewhere(second)])).toMatchObject({ status: 'verified', last: { run: 'run-0' } });
  expect(status([elsewhere(first), second]).status).toBe('refuted');
  expect(status([elsewhere(first)]).status).toBe('stale');
});

for (const [what, changes, expected] of [
  ['within the limit', { maxAgeMs: 2 * day }, 'verified'],
  ['past the limit', { maxAgeMs: day }, 'stale'],
  ["past the scenario's own limit", { maxAgeMs: 9 * day, current: [{ ...current, maxAgeMs: day }] }, 'stale'],
  ['without a limit', {}, 'verified'],
] as const)
  test(`evidence ${what} is ${expected}`, () => {
    expect(status(runs(verified), changes).status).toBe(expected);
  });

test('the limit that held when it was drilled is not lifted later', () => {
  const [record] = runs(verified);
  if (record === undefined) throw new Error('unexpected absence of a run');
  expect(status([{ ...record, maxAgeMs: day }], { maxAgeMs: 30 * day })).toMatchObject({
    status: 'stale',
    reason: expect.stringContaining('36 h') as unknown,
  });
});

test('evidence from a day that lies ahead is stale: its age cannot be told', () => {
  const [record] = runs(verified);
  if (record === undefined) throw new Error('unexpected absence of a run');
  expect(status([{ ...record, openedAt: '2027-01-01T00:00:00Z' }], { maxAgeMs: day })).toMatchObject({
    status: 'stale',
    reason: 'verified on 2027-01-01, but that day lies ahead: a clock was wrong, and its age cannot be told',
  });
  // Clocks are never quite the same.
  expect(status([{ ...record, openedAt: '2026-11-10T12:00:30Z' }], { maxAgeMs: day }).status).toBe('verified');
});

test('the order is that of the register, not of clocks', () => {
  const [first, second] = runs(refuted, verified);
  if (first === undefined || second === undefined) throw new Error('unexpected absence of runs');
  expect(status([first, { ...second, openedAt: '2026-11-01T00:00:00Z' }]).status).toBe('verified');
});

test.describe('a waiver', () => {
  const waiver = (changes: Partial<Waiver> = {}): Waiver => ({
    of: 'scenarios/a',
    owner: 'ana',
    reason: 'moves to the new cluster',
    until: '2026-11-10',
    location: { file: 'drillbook.yaml', line: 1, column: 1 },
    ...changes,
  });

  test('stands beside the status and never changes it', () => {
    for (const [records, expected] of [
      [[], 'never-drilled'],
      [runs(refuted), 'refuted'],
      [runs(slow), 'inconclusive'],
    ] as const)
      expect(status(records, { waivers: [waiver()] })).toMatchObject({
        status: expected,
        asExpected: false,
        waiver: { owner: 'ana', reason: 'moves to the new cluster', until: '2026-11-10', expired: false },
      });
  });

  test('counts on its last day, in UTC, and not on the next', () => {
    expect(status([], { waivers: [waiver()], now: new Date('2026-11-10T23:59:59Z') }).waiver?.expired).toBe(false);
    expect(status([], { waivers: [waiver()], now: new Date('2026-11-11T00:00:00Z') }).waiver?.expired).toBe(true);
  });

  test('may name a procedure, and one that counts goes before one that does not', () => {
    const old = waiver({ until: '2026-01-01', owner: 'ben' });
    expect(status([], { waivers: [old, waiver({ of: 'runbooks/a.md#fix' })] }).waiver).toMatchObject({ owner: 'ana', expired: false });
    expect(status([], { waivers: [old] }).waiver).toMatchObject({ owner: 'ben', expired: true });
    expect(status([], { waivers: [waiver({ of: 'scenarios/b' })] }).waiver).toBeUndefined();
  });
});

test('a run of ten thousand scenarios, and ten thousand runs of one, are told at once', () => {
  const ids = Array.from({ length: 10_000 }, (_, index) => `scenarios/${index}`);
  const wide = closedRecord('wide', {
    scenarios: ids.map(id => ({ id, file: `${id}.yaml`, inputDigest: 'sha256:input', digests: {}, procedures: [] })),
    results: ids.map(id => ({ ...verified, id })),
  });
  const deep = Array.from({ length: 10_000 }, (_, index) => closedRecord(`run-${index}`, { position: index + 2 }));
  const began = performance.now();
  const found = statusOf({ records: [wide, ...deep], now, current: ids.map(id => ({ id, inputDigest: 'sha256:input' })) });
  test.info().annotations.push({ type: 'ms', description: String(Math.round(performance.now() - began)) });
  expect(found.every(one => one.status === 'verified')).toBe(true);
});

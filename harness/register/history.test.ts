import { mkdirSync, rmSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { gapsOf } from './chain.ts';
import { registerCsv } from './csv.ts';
import { openRun } from './open-run.ts';
import { populationOf } from './population.ts';
import { inOrder, readRegister } from './read-register.ts';
import type { Register } from './read-register.ts';
import { openingDigest, recordDigest } from './record.ts';
import type { RunRecord } from './record.ts';
import { retestOf } from './retest.ts';
import type { Store } from './store.ts';
import { openStore } from './stores.ts';
import { closedRecord, header, result } from './testing/runs.ts';

const now = new Date('2026-11-10T00:00:00Z');
const store = (): Store => openStore('dir:register', test.info().outputPath());
const fileOf = (run: string, month = '2026-11'): string => test.info().outputPath(`register/${month}/${run}.json`);
const read = async (): Promise<Register> => await readRegister(store());
const told = async (): Promise<readonly string[]> => gapsOf(await read()).map(({ message }) => message);

/** Opens runs one after the other; those in `crashed` never end. */
async function drilled(runs: readonly string[], crashed: readonly string[] = []): Promise<void> {
  for (const [index, run] of runs.entries()) {
    const open = await openRun(store(), header(run, `2026-11-0${index + 1}T00:00:00.000Z`), []);
    if (!crashed.includes(run))
      await open.close({ state: 'closed', results: [result('verified', 'clean')], manifest: String(index).repeat(64) });
  }
}

test('a run that was cut off stays open, and counts as aborted after a day', async () => {
  await drilled(['a', 'b', 'c'], ['b']);
  const { records } = await read();
  expect(populationOf(records, 'c', now)).toMatchObject({ position: 3, previous: { run: 'b' }, aborted: ['b'] });
  expect(populationOf(records, 'c', now).previous).not.toHaveProperty('manifest');
  expect(populationOf(records, 'c', new Date('2026-11-02T01:00:00Z')).aborted).toEqual([]);
  expect(gapsOf({ records, unreadable: [] })).toEqual([]);
});

test('an interrupted run is aborted at once, with what is known of it', async () => {
  const open = await openRun(store(), header('a', '2026-11-09T23:00:00.000Z'), []);
  await open.close({ state: 'aborted', results: [result('inconclusive', 'interrupted')] });
  expect(populationOf((await read()).records, 'b', now).aborted).toEqual(['a']);
});

for (const run of ['a', 'b', 'c'])
  test(`the record of run ${run} is missed when it is dropped`, async () => {
    await drilled(['a', 'b', 'c', 'd'], ['c']);
    rmSync(fileOf(run));
    const next = { a: 'b', b: 'c', c: 'd' }[run] ?? '';
    expect(await told()).toEqual([`run ${run} is missing: ${next}, opened after it, knows of it`]);
  });

test('of several that were dropped in a row the last is told by name and all by number', async () => {
  await drilled(['a', 'b', 'c', 'd']);
  for (const run of ['b', 'c']) rmSync(fileOf(run));
  expect(await told()).toEqual([
    'run c is missing: d, opened after it, knows of it',
    'at least 2 runs are missing: nobody holds positions 2, 3',
  ]);
});

test('a run that was added afterwards shows', async () => {
  await drilled(['run-1', 'run-2', 'run-3', 'run-4']);
  const { records } = await read();
  await store().put({ ...records[0]!, run: 'run-0', openedAt: '2025-01-01T00:00:00.000Z' });
  expect(gapsOf(await read()).map(({ kind, run }) => [kind, run])).toEqual([['added', 'run-0']]);
});

test('a member that stands twice, and a folder in the place of a record, are told', async () => {
  await drilled(['run-1']);
  writeFileSync(
    fileOf('run-1'),
    readFileSync(fileOf('run-1'), 'utf8').replace('"state": "closed"', '"state": "open",\n "state": "closed"'),
  );
  mkdirSync(fileOf('run-2'));
  expect(gapsOf(await read()).map(({ kind, run }) => [kind, run])).toEqual([
    ['unreadable', '2026-11/run-1.json'],
    ['unreadable', '2026-11/run-2.json'],
  ]);
});

test('a run that was made to look like the first shows', async () => {
  await drilled(['a', 'b']);
  const text = readFileSync(fileOf('b'), 'utf8');
  writeFileSync(fileOf('b'), JSON.stringify({ ...(JSON.parse(text) as object), previous: [] }));
  expect(await told()).toEqual(['run b was changed: it was not the first, and knows of none before it']);
});

test('of runs that began at the same time none is dropped unseen', async () => {
  const two = await Promise.all(['a', 'b'].map(async run => await openRun(store(), header(run, '2026-11-01T00:00:00.000Z'), [])));
  for (const one of two) await one.close({ state: 'closed', results: [] });
  await openRun(store(), header('c', '2026-11-02T00:00:00.000Z'), []);
  expect(await told()).toEqual([]);
  for (const run of ['a', 'b']) {
    const text = readFileSync(fileOf(run), 'utf8');
    rmSync(fileOf(run));
    expect(await told()).toEqual([expect.stringContaining(`run ${run} is missing`)]);
    writeFileSync(fileOf(run), text);
  }
});

test('a run that ended after the next one began is bound by the one after', async () => {
  const a = await openRun(store(), header('a', '2026-11-01T00:00:00.000Z'), []);
  await openRun(store(), header('b', '2026-11-02T00:00:00.000Z'), []);
  await a.close({ state: 'closed', results: [result('refuted', 'data-lost')] });
  await openRun(store(), header('c', '2026-11-03T00:00:00.000Z'), []);
  writeFileSync(fileOf('a'), readFileSync(fileOf('a'), 'utf8').replace('refuted', 'verified'));
  expect(await told()).toEqual(['run a was changed: how it ended is not what c, opened after it, saw']);
});

for (const [what, from, to, message] of [
  [
    'when it began',
    '2026-11-01T00:00:00.000Z',
    '2026-11-01T00:00:01.000Z',
    'run a was changed: how it began is not what b, opened after it, saw',
  ],
  ['what it drilled', 'sha256:input', 'sha256:other', 'run a was changed: how it began is not what b, opened after it, saw'],
  ['its outcome', '"verified"', '"refuted"', 'run a was changed: how it ended is not what b, opened after it, saw'],
  ['that it ended', '"closed"', '"aborted"', 'run a was changed: how it ended is not what b, opened after it, saw'],
] as const)
  test(`a change of ${what} shows`, async () => {
    await drilled(['a', 'b']);
    const text = readFileSync(fileOf('a'), 'utf8');
    expect(text).toContain(from);
    writeFileSync(fileOf('a'), text.replace(from, to));
    expect(await told()).toEqual([message]);
  });

for (const [what, change] of [
  ['no JSON', () => 'hello'],
  ['a record with a member more', (text: string) => text.replace('{', '{"more":1,')],
  ["another run's record", (text: string) => text.replace('"a"', '"z"')],
] as const)
  test(`${what} in the place of a record is told, and so is the run that is missing`, async () => {
    await drilled(['a', 'b']);
    writeFileSync(fileOf('a'), change(readFileSync(fileOf('a'), 'utf8')));
    expect(await told()).toEqual([
      expect.stringContaining('unexpected content of 2026-11/a.json, expected the record of a run'),
      'run a is missing: b, opened after it, knows of it',
    ]);
  });

test('the order is that in which runs were opened, also when a clock is set back', async () => {
  for (const [run, at] of [
    ['a', '2026-12-05'],
    ['b', '2026-11-01'],
    ['c', '2026-11-02'],
  ] as const)
    await openRun(store(), header(run, `${at}T00:00:00.000Z`), []);
  const { records } = await read();
  expect(records.map(({ run }) => run)).toEqual(['a', 'b', 'c']);
  expect(await told()).toEqual([]);
});

test('a population has the latest of each scenario before the run', () => {
  const records = [
    closedRecord('a', { position: 1 }),
    closedRecord('b', { position: 2, results: [result('refuted', 'data-lost'), result('verified', 'clean', { id: 'scenarios/b' })] }),
    closedRecord('c', { position: 3 }),
  ];
  expect(populationOf(inOrder(records), 'c', now).before).toEqual([
    { scenario: 'scenarios/a', run: 'b', at: '2026-11-01T00:00:00.000Z', outcome: 'refuted', reason: 'data-lost' },
    { scenario: 'scenarios/b', run: 'b', at: '2026-11-01T00:00:00.000Z', outcome: 'verified', reason: 'clean' },
  ]);
});

test.describe('a retest', () => {
  const masked = result('verified', 'clean', { findings: ['masked'] });
  const clean = result('verified', 'clean');
  const runs = (...results: readonly ReturnType<typeof result>[]) =>
    results.map((one, index) => closedRecord(`run-${index}`, { position: index + 1, results: [one] }));
  const followup = { scenario: 'scenarios/a', finding: 'masked' };

  test('is the first later run that could have found it and did not', () => {
    expect(retestOf(runs(clean, masked, masked, result('inconclusive', 'too-slow'), clean, clean), followup)).toMatchObject({
      run: 'run-4',
      outcome: 'verified',
      stillFound: false,
    });
  });

  test('says that it was found again', () => {
    expect(retestOf(runs(masked, clean, masked), followup)).toMatchObject({ run: 'run-2', stillFound: true });
  });

  test('is not there before the finding was seen, or before anything was drilled since', () => {
    for (const records of [[], runs(clean), runs(clean, masked), runs(masked, result('refuted', 'not-restored'))])
      expect(retestOf(records, followup)).toBeUndefined();
  });

  test('needs the trial that shows it', () => {
    const harmful = { scenario: 'scenarios/a', finding: 'harmful' };
    const before = result('refuted', 'harmful', { trials: ['as-written', 'without-fault'] });
    expect(retestOf(runs(before, clean), harmful)).toBeUndefined();
    expect(retestOf(runs(before, clean, result('verified', 'clean', { trials: ['as-written', 'without-fault'] })), harmful)).toMatchObject({
      run: 'run-2',
    });
  });

  test('is no run that was not closed', () => {
    const [first, second] = runs(masked, clean);
    if (first === undefined || second === undefined) throw new Error('unexpected absence of runs');
    expect(retestOf([first, { ...second, state: 'aborted' }], followup)).toBeUndefined();
  });
});

test('a table for spreadsheets quotes what it must and holds no formula', () => {
  const record = closedRecord('a', {
    trigger: { kind: 'ci', event: 'push', actor: '=cmd|"/c calc"!A1', url: 'https://example.com/a,b' },
    engine: '+1',
    results: [result('refuted', 'data-lost', { id: '@SUM(1)', findings: ['masked', 'unsteady'] })],
  });
  const [head, first, second, end] = registerCsv([record], now).split('\r\n');
  expect(head).toMatch(/^position,run,opened,closed,state,scenario,outcome,/);
  expect(first).toContain(`,"'=cmd|""/c calc""!A1","https://example.com/a,b",`);
  expect(first).toContain(`,'+1,`);
  // What never came to a result has a line, and so has a result of a scenario that was not announced.
  expect(first).toContain(',closed,scenarios/a,,,');
  expect(second).toContain(`,closed,'@SUM(1),refuted,data-lost,false,,,,masked unsteady,`);
  expect(end).toBe('');
});

test('ten thousand runs are read, chained and listed', async () => {
  const records: RunRecord[] = [];
  for (let index = 0; index < 10_000; index++) {
    const last = records.at(-1);
    const previous = last === undefined ? [] : [{ run: last.run, opened: openingDigest(last), closed: recordDigest(last) }];
    records.push(closedRecord(`run-${index}`, { position: index + 1, previous }));
  }
  const kept = records.map(record => ({ name: `2026-11/${record.run}.json`, text: JSON.stringify(record) }));
  const many: Store = { describe: 'memory', list: async () => kept, put: async () => undefined };
  const began = performance.now();
  const register = await readRegister(many);
  const readMs = performance.now() - began;
  expect(register.records).toHaveLength(10_000);
  const open = await openRun(many, header('last', '2026-11-09T00:00:00.000Z'), []);
  expect(open.population.position).toBe(10_001);
  expect(gapsOf({ records: [...register.records, open.record], unreadable: [] })).toEqual([]);
  const text = registerCsv(register.records, now);
  expect(text.split('\r\n')).toHaveLength(10_002);
  test.info().annotations.push({
    type: 'figures',
    description: `read in ${Math.round(readMs)} ms, all in ${Math.round(performance.now() - began)} ms`,
  });
});

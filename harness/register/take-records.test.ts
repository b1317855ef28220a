import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { gapsOf } from './chain.ts';
import { openRun } from './open-run.ts';
import { readRegister } from './read-register.ts';
import { openStore } from './stores.ts';
import type { Store } from './store.ts';
import { takeRecords } from './take-records.ts';
import { header, result } from './testing/runs.ts';

let folder = '';
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-take-'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

const states = async (store: Store): Promise<readonly string[]> =>
  (await readRegister(store)).records.map(({ run, state }) => `${run} ${state}`);

test('adds runs that are not there, and how those ended that were open; what was there stays as it was', async () => {
  const [from, into] = [openStore('dir:from', folder), openStore('dir:into', folder)];
  const first = await openRun(from, header('run-1', '2026-01-01T00:00:00.000Z'), []);
  expect(await takeRecords(from, into)).toEqual({ taken: ['run-1'], refused: [] });
  await first.close({ state: 'closed', results: [result('verified', 'clean')], manifest: 'ab'.repeat(32) });
  await openRun(from, header('run-2', '2026-01-02T00:00:00.000Z'), []);
  expect(await takeRecords(from, into)).toEqual({ taken: ['run-1', 'run-2'], refused: [] });
  expect(await takeRecords(from, into)).toEqual({ taken: [], refused: [] });
  expect(await states(into)).toEqual(['run-1 closed', 'run-2 open']);
  expect(gapsOf(await readRegister(into))).toEqual([]);
});

test('runs of shards, which did not see each other, are all kept', async () => {
  const into = openStore('dir:into', folder);
  await openRun(into, header('run-1', '2026-01-01T00:00:00.000Z'), []);
  for (const shard of ['run-2', 'run-3']) {
    const copy = openStore(`dir:${shard}`, folder);
    await takeRecords(into, copy);
    const run = await openRun(copy, header(shard, '2026-01-02T00:00:00.000Z'), []);
    await run.close({ state: 'closed', results: [] });
  }
  for (const shard of ['run-2', 'run-3']) await takeRecords(openStore(`dir:${shard}`, folder), into);
  expect(await states(into)).toEqual(['run-1 open', 'run-2 closed', 'run-3 closed']);
});

test('what says something else than before is not taken, and neither is what is no record', async () => {
  const [from, into] = [openStore('dir:from', folder), openStore('dir:into', folder)];
  const run = await openRun(from, header('run-1', '2026-01-01T00:00:00.000Z'), []);
  await run.close({ state: 'closed', results: [result('refuted', 'not-restored')] });
  await takeRecords(from, into);
  const file = join(folder, 'from', '2026-01', 'run-1.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"refuted"', '"verified"'));
  writeFileSync(join(folder, 'from', '2026-01', 'run-0.json'), 'nothing');
  const { taken, refused } = await takeRecords(from, into);
  expect(taken).toEqual([]);
  expect(refused).toEqual([
    { name: '2026-01/run-0.json', why: 'it is no JSON' },
    { name: 'run-1', why: 'it is kept already, and says something else' },
  ]);
  expect(JSON.stringify((await readRegister(into)).records)).toContain('"refuted"');
});

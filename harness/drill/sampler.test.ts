import { lastInARow } from '../model/in-a-row.ts';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import type { ProbeResult } from '../model/event.ts';
import type { PlannedProbe } from '../planning/plan.ts';
import { openJournal } from '../evidence/journal.ts';
import type { Journal } from '../evidence/journal.ts';
import { startLoad } from './load.ts';
import { redaction } from '../evidence/redaction.ts';
import { startSampler } from './sampler.ts';
import type { Sampler } from './sampler.ts';

// Not while the file is loaded: Playwright also loads it where it runs no test, and would leave a folder there.
let folder: string;
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-sampler-'));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A service that answers, refuses or hangs as told. */
async function service(): Promise<{ url: string; set(to: 'up' | 'down' | 'hangs'): void; close(): void }> {
  let state: 'up' | 'down' | 'hangs' = 'up';
  const server = createServer((_request, response) => {
    if (state !== 'hangs') response.writeHead(state === 'up' ? 200 : 503).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    set: to => (state = to),
    close: () => (server.closeAllConnections(), server.close()),
  };
}

async function askHttp(name: string, url: string, limitMs: number): Promise<ProbeResult> {
  const began = performance.now();
  const held = await fetch(url, { signal: AbortSignal.timeout(limitMs) }).then(
    answer => answer.ok,
    () => false,
  );
  return { name, of: 'steady', held, message: held ? '' : 'no', durationMs: Math.round(performance.now() - began) };
}

function sampling(
  name: string,
  ask: (probe: PlannedProbe) => Promise<ProbeResult>,
  options: { everyMs: number; probes?: number; takeFailedWrites?: () => number },
): { sampler: Sampler; journal: Journal; abort: AbortController; failed: unknown[] } {
  const journal = openJournal({ evidence: folder, file: `${name}.ndjson`, redaction: redaction([]), genesis: '' });
  const abort = new AbortController();
  const failed: unknown[] = [];
  const probes = Array.from({ length: options.probes ?? 1 }, (_, i) => ({ name: `p${i}` }) as PlannedProbe);
  const sampler = startSampler({
    probes,
    everyMs: options.everyMs,
    journal,
    ask,
    takeFailedWrites: options.takeFailedWrites ?? (() => 0),
    onFailure: thrown => failed.push(thrown),
    signal: abort.signal,
  });
  return { sampler, journal, abort, failed };
}

test('three rounds in a row tell that a real service went down and came back', async () => {
  const web = await service();
  const { sampler } = sampling('down', () => askHttp('web', web.url, 1_000), { everyMs: 30 });
  const three = (green: boolean): Promise<boolean> =>
    sampler.until(
      (rounds, over) => (lastInARow(rounds, round => round.green === green).length >= 3 ? true : over ? false : undefined),
      60_000,
    );
  expect(await three(true)).toBe(true);
  web.set('down');
  expect(await three(false)).toBe(true);
  web.set('up');
  expect(await three(true)).toBe(true);
  await sampler.stop();
  web.close();
});

test('a round never starts before the last ended, and asks all probes side by side', async () => {
  const web = await service();
  web.set('hangs');
  const { sampler } = sampling('hangs', () => askHttp('web', web.url, 200), { everyMs: 20, probes: 3 });
  await sampler.until(rounds => (rounds.length >= 3 ? true : undefined), 60_000);
  await sampler.stop();
  for (const [index, round] of sampler.rounds.entries()) {
    expect(round.startedMs).toBeGreaterThanOrEqual((sampler.rounds[index - 1]?.endedMs ?? 0) - 1);
    expect(round.endedMs - round.startedMs).toBeLessThan(400);
  }
  web.close();
});

test('a failed write makes a round red although its probes are green', async () => {
  let failed = 1;
  const { sampler } = sampling('writes', () => Promise.resolve({ name: 'web', of: 'steady', held: true, message: '', durationMs: 0 }), {
    everyMs: 10,
    takeFailedWrites: () => (failed-- > 0 ? 1 : 0),
  });
  await sampler.until(rounds => (rounds.length >= 2 ? true : undefined), 60_000);
  await sampler.stop();
  expect(sampler.rounds.slice(0, 2).map(round => round.green)).toEqual([false, true]);
});

test('records that a round came late because the process was held up', async () => {
  const { sampler, journal } = sampling(
    'late',
    () => Promise.resolve({ name: 'web', of: 'steady', held: true, message: '', durationMs: 0 }),
    { everyMs: 50 },
  );
  await sampler.until(rounds => (rounds.length >= 1 ? true : undefined), 60_000);
  const end = performance.now() + 300;
  while (performance.now() < end);
  await sampler.until(rounds => (rounds.length >= 2 ? true : undefined), 60_000);
  await sampler.stop();
  expect(journal.events.some(event => event.type === 'round.late' && event.byMs > 100)).toBe(true);
});

test('a run of rounds that began in time is decided after the deadline', async () => {
  const { sampler } = sampling('deadline', () => Promise.resolve({ name: 'web', of: 'steady', held: true, message: '', durationMs: 0 }), {
    everyMs: 100,
  });
  const answer = await sampler.until(
    (rounds, over) => (rounds.length >= 3 ? 'decided' : over && rounds.length === 0 ? 'over' : undefined),
    50,
  );
  await sampler.stop();
  expect(answer).toBe('decided');
});

test('a probe that could not be asked ends the sampling and tells why', async () => {
  const { sampler, failed } = sampling('broken', () => Promise.reject(new Error('no driver')), { everyMs: 10 });
  await expect(sampler.until(() => undefined, 60_000)).rejects.toThrow('no driver');
  expect(failed).toHaveLength(1);
});

test('an abort ends a wait at once', async () => {
  const { sampler, abort } = sampling(
    'abort',
    () => Promise.resolve({ name: 'web', of: 'steady', held: true, message: '', durationMs: 0 }),
    { everyMs: 10_000 },
  );
  const waiting = sampler.until(rounds => (rounds.length > 5 ? true : undefined), 60_000);
  await sleep(50);
  abort.abort(new Error('interrupted'));
  await expect(waiting).rejects.toThrow('interrupted');
});

test('the load sends each id once and waits at its end for writes under way', async () => {
  const journal = openJournal({ evidence: folder, file: 'load.ndjson', redaction: redaction([]), genesis: '' });
  const sent: string[] = [];
  const load = startLoad({
    everyMs: 10,
    journal,
    write: async id => {
      sent.push(id);
      await sleep(40);
      return sent.length % 2 === 0 ? 'acknowledged' : 'indeterminate';
    },
    onFailure: () => undefined,
    signal: new AbortController().signal,
  });
  expect(await load.acknowledged(3, 5_000)).toBe(true);
  await load.stop();
  expect(new Set(sent).size).toBe(sent.length);
  expect(load.writes.map(write => write.id).sort()).toEqual([...sent].sort());
  const recorded = journal.events.flatMap(event => (event.type === 'writes' ? event.results : []));
  expect(recorded).toHaveLength(sent.length);
});

import { expect, test } from '@playwright/test';
import type { Engine } from '../../engines/engine.ts';
import { stackOf } from '../../engines/testing/stack-of.ts';
import type { Plan } from '../../planning/plan.ts';
import { registry } from '../../support/registry.ts';
import { chooseEngines } from './choose-engines.ts';

/** Starts nothing: only whether it is here is asked of it. */
const engineThat = (kind: string, isHere: boolean): Engine => ({
  kind,
  available: async () => (isHere ? { ok: true } : { ok: false, because: 'nobody answers', hint: 'Start it.' }),
  lacks: () => [],
  examine: async () => [],
  prepare: async () => {},
  start: () => Promise.reject(new Error('unexpected start')),
});
const here = engineThat('processes', true);
const from = registry([engineThat('containers', false), here]);
const io = { stderr: { write: () => true }, signal: new AbortController().signal } as unknown as Parameters<typeof chooseEngines>[2];

const planOn = (engine: 'containers' | 'processes'): Plan =>
  ({
    engine,
    stack: stackOf({ web: { run: 'sleep infinity' } }),
    scenario: { file: `scenarios/${engine}.yaml`, engine, location: { file: `scenarios/${engine}.yaml`, line: 1, column: 1 } },
  }) as Plan;

test('where the engine of one scenario is not here, the others have theirs and that one is told of at its place', async () => {
  const [embedded, onDocker] = [planOn('processes'), planOn('containers')];
  const chosen = await chooseEngines([onDocker, embedded], undefined, io, from);
  expect([...(chosen?.engines ?? [])]).toEqual([[embedded, here]]);
  expect([...(chosen?.without ?? [])]).toEqual([
    [
      onDocker,
      expect.objectContaining({
        rule: 'no-engine',
        message: 'the engine containers cannot run on this machine',
        location: { file: 'scenarios/containers.yaml', line: 1, column: 1 },
        hint: expect.stringContaining('nobody answers') as unknown,
      }),
    ],
  ]);
});

test('where no scenario has an engine, or the one that was asked for by name is not here, nothing is drilled', async () => {
  await expect(chooseEngines([planOn('containers')], undefined, io, from)).rejects.toMatchObject({
    code: 'no-engine',
    message: 'scenarios/containers.yaml: the engine containers cannot run on this machine',
  });
  await expect(chooseEngines([planOn('processes')], 'containers', io, from)).rejects.toMatchObject({ code: 'no-engine' });
});

import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { defineFault, serviceOf } from '../../faults/fault.ts';
import { judgeTrial } from '../../judging/judge-trial.ts';
import type { DrillEvent } from '../../model/event.ts';
import type { Plan } from '../../planning/plan.ts';
import { runTrial } from '../run-trial.ts';
import { eventsOf, removeTinyFolders, tinyOptions, tinyPlan } from '../testing/tiny-drill.ts';
import type { TinyStep } from '../testing/tiny-drill.ts';

test.describe.configure({ timeout: 90_000 });
test.afterAll(removeTinyFolders);

const location = { file: 'scenario.yaml', line: 1, column: 1 };

/** A file that steps can see, on the service's volume. */
const litter = defineFault({
  kind: 'litter',
  about: 'a file lies about',
  symptom: 'None.',
  settings: z.object({ works: z.boolean() }),
  needs: ['files'],
  persistence: 'damage',
  summarize: () => 'a file lies about',
  target: () => 'web',
  async inject({ works }, { stack }) {
    const files = serviceOf(stack, 'web').can.files;
    if (works) await files?.write('/data/litter', 'x');
    return {
      async proveEffect() {
        const held = (await files?.exists('/data/litter')) === true;
        return { held, proof: held ? 'it lies there' : 'it does not lie there' };
      },
      undo: async () => files?.remove('/data/litter'),
    };
  },
});

const withLitter = (
  steps: readonly TinyStep[],
  { step, afterMs = 0, works = true }: { step: string; afterMs?: number; works?: boolean },
): Plan => {
  const { faults } = tinyPlan(steps);
  const spec = { kind: 'litter', name: 'litter', settings: { works }, afterMs, during: { value: step, location }, location };
  return tinyPlan(steps, {
    faults: [...faults, { fault: litter, spec }],
    facts: { faults: [{ name: 'litter', kind: 'litter', settings: {}, location, during: step }] },
  });
};
const told = (events: readonly DrillEvent[]): readonly string[] =>
  events.flatMap(event =>
    event.type === 'fault.injected' || (event.type === 'fault.effect' && event.when !== 'effect')
      ? [`${event.fault} ${'when' in event ? `${event.when} ${event.held}` : 'injected'}`]
      : event.type === 'step.started' || event.type === 'step.ended'
        ? [`${event.step} ${event.type.slice(5)}`]
        : [],
  );

test('a fault that comes with a step has effect before its first command, and is looked for again at the end', async () => {
  const events = await runTrial(withLitter([{ script: 'ctl start web' }], { step: 'fix/1' }), tinyOptions());
  expect(told(events)).toEqual([
    'kill injected',
    'kill respond true',
    'litter injected',
    'litter during true',
    'fix/1 started',
    'fix/1 ended',
    'kill residual false',
    'litter residual true',
  ]);
  expect(judgeTrial(events)).toMatchObject({ reason: 'clean' });
});

test('a fault that comes some time after the step began hits it in the middle', async () => {
  const events = await runTrial(withLitter([{ script: 'sleep 1; ctl start web' }], { step: 'fix/1', afterMs: 200 }), tinyOptions());
  expect(told(events).slice(2, 6)).toEqual(['fix/1 started', 'litter injected', 'litter during true', 'fix/1 ended']);
  expect(judgeTrial(events)).toMatchObject({ reason: 'clean' });
});

test('a fault that comes when the step is over, without effect, or not at all leaves nothing to judge', async () => {
  const late = await runTrial(withLitter([{ script: 'ctl start web' }], { step: 'fix/1', afterMs: 60_000 }), tinyOptions());
  expect(judgeTrial(late)).toMatchObject({
    reason: 'fault-ineffective',
    sentence: expect.stringContaining('litter, during step fix/1: the step had ended before it came, 60000 ms after the step began'),
  });
  expect(eventsOf(late, 'fault.injected')).toHaveLength(1);
  const stopped = withLitter([{ script: 'exit 1', role: 'diagnose', gate: true }, { script: 'ctl start web' }], { step: 'fix/2' });
  expect(judgeTrial(await runTrial(stopped, tinyOptions()))).toMatchObject({ reason: 'fault-ineffective' });
});

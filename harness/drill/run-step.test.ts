import { expect, test } from '@playwright/test';
import type { BlockResult } from '../engines/engine.ts';
import type { Operator } from './operator.ts';
import { runStep } from './run-step.ts';
import { eventsOf, tinyPlan } from './testing/tiny-drill.ts';
import type { DrillEvent } from '../model/event.ts';
import type { Trial } from './trial.ts';

const result: BlockResult = {
  status: 0,
  stdout: '',
  stderr: '',
  timedOut: false,
  closedShell: false,
  stoppedEndless: [],
  durationMs: 1,
  droppedBytes: 0,
  syntaxError: false,
  masked: [],
};

test('an attempt that is cut off by the time limit does not hide what the one before it said', async () => {
  const plan = tinyPlan([{ script: 'count', role: 'verify', attributes: { expect: '/^0$/' } }]);
  const [step] = plan.steps;
  if (step === undefined) throw new Error('no step');
  const events: DrillEvent[] = [];
  const results = [
    { ...result, stdout: '7\n' },
    { ...result, status: 124, timedOut: true },
  ];
  const began = performance.now();
  const trial = {
    plan,
    now: () => performance.now() - began,
    record: (event: DrillEvent) => void events.push(event),
    redaction: { stream: () => ({ push: (text: string) => text, end: () => '' }) },
    signal: new AbortController().signal,
    endIfVoid: () => undefined,
  } as unknown as Trial;
  const operator = { carryOut: () => Promise.resolve(results.shift() ?? result) } as unknown as Operator;
  expect(await runStep(trial, operator, { ...step, timeoutMs: 900 }, 'verify/1')).toEqual({ held: false });
  expect(eventsOf(events, 'step.ended').map(({ message }) => message)).toEqual([
    'unexpected output "7", expected /^0$/',
    'unexpected end by its time limit (status 124), expected status 0; the attempt before: unexpected output "7", expected /^0$/',
  ]);
});

import { availableParallelism } from 'node:os';
import { expect, test } from '@playwright/test';
import type { DrillEvent } from '../model/event.ts';
import type { ScenarioRun } from '../model/run.ts';
import type { Reason, TrialVerdict } from '../model/verdict.ts';
import { judgeScenario } from '../judging/judge-scenario.ts';
import { runScenario } from './run-scenario.ts';
import type { ScenarioOptions } from './run-scenario.ts';
import { slots, type Slots } from './slots.ts';
import { eventsOf, removeTinyFolders, tinyOptions, tinyPlan } from './testing/tiny-drill.ts';
import type { TinyStep } from './testing/tiny-drill.ts';

test.describe.configure({ timeout: 120_000 });
test.afterAll(removeTinyFolders);

const verdict = (trial: string, reason: Reason): TrialVerdict => ({
  trial,
  outcome: reason === 'clean' ? 'verified' : reason === 'harness-error' ? 'inconclusive' : 'refuted',
  reason,
  sentence: '',
  findings: [],
  ...(reason === 'restored-late' ? { lateOnly: true } : {}),
});
const clean = (): TrialVerdict => verdict('', 'clean');

async function run(
  steps: readonly TinyStep[],
  judgeTrial: (events: readonly DrillEvent[]) => TrialVerdict,
  more: Partial<ScenarioOptions> = {},
): Promise<ScenarioRun> {
  const { engine, evidence, genesis, drillbook, signal } = tinyOptions();
  return await runScenario(tinyPlan(steps), {
    engine,
    evidence,
    genesis,
    drillbook,
    signal,
    judgeTrial,
    ...more,
  });
}

/** Where other processes drill as well, which nobody counts. */
const slotsOfOthers: Slots = {
  take: count => (count === 'all' ? Promise.reject(new Error('never alone')) : Promise.resolve(() => undefined)),
};

const lastRoundMs = (events: readonly DrillEvent[]): number => eventsOf(events, 'round').at(-1)?.endedMs ?? 0;
const firstRedMs = (events: readonly DrillEvent[]): number => eventsOf(events, 'round').find(round => !round.green)?.startedMs ?? 0;
const summary = ({ trials }: ScenarioRun): readonly unknown[] => trials.map(({ trial, attempt, because }) => [trial, attempt, because]);

test('runs the needed trials side by side, and the control watches longer', async () => {
  const { trials } = await run([{ script: 'sleep 8; ctl start web', timeoutMs: 20_000 }], clean);
  expect(trials.map(({ trial, journal }) => [trial, journal])).toEqual([
    ['as-written', 'journals/tiny/as-written.ndjson'],
    ['without-runbook', 'journals/tiny/without-runbook.ndjson'],
  ]);
  const [written, control] = trials.map(({ events }) => lastRoundMs(events) - firstRedMs(events));
  expect(written).toBeGreaterThan(12_000);
  expect(control).toBeGreaterThan(written ?? 0);
});

test('repeats a trial that only a failing step refutes once, at human pace, and keeps both journals', async () => {
  const judge = (events: readonly DrillEvent[]): TrialVerdict =>
    verdict('as-written', eventsOf(events, 'step.ended').some(event => event.last && !event.held) ? 'step-failed' : 'clean');
  const result = await run([{ script: 'false' }, { script: 'ctl start web' }], judge, { trials: ['as-written'] });
  expect(summary(result)).toEqual([
    ['as-written', 1, undefined],
    ['as-written', 2, 'human-pace'],
  ]);
  const [first, second] = result.trials;
  const pause = (events: readonly DrillEvent[]): number =>
    (eventsOf(events, 'step.started').at(-1)?.atMs ?? 0) - (eventsOf(events, 'step.started')[0]?.atMs ?? 0);
  expect(pause(first?.events ?? [])).toBeLessThan(2_000);
  expect(pause(second?.events ?? [])).toBeGreaterThan(3_000);
});

test('repeats a trial that was late while others ran once, when nothing else runs', async () => {
  const shared = slots(2);
  const late = (events: readonly DrillEvent[]): TrialVerdict =>
    verdict('', events[0]?.type === 'trial.started' && events[0].trial === 'as-written' ? 'restored-late' : 'clean');
  const result = await run([{ script: 'ctl start web' }], late, { slots: shared });
  expect(summary(result)).toEqual([
    ['as-written', 1, undefined],
    ['without-runbook', 1, undefined],
    ['as-written', 2, 'alone'],
  ]);
  const started = result.trials.map(({ events }) => (events[0]?.type === 'trial.started' ? Date.parse(events[0].startedAt) : 0));
  expect((started[2] ?? 0) - (started[1] ?? 0)).toBeGreaterThan(lastRoundMs(result.trials[1]?.events ?? []) - 1_000);
});

test('says so where nothing can be alone, rather than judge what was never repeated', async () => {
  const late = (events: readonly DrillEvent[]): TrialVerdict =>
    verdict('', events[0]?.type === 'trial.started' && events[0].trial === 'as-written' ? 'restored-late' : 'clean');
  await expect(run([{ script: 'ctl start web' }], late, { slots: slotsOfOthers })).rejects.toThrow('never alone');
});

test('with one slot the control still gets its turn, after the trial that it waits for', async () => {
  const result = await run([{ script: 'ctl start web' }], clean, { slots: slots(1) });
  expect(summary(result)).toEqual([
    ['as-written', 1, undefined],
    ['without-runbook', 1, undefined],
  ]);
});

test('has no more stacks start at the same time than there are cores; what they do afterwards they do side by side', async () => {
  const { trials } = await run([{ script: 'ctl start web' }], clean, {
    trials: ['as-written', 'without-runbook', 'without-fault', 'twice'],
  });
  const spans = (until: (events: readonly DrillEvent[]) => number | undefined): readonly (readonly [number, number])[] =>
    trials.map(({ events }) => {
      const from = events[0]?.type === 'trial.started' ? Date.parse(events[0].startedAt) : 0;
      // Two clocks, and a start that waits begins in the same millisecond.
      return [from, from + (until(events) ?? 0) - 50];
    });
  const atOnce = (of: readonly (readonly [number, number])[]): number =>
    Math.max(...of.map(([at]) => of.filter(([from, to]) => from <= at && at < to).length));
  expect(atOnce(spans(events => eventsOf(events, 'stack.ready')[0]?.atMs))).toBeLessThanOrEqual(Math.max(2, availableParallelism()));
  expect(atOnce(spans(events => events.at(-1)?.atMs))).toBe(4);
});

test('tries again, once and visibly, what our own trouble ended where that is asked for', async () => {
  const result = await run([{ script: 'ctl frobnicate web' }], () => verdict('', 'harness-error'), {
    trials: ['as-written'],
    secondAttempt: true,
  });
  expect(summary(result)).toEqual([
    ['as-written', 1, undefined],
    ['as-written', 2, 'second-attempt'],
  ]);
});

test('leaves out each acting step in a trial of its own; checks are tried as long as service is watched, and no longer', async () => {
  const steps: readonly TinyStep[] = [
    { script: 'place=web\necho begun > /tmp/begun' },
    { script: 'ctl start "$place"' },
    { script: 'curl -sf localhost:8080', role: 'verify', timeoutMs: 60_000 },
  ];
  const result = await run(steps, clean, { trials: ['as-written', 'without-runbook', 'without-step'] });
  expect(result.trials.map(({ trial }) => trial).toSorted()).toEqual([
    'as-written',
    'without-runbook',
    'without-step:fix/1',
    'without-step:fix/2',
  ]);
  const { outcome, steps: marks } = judgeScenario(result);
  expect(outcome).toBe('verified');
  expect(marks).toMatchObject([
    { step: 'fix/1', mark: 'redundant-here' },
    { step: 'fix/2', mark: 'necessary', noticed: 'noticed', by: 'fix/3' },
  ]);
  const without = result.trials.find(({ trial }) => trial === 'without-step:fix/2')?.events ?? [];
  const attempts = eventsOf(without, 'step.ended').filter(({ step }) => step === 'fix/3');
  expect(attempts.length).toBeGreaterThan(5);
  expect((attempts.at(-1)?.atMs ?? 0) - firstRedMs(without)).toBeLessThan(30_000);
});

test('a procedure that is left behind a step and begun again has every step told of, twice, on two shells', async () => {
  const steps: readonly TinyStep[] = [
    { script: 'count=$((count + 1)); echo "pass $count"' },
    { script: 'ctl start web' },
    { script: 'curl -sf localhost:8080', role: 'verify' },
  ];
  const result = await run(steps, clean, { trials: ['as-written', 'without-runbook', 'interrupted:fix/1'] });
  const again = result.trials.find(({ trial }) => trial === 'interrupted:fix/1')?.events ?? [];
  const told = again.flatMap(event =>
    event.type === 'step.skipped' ? [`${event.step} ${event.kind}`] : event.type === 'step.ended' && event.last ? [event.step] : [],
  );
  expect(told).toEqual(['fix/1', 'fix/2 left', 'fix/3 left', 'fix/1', 'fix/2', 'fix/3']);
  expect(eventsOf(again, 'step.ended').flatMap(({ step, stdout }) => (step === 'fix/1' ? [stdout] : []))).toEqual(['pass 1\n', 'pass 1\n']);
  expect(judgeScenario(result)).toMatchObject({ outcome: 'verified' });
});

test('what only works when nobody begins it again is refuted by being begun again', async () => {
  const steps: readonly TinyStep[] = [
    { script: 'touch /tmp/begun-$$; [ "$(ls /tmp/begun-* | wc -l)" = 1 ]; alone=$?' },
    { script: '[ "$alone" = 0 ] && ctl start web' },
  ];
  const result = await run(steps, clean, { trials: ['as-written', 'without-runbook', 'interrupted:fix/1'] });
  expect(judgeScenario(result)).toMatchObject({ outcome: 'refuted', reason: 'not-repeatable' });
});

test('two people follow at once: the second is told of beside the first, and acts no sooner', async () => {
  const steps: readonly TinyStep[] = [
    { script: 'curl -s localhost:8080', role: 'diagnose' },
    { script: 'echo x >> /tmp/acted; ctl start web' },
    { script: 'wc -l < /tmp/acted', role: 'verify' },
  ];
  const result = await run(steps, clean, { trials: ['as-written', 'without-runbook', 'concurrent'] });
  const both = result.trials.find(({ trial }) => trial === 'concurrent')?.events ?? [];
  expect(eventsOf(both, 'colleague.ended').map(({ step }) => step)).toEqual(['fix/1', 'fix/2', 'fix/3']);
  expect(
    eventsOf(both, 'step.ended')
      .filter(({ last }) => last)
      .map(({ step }) => step),
  ).toEqual(['fix/1', 'fix/2', 'fix/3']);
  expect(judgeScenario(result)).toMatchObject({ outcome: 'verified' });
});

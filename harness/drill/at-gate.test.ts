import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { judgeTrial } from '../judging/judge-trial.ts';
import type { DrillEvent } from '../model/event.ts';
import type { Plan, PlannedStep } from '../planning/plan.ts';
import type { Asked, Decision, Gate } from './gate.ts';
import { runTrial } from './run-trial.ts';
import { eventsOf, removeTinyFolders, tinyOptions, tinyPlan } from './testing/tiny-drill.ts';

test.describe.configure({ timeout: 90_000, mode: 'parallel' });
test.afterAll(removeTinyFolders);

/** Somebody who answers what is asked with the next of these, and then runs all. */
function answering(answers: readonly Decision[]): Gate & { readonly asked: readonly Asked[]; readonly printed: () => string } {
  const asked: Asked[] = [];
  let printed = '';
  let next = 0;
  return {
    people: [{ name: 'Ada', role: 'operator' }],
    untimed: false,
    blind: false,
    asked,
    printed: () => printed,
    onOutput: text => void (printed += text),
    decide: async one => {
      asked.push(one);
      return answers[next++] ?? { action: one.what === 'not-held' ? 'finish' : one.what === 'manual' ? 'done' : 'run' };
    },
  };
}

function manual(plan: Plan, index: number): Plan {
  const steps = plan.steps.map((step, at): PlannedStep =>
    at === index ? { ...step, block: { ...step.block, language: 'person', role: 'manual', script: '', text: 'Call Bob' } } : step,
  );
  return { ...plan, steps };
}

const ctl = { script: 'ctl start web' } as const;

test('a manual step that a person answers lets the procedure go on, and counts as followed', async () => {
  const gate = answering([]);
  const plan = manual(tinyPlan([{ script: 'Call Bob', role: 'manual' }, ctl]), 0);
  const events = await runTrial(plan, tinyOptions({ gate }));
  expect(judgeTrial(events)).toMatchObject({ reason: 'clean', withReader: true });
  expect(gate.asked.map(({ what }) => what)).toEqual(['manual', 'step']);
  expect(eventsOf(events, 'step.skipped')).toMatchObject([{ kind: 'answered', why: 'done by a person' }]);
  const without = await runTrial(plan, tinyOptions());
  expect(judgeTrial(without).reason).toBe('incomplete');
});

test('who mends it on the shell before the first acting step goes on, and the run is deviated, not without symptom', async () => {
  const gate = answering([
    { action: 'shell', text: 'ctl start web; echo tok-en-s3cr3t; false' },
    { action: 'note', text: 'the key is tok-en-s3cr3t' },
  ]);
  const options = tinyOptions({ gate });
  const events = await runTrial(tinyPlan([ctl], { secrets: ['tok-en-s3cr3t'] }), options);
  expect(judgeTrial(events)).toMatchObject({ outcome: 'inconclusive', reason: 'deviated' });
  expect(gate.asked.map(({ status }) => status)).toEqual([undefined, 1, undefined]);
  expect(gate.printed()).toContain('[redacted]');
  expect(eventsOf(events, 'gate.ran')).toMatchObject([{ status: 1 }]);
  expect(readFileSync(join(options.evidence, options.journal), 'utf8')).not.toContain('s3cr3t');
  expect(eventsOf(events, 'step.ended')).toMatchObject([{ held: true }]);
});

test('a last step that does not hold is asked about, and what is run again then is recorded as a choice', async () => {
  const gate = answering([{ action: 'run' }, { action: 'again' }]);
  const events = await runTrial(tinyPlan([{ script: 'test -e marker || { touch marker; false; }' }]), tinyOptions({ gate }));
  expect(gate.asked.map(({ what }) => what)).toEqual(['step', 'not-held', 'not-held']);
  expect(eventsOf(events, 'step.ended').map(({ attempt, held }) => [attempt, held])).toEqual([
    [1, false],
    [2, true],
  ]);
  expect(eventsOf(events, 'gate.decided').map(({ action, by }) => `${action} ${by}`)).toEqual(['run Ada', 'again Ada', 'finish Ada']);
  expect(judgeTrial(events).reason).toBe('deviated');
});

test('an edited step runs as it was edited, and what the scenario leaves out does not end a rehearsal', async () => {
  const gate = answering([{ action: 'edit', text: 'ctl start <WEB>', script: 'ctl start web' }]);
  const omitted = { why: 'not here', kind: 'skip', deviates: true } as const;
  const events = await runTrial(tinyPlan([{ script: 'false' }, { script: 'true', omitted }]), tinyOptions({ gate }));
  expect(eventsOf(events, 'gate.decided')).toMatchObject([{ action: 'edit', text: 'ctl start <WEB>', step: 'fix/1' }]);
  expect(phase(events, 'recovery')).toBe(true);
  expect(judgeTrial(events).reason).toBe('deviated');
});

test('service that comes back only after the budget is too late, however long a person thinks', async () => {
  const wait = async (): Promise<void> => await new Promise(resolve => setTimeout(resolve, 4_500));
  const gate = answering([]);
  const slow: Gate = {
    ...gate,
    decide: async asked => {
      if (asked.what === 'not-held') await wait();
      return await gate.decide(asked);
    },
  };
  // The role is guessed, so that its status does not decide; service is back after four seconds, the budget is three.
  const steps = [{ script: '{ sleep 4; ctl start web; } & false' }];
  const plan = tinyPlan(steps);
  const facts = { ...plan.facts, steps: plan.facts.steps.map(step => ({ ...step, roleFrom: 'guess' as const })) };
  const events = await runTrial({ ...plan, facts }, tinyOptions({ gate: slow }));
  expect(judgeTrial(events)).toMatchObject({ outcome: 'refuted', reason: 'not-restored' });
});

function phase(events: readonly DrillEvent[], name: DrillEvent['phase']): boolean | undefined {
  return eventsOf(events, 'phase.ended').findLast(event => event.phase === name)?.held;
}

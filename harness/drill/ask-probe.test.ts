import { expect, test } from '@playwright/test';
import { z } from 'zod';
import type { RunningStack } from '../engines/engine.ts';
import type { Answer } from '../model/operation.ts';
import { defineOperation } from '../operations/operation.ts';
import type { PlannedProbe } from '../planning/plan.ts';
import { askProbe } from './ask-probe.ts';

const location = { file: 'x.yaml', line: 1, column: 1 };
const { signal } = new AbortController();
// None of these operations looks at the stack.
const stack = undefined as unknown as RunningStack;

function probe(of: PlannedProbe['of'], answer: Partial<Answer>, expected: PlannedProbe['expect']): PlannedProbe {
  const operation = defineOperation({
    kind: 'given',
    settings: z.unknown(),
    ask: () => Promise.resolve({ answered: true, text: '', durationMs: 1, ...answer }),
  });
  return { name: 'p', of, operation, spec: { kind: 'given', settings: {}, location }, expect: expected };
}

test('a `never` probe is breached only by an answer that shows the breach', async () => {
  const later = { stack, limitMs: 1_000, neverMustAnswer: false, signal };
  expect(await askProbe(probe('never', { rows: [{ job: 1 }] }, { rows: 0 }), later)).toMatchObject({ held: false });
  expect(await askProbe(probe('never', { answered: false, error: 'ECONNREFUSED' }, { rows: 0 }), later)).toMatchObject({
    held: true,
    message: expect.stringContaining('could not be asked'),
  });
  expect(await askProbe(probe('never', { status: 503 }, { json: {} }), later)).toMatchObject({ held: true });
  expect(await askProbe(probe('never', { status: 503 }, { status: 200 }), later)).toMatchObject({ held: false });
});

test('before anything was harmed a `never` probe must be answered', async () => {
  expect(
    await askProbe(probe('never', { error: '42P01 no such table' }, { rows: 0 }), { stack, limitMs: 1_000, neverMustAnswer: true, signal }),
  ).toMatchObject({ held: false });
});

test('an operation that never answers is given up after its time limit', async () => {
  const operation = defineOperation({ kind: 'silent', settings: z.unknown(), ask: () => new Promise<never>(() => undefined) });
  const began = performance.now();
  const result = await askProbe(
    { ...probe('steady', {}, { withinMs: 200 }), operation },
    { stack, limitMs: 60_000, neverMustAnswer: false, signal },
  );
  expect(result.held).toBe(false);
  expect(performance.now() - began).toBeLessThan(3_000);
});

test('an answer is late where only its time is wrong', async () => {
  const asked = { stack, limitMs: 1_000, neverMustAnswer: false, signal };
  const slow = { durationMs: 1_011, status: 200 };
  const expected = { status: 200, withinMs: 1_000 };
  expect(await askProbe(probe('steady', slow, expected), asked)).toMatchObject({ held: false, late: true });
  expect(await askProbe(probe('steady', { ...slow, answered: false, error: 'no answer within 1000 ms' }, expected), asked)).toMatchObject({
    late: true,
  });
  for (const wrong of [
    { ...slow, status: 503 },
    { answered: false, error: 'ECONNREFUSED' },
  ])
    expect(await askProbe(probe('steady', wrong, expected), asked)).not.toHaveProperty('late');
});

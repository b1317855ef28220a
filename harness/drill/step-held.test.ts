import { expect, test } from '@playwright/test';
import { outputMismatch } from './expected-output.ts';
import { stepHeld } from './step-held.ts';
import type { StepExpectations, StepResult } from './step-held.ts';

const result = (more: Partial<StepResult> = {}): StepResult => ({
  status: 0,
  stdout: '',
  stderr: '',
  timedOut: false,
  syntaxError: false,
  ...more,
});
const step = (more: Partial<StepExpectations> = {}): StepExpectations => ({ role: 'act', gate: false, attributes: {}, ...more });
const location = { file: 'a.md', line: 1, column: 1 };

test('an acting step holds with status 0 and with the statuses that it names', () => {
  expect(stepHeld(step(), result()).held).toBe(true);
  expect(stepHeld(step(), result({ status: 1, stderr: 'first\nno such service\n' }))).toEqual({
    held: false,
    message: 'unexpected status 1, expected 0: no such service',
  });
  expect(stepHeld(step({ attributes: { exit: [1, 2] } }), result({ status: 2 })).held).toBe(true);
  expect(stepHeld(step({ attributes: { exit: [1, 2] } }), result()).message).toBe('unexpected status 0, expected 1 or 2');
  expect(stepHeld(step({ attributes: { exit: 'any' } }), result({ status: 7 })).held).toBe(true);
});

test('a failing look-up is only recorded, but a wrong text counts in every role', () => {
  const look = step({ role: 'diagnose' });
  expect(stepHeld(look, result({ status: 7 })).held).toBe(true);
  expect(stepHeld(look, result({ status: 124, timedOut: true })).held).toBe(true);
  expect(stepHeld(look, result({ status: 127, stderr: 'bash: htpo: command not found' })).message).toBe(
    'unexpected status 127 (command not found): bash: htpo: command not found',
  );
  expect(stepHeld(look, result({ status: 126 })).held).toBe(false);
  expect(stepHeld(look, result({ status: 2, syntaxError: true })).held).toBe(false);
});

test('127 counts even where any status is welcome, unless it is named', () => {
  expect(stepHeld(step({ attributes: { exit: 'any' } }), result({ status: 127 })).held).toBe(false);
  expect(stepHeld(step({ attributes: { exit: [127] } }), result({ status: 127 })).held).toBe(true);
});

test('a gate holds by what it names', () => {
  const named = step({ role: 'diagnose', gate: true, attributes: { expect: 'DOWN' } });
  expect(stepHeld(named, result({ status: 3, stdout: 'web DOWN\n' })).held).toBe(true);
  expect(stepHeld(named, result({ stdout: 'web UP\n' })).message).toBe('unexpected output "web UP", expected "DOWN"');
  expect(stepHeld(step({ role: 'diagnose', gate: true, attributes: { exit: [0] } }), result({ status: 3 })).held).toBe(false);
});

test('an expected text may stand on standard error, and a pattern is written between slashes', () => {
  expect(stepHeld(step({ attributes: { expect: 'ready' } }), result({ stderr: 'ready\n' })).held).toBe(true);
  expect(stepHeld(step({ attributes: { expect: '/^READY$/i' } }), result({ stdout: 'x\nready\n' })).held).toBe(true);
  expect(stepHeld(step({ attributes: { expect: '/^ready$/' } }), result({ stdout: 'not ready\n' })).held).toBe(false);
});

test('a step that ran out of time says so', () => {
  expect(stepHeld(step(), result({ status: 124, timedOut: true })).message).toBe(
    'unexpected end by its time limit (status 124), expected status 0',
  );
});

test('an output fence is compared line by line', () => {
  const fenced = step({ expectedOutput: { lines: ['one', '...', 'last \\d+ (regex)'], location } });
  expect(stepHeld(fenced, result({ stdout: 'one\ntwo\nlast 3\n' })).held).toBe(true);
  expect(stepHeld(fenced, result({ stdout: 'one\n' })).message).toBe(
    String.raw`unexpected end of the output after 1 line, expected "last \\d+ (regex)"`,
  );
});

test('`...` stands for any number of lines, also for none', () => {
  expect(outputMismatch(['a', '...', 'b'], 'a\nb\n')).toBeUndefined();
  expect(outputMismatch(['...', 'b'], 'a\nb\nb\n')).toBeUndefined();
  expect(outputMismatch(['a', '...'], 'a\n')).toBeUndefined();
  expect(outputMismatch(['...'], '')).toBeUndefined();
  expect(outputMismatch(['a'], 'a  \n\n')).toBeUndefined();
  expect(outputMismatch(['a'], 'a\nb\n')).toBe('unexpected line 2 of the output, "b", expected nothing more');
  expect(outputMismatch(['a*.log? (glob)'], 'a[1].log2')).toBeUndefined();
});

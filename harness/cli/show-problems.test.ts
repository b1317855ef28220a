import { expect, test } from '@playwright/test';
import type { Problem } from '../model/problem.ts';
import { showProblems } from './show-problems.ts';

const problem: Problem = {
  rule: 'unknown-key',
  message: 'unexpected key "fualts", expected "faults"',
  location: { file: 'scenarios/a.yaml', line: 3, column: 1 },
  severity: 'error',
};

test('a problem is one line that editors turn into a link, and its hint', () => {
  expect(showProblems([{ ...problem, hint: 'Correct it.' }, problem])).toBe(
    'scenarios/a.yaml:3:1: error: unexpected key "fualts", expected "faults" [unknown-key]\n',
  );
  expect(showProblems([{ ...problem, hint: 'Correct it.' }])).toMatch(/\n {2}Correct it\.\n$/);
});

test('what it quotes of a file makes no line of its own', () => {
  const quoting = { ...problem, message: 'unexpected key "a\n::error::b\r\u001B[2J"', hint: 'See\n::error::c' };
  expect(showProblems([quoting])).toBe('scenarios/a.yaml:3:1: error: unexpected key "a ⏎ ::error::b␍" [unknown-key]\n  See ⏎ ::error::c\n');
});

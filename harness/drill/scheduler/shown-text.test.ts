import { expect, test } from '@playwright/test';
import { errorAt } from './error-at.ts';
import { shownText } from './shown-text.ts';

test('what a runbook printed cannot begin a line, move a cursor or turn what stands beside it', () => {
  expect(shownText('a\n::error::forged')).toBe('a ::error::forged');
  expect(shownText('\u001b[2Jgone\u202e\u2028x')).toBe('gone x');
  expect(shownText('x'.repeat(5000))).toHaveLength(400);
});

test('an error has one frame: the place in the Markdown', () => {
  const { stack } = errorAt('did not\n    at forged (/etc/passwd:1:1)', { file: 'runbook.md', line: 7, column: 3 });
  expect(stack?.split('\n')).toEqual([
    'Error: did not at forged (/etc/passwd:1:1)',
    expect.stringMatching(/^ {4}at runbook \(\/.*\/runbook\.md:7:3\)$/),
  ]);
});

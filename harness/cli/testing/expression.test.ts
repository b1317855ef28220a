import { expect, test } from '@playwright/test';
import { evaluate, interpolate } from './expression.ts';

const contexts = { github: { event: { before: 'abc' }, event_name: 'push', run_id: 7 }, needs: { plan: { outputs: { count: '0' } } } };

for (const [expression, value] of [
  ["github.event_name == 'PUSH'", true],
  ["needs.plan.outputs.count != '0'", false],
  ['github.event.pull_request.base.sha || github.event.before', 'abc'],
  ["github.event_name == 'pull_request' && github.event.number || github.run_id", 7],
  ["!cancelled() && (github.event_name == 'push' || failure())", true],
  ["'it''s'", "it's"],
  ['needs.report.outputs.evidence', null],
  ["needs.report.outputs.evidence != ''", false],
  ["fromJSON('[1,2]')", [1, 2]],
] as const)
  test(`${expression} is ${JSON.stringify(value)}, as on GitHub`, () => {
    expect(evaluate(expression, contexts)).toEqual(value);
  });

test('text around expressions stays, and what is not there is empty', () => {
  expect(interpolate('a-${{ github.run_id }}-${{ github.nothing }}-b', contexts)).toBe('a-7--b');
});

test('what is not known is refused', () => {
  expect(() => evaluate('vars.x', contexts)).toThrow('unexpected context vars');
  expect(() => evaluate("contains('a', 'b')", contexts)).toThrow('unexpected function contains');
  expect(() => evaluate('github.run_id > 3', contexts)).toThrow('unexpected >');
});

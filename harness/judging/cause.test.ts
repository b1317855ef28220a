import { expect, test } from '@playwright/test';
import type { FaultFacts, PlanFacts } from '../model/event.ts';
import { judgeTrial } from './judge-trial.ts';
import { journalOf } from './testing/journal-builder.ts';

const location = { file: 'scenarios/worker.yaml', line: 9, column: 5 };
const fault = (more: Partial<FaultFacts> = {}): FaultFacts => ({
  name: 'process.kill',
  kind: 'process.kill',
  settings: {},
  location,
  ...more,
});
const judged = (facts: Partial<PlanFacts>, residual: boolean): ReturnType<typeof judgeTrial> =>
  judgeTrial(journalOf({ facts, effect: { residual } }));

test('a cause that is still there refutes where it must be gone, as the scenario or the fault says', () => {
  expect(judged({ faults: [fault()] }, true)).toMatchObject({ reason: 'clean' });
  expect(judged({ faults: [fault()], cause: 'must-be-gone' }, true)).toMatchObject({ reason: 'cause-remains' });
  expect(judged({ faults: [fault({ mustBeGone: true })] }, true)).toMatchObject({ outcome: 'refuted', reason: 'cause-remains' });
  expect(judged({ faults: [fault({ mustBeGone: true })] }, false)).toMatchObject({ reason: 'clean' });
  // Of another fault's cause nothing is said.
  expect(judged({ faults: [fault(), fault({ name: 'postgres.rows-deleted', mustBeGone: true })] }, true)).toMatchObject({
    reason: 'clean',
  });
});

import { expect, test } from '@playwright/test';
import { removeTinyFolders, tinyPlan } from '../testing/tiny-drill.ts';
import { requestScenario } from './request-scenario.ts';

test.afterEach(removeTinyFolders);

test('titles and tags that Playwright prints hold no secret, and nothing that moves a cursor', () => {
  const plan = tinyPlan([]);
  const asked = requestScenario(
    {
      ...plan,
      secrets: ['hunter2-horse'],
      scenario: { ...plan.scenario, tags: ['hunter2-horse', 'postgres'] },
      facts: { ...plan.facts, title: 'with hunter2-horse\u001b[2J\n::error::forged' },
    },
    'processes',
  );
  expect(asked.title).toBe('with [redacted] ::error::forged');
  expect(asked.tags).toEqual(['[redacted]', 'postgres']);
  expect(JSON.stringify(asked)).not.toContain('hunter2');
});

test('the place of a test is where the procedure begins that is followed', () => {
  const plan = tinyPlan([]);
  const location = { file: 'runbook.md', line: 7, column: 1 };
  const asked = requestScenario({ ...plan, facts: { ...plan.facts, procedures: [{ id: 'a', title: 'a', location }] } }, 'processes');
  expect(asked.at).toEqual(location);
  expect(requestScenario({ ...plan, facts: { ...plan.facts, procedures: [], steps: [] } }, 'processes').at).toEqual({
    file: plan.facts.scenarioFile,
    line: 1,
    column: 1,
  });
});

import { expect, test } from '@playwright/test';
import { roleTold } from './role-words.ts';

test('knows a role from the words of a title', () => {
  const titles = {
    diagnose: ['Symptoms', 'Diagnosis', '2. Investigation', 'Check the queue', 'Identify the blocker'],
    act: ['Resolution', 'Solutions', 'Mitigate', 'Recovery', 'Immediate actions', 'Restart the worker', 'Fix it'],
    verify: ['Verify', 'Validation', 'Confirm that writes work'],
    rollback: ['Rollback', 'Revert the change', 'Rolling back'],
    other: ['Prerequisites', 'Prevention', 'Escalation', 'Escalation procedure', 'Appendix', 'Background', 'Root causes', 'Common cause'],
  };
  for (const [role, words] of Object.entries(titles)) for (const title of words) expect(roleTold(title), title).toBe(role);
});

test('knows no role where the words tell none', () => {
  for (const title of ['PostgreSQL', 'Background workers', 'Steps', 'High load', 'Checkout service'])
    expect(roleTold(title), title).toBeUndefined();
});

test('lets the first word decide, and a mention of causes not hide a resolution', () => {
  expect(roleTold('Verify the recovery')).toBe('verify');
  expect(roleTold('Recovery and verification')).toBe('act');
  expect(roleTold('Causes and resolution')).toBe('act');
});

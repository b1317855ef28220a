import { expect, test } from '@playwright/test';
import { conditionIn, conditionInTitle, roleTold } from './role-words.ts';

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

test('finds the condition that introduces a block', () => {
  expect(conditionIn('If the disk is full, remove old logs:')).toBe('If the disk is full, remove old logs');
  expect(conditionIn('Look at the disk. Otherwise:')).toBe('Otherwise');
  expect(conditionIn('Or:')).toBe('Or');
  expect(conditionIn('3. Only when nothing else helps, fail over.')).toBe('Only when nothing else helps, fail over.');
  expect(conditionIn('Restart the proxy if needed:')).toBe('Restart the proxy if needed');
  expect(conditionIn('Service is back. As a last resort, throw away what waits:')).toBe('As a last resort, throw away what waits');
  for (const text of [
    'Never do this, it throws away what users have asked:',
    'Do **not** run:',
    "Don't type:",
    'Should the queue be long:',
    'In case that did not help:',
    'Optional:',
    "When it doesn't come back within a minute:",
    'Depending on what you saw, one of these:',
  ])
    expect(conditionIn(text), text).toBeDefined();
  expect(conditionIn('Once the database accepts connections, start the API:')).toBeUndefined();
  expect(conditionIn('Clear the cache, unless orders are open:')).toBe('Clear the cache, unless orders are open');
});

test('takes no whether for a condition, and no condition of an earlier sentence', () => {
  for (const text of [
    'Check if the worker runs:',
    'See if it answers:',
    'Find out if it helped:',
    'If it is full, stop here. Then restart:',
    'Order the parts:',
    'Restart it as if nothing had happened:',
  ])
    expect(conditionIn(text), text).toBeUndefined();
});

test('takes a title for a condition only where it begins as one', () => {
  expect(conditionInTitle('If Redis is down')).toBe('If Redis is down');
  expect(conditionInTitle('2. Otherwise')).toBe('Otherwise');
  expect(conditionInTitle('What to do if Redis is down')).toBeUndefined();
});

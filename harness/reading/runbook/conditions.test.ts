import { expect, test } from '@playwright/test';
import { conditionIn, conditionInTitle } from './conditions.ts';

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
  for (const text of [
    'If more than 200 jobs wait, one in front is broken. Throw away what waits:',
    'When the queue does not get shorter within two minutes, something in it is broken. Empty it:',
    'Once more in words. If the disk is full, free space. Run this:',
    'Still not working?',
    '(only on the old server)',
    'Only on the standby:',
    'On the standby, stop the worker:',
    'With Docker:',
    'Until then nothing else is needed. Later, when the load is low:',
    'After the incident, on a quiet night:',
    'This is wrong, and was in the old runbook:',
    'Warning Do not delete jobs by hand.',
    'Caution: never run this:',
  ])
    expect(conditionIn(text), text).toBeDefined();
  expect(conditionIn('Once the database accepts connections, start the API:')).toBeUndefined();
  expect(conditionIn('Clear the cache, unless orders are open:')).toBe('Clear the cache, unless orders are open');
});

test('takes no whether for a condition, and none of an earlier sentence that leads elsewhere', () => {
  for (const text of [
    'Check if the worker runs:',
    'See if it answers:',
    'Find out if it helped:',
    'If it is full, stop here. Then restart:',
    'Order the parts:',
    'Restart it as if nothing had happened:',
    'If it is not there, see the other runbook. Start the worker:',
    'When the answer is not 200, you are right here. Start the worker:',
    'After the restart it is gone.',
    'After a minute without it, look again:',
    'With the password from the vault:',
    'On the server, as the user chat:',
    'When the database accepts connections again, start the API:',
    'Optional features are off. Start the worker:',
    'This is what was wrong. Start it:',
  ])
    expect(conditionIn(text), text).toBeUndefined();
});

test('takes a title for a condition only where it begins as one', () => {
  expect(conditionInTitle('If Redis is down')).toBe('If Redis is down');
  expect(conditionInTitle('2. Otherwise')).toBe('Otherwise');
  expect(conditionInTitle('What to do if Redis is down')).toBeUndefined();
  for (const title of ['What not to do', 'Still not working?', 'Only on the old server', 'With Docker', 'Common mistakes'])
    expect(conditionInTitle(title), title).toBe(title);
  for (const title of ['Do not panic', 'Optional features are off', 'With Docker images missing', 'Is it still down?'])
    expect(conditionInTitle(title), title).toBeUndefined();
});

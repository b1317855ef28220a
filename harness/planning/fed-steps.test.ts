import { expect, test } from '@playwright/test';
import { fedSteps } from './fed-steps.ts';
import type { PlannedStep } from './plan.ts';

const step = (script: string): PlannedStep => ({ script, block: { language: 'shell' } }) as PlannedStep;
const fed = (...scripts: readonly string[]): readonly string[] => fedSteps(scripts.map(step), 0, index => `fix/${index + 1}`);

test('a step that reads the file which another writes is fed by it', () => {
  expect(fed('pg_dump chat > /backup/chat.sql', 'systemctl restart app', 'ls -l /backup/chat.sql')).toEqual(['fix/3']);
  expect(fed('pg_dump -f /backup/chat.dump chat', 'pg_restore -l /backup/chat.dump')).toEqual(['fix/2']);
  expect(fed('echo x | tee -a /tmp/notes', 'grep x /tmp/notes')).toEqual(['fix/2']);
});

test('a step that reads a variable which another asked a command for is fed by it', () => {
  expect(fed('pid=$(pgrep worker)', 'kill "$pid"', 'echo "$pids"')).toEqual(['fix/2']);
  expect(fed('read -r answer', 'echo ${answer}')).toEqual(['fix/2']);
});

test('what goes nowhere, or is looked at by nobody, feeds nothing', () => {
  expect(fed('systemctl restart app > /dev/null', 'cat /dev/null')).toEqual([]);
  expect(fed('host=db', 'psql -h "$host"')).toEqual([]);
  expect(fed('systemctl restart app', 'systemctl status app')).toEqual([]);
});

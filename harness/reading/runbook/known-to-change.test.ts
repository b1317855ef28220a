import { expect, test } from '@playwright/test';
import { commandKnownToChange, queryKnownToChange } from './known-to-change.ts';

test('names the first command that is known to change a system, whatever it is wrapped in', () => {
  for (const script of [
    'sudo systemctl restart web',
    'docker compose -f compose.yaml up -d worker',
    'docker exec -u app db psql -c "select pg_terminate_backend(1)"',
    'psql -c "delete from jobs"',
    'redis-cli -h redis flushall',
    "bash -c 'rm -f /data/orders'",
    'timeout 5 pm2 reload worker',
    'ls *.pid | xargs kill',
    'nginx -s reload',
  ])
    expect(commandKnownToChange(script), script).not.toBeUndefined();
  expect(commandKnownToChange('df -h\nsudo systemctl restart web\nrm -rf /data')).toBe('sudo systemctl restart web');
});

test('says nothing of what only looks, and of what it does not know', () => {
  for (const script of [
    'systemctl status web',
    'systemctl show -p MainPID restart',
    'docker compose ps -a worker',
    'docker logs start',
    'psql -c "select count(*) from updates"',
    'redis-cli llen chat:jobs',
    'kill -0 "$pid"',
    'rm -f /tmp/before.txt',
    'curl -sS -X POST http://localhost:3001/canary',
    './ops/bin/look-around --all',
    'restart() { systemctl restart web; }',
    'if ; then',
  ])
    expect(commandKnownToChange(script), script).toBeUndefined();
});

test('does the same for SQL', () => {
  expect(queryKnownToChange('select 1; delete from jobs where id = 3')).toBe('delete from jobs where id = 3');
  expect(queryKnownToChange('select * from updates')).toBeUndefined();
});

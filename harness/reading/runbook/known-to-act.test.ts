import { expect, test } from '@playwright/test';
import { commandKnownToAct, queryKnownToAct } from './known-to-act.ts';

test('names the first command that is known to act, whatever it is wrapped in', () => {
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
    expect(commandKnownToAct(script), script).not.toBeUndefined();
  expect(commandKnownToAct('df -h\nsudo systemctl restart web\nrm -rf /data')).toBe('sudo systemctl restart web');
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
    'redis-cli set ops:canary 1 EX 60',
    'psql -c "begin" -c "insert into users (id) values (1)" -c "rollback"',
    'curl -sS -X POST http://localhost:3001/canary',
    './ops/bin/look-around --all',
    'restart() { systemctl restart web; }',
    'if ; then',
  ])
    expect(commandKnownToAct(script), script).toBeUndefined();
});

test('does the same for SQL', () => {
  expect(queryKnownToAct('select 1; delete from jobs where id = 3')).toBe('delete from jobs where id = 3');
  expect(queryKnownToAct('select * from updates')).toBeUndefined();
});

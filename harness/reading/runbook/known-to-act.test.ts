import { expect, test } from '@playwright/test';
import { queryKnownToAct } from './acting-sql.ts';
import { commandKnownToAct } from './known-to-act.ts';

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
    'sudo -u postgres psql -c "vacuum full jobs"',
    'sudo -iu postgres psql <<SQL\ndelete from jobs;\nSQL',
    'echo "update jobs set status = 1" | psql -h database',
    'psql -c "with gone as (delete from jobs returning id) select count(*) from gone"',
    'psql -c "explain (analyze) update jobs set tries = 0"',
    'redis-cli -h redis config set maxmemory 1gb',
    'redis-cli <<< "flushall"',
    'ssh web-1 sudo systemctl restart web',
    'find /var/lib/jobs -name "*.lock" -exec rm {} +',
    'restart() { sudo systemctl restart web; }\nrestart',
    'echo 3 > /proc/sys/vm/drop_caches',
    ': > /var/log/nginx/access.log',
    'sed -i s/80/81/ /etc/nginx/nginx.conf',
    'sysctl vm.overcommit_memory=1',
    'bash -s <<EOF\npkill -f worker\nEOF',
    'supervisorctl restart web',
    'git -C /opt/shop pull',
  ])
    expect(commandKnownToAct(script), script).not.toBeUndefined();
  expect(commandKnownToAct('df -h\nsudo systemctl restart web\nrm -rf /data')).toBe('sudo systemctl restart web');
});

test('says nothing of what only looks, and of what it does not know', () => {
  for (const script of [
    'systemctl status web',
    'systemctl show -p MainPID restart',
    'docker compose ps -a worker',
    'sudo -u postgres psql -c "select state from pg_stat_activity"',
    'psql -c "begin" -c "update jobs set tries = 0" -c "rollback"',
    'psql -c "explain analyze select id from jobs for update"',
    'psql -c "select \'delete from jobs\'"',
    'docker run --rm redis redis-cli -h redis ping',
    'docker exec web cat start',
    'redis-cli config get maxmemory',
    'cat > /tmp/clean.sql <<SQL\ndelete from jobs;\nSQL',
    'df -h > before.txt 2>/dev/null',
    'ip link show',
    'sed -n 1,20p /etc/nginx/nginx.conf',
    'perl -Mstrict -ne "print if /error/" app.log',
    'sqlite3 -readonly data/app.db "delete from jobs"',
    'kill -QUIT "$pid"',
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
  expect(queryKnownToAct('-- ends what waits\nselect pg_terminate_backend(1);')).toBe('select pg_terminate_backend(1)');
  expect(queryKnownToAct('begin; delete from jobs; rollback; truncate jobs')).toBe('truncate jobs');
  expect(queryKnownToAct('begin; select pg_reload_conf(); rollback')).toBe('select pg_reload_conf()');
});

import { expect, test } from '@playwright/test';
import { guessRole } from './guess-role.ts';
import { statementsOf } from './statements.ts';

const guess = (script: string): string => guessRole(statementsOf(script));

test('takes commands that only look for a diagnosis', () => {
  for (const script of [
    'systemctl status worker',
    'sudo systemctl is-active nginx',
    'docker compose ps',
    'docker-compose logs --tail 50 web',
    'kubectl get pods -n shop',
    'psql -c "select 1"',
    'psql -tAc "show max_connections"',
    'redis-cli -h cache llen mail',
    'redis-cli ping',
    'curl -s http://localhost/health | jq .ok',
    'df -h && free -m',
    'find /var/log -size +1M',
    'pm2 list',
    'tail -f /var/log/x.log',
    'watch -n 5 "docker ps"',
    'git log --oneline',
    'docker exec -it db psql -c "select 1"',
    'grep -c x f 2>/dev/null',
    'for i in 1 2; do ping -c1 $i; done',
    'timeout 5 curl -s x',
    "bash -c 'df -h | sort'",
    'docker exec web sh -c "ps aux"',
    'helm history shop -n shop',
    'aws ecs describe-services --cluster shop',
    'gcloud run services list',
    'az webapp show --name shop',
    'gh run list --workflow deploy.yml && gh api repos/o/r/packages | jq length',
  ])
    expect(guess(script), script).toBe('diagnose');
});

test('takes commands that change something, and those it does not know, for acting', () => {
  for (const script of [
    'systemctl restart worker',
    'docker compose up -d',
    'docker-compose restart web',
    'kubectl delete pod x',
    'helm rollback shop 3',
    'aws ecs update-service --cluster shop',
    'az webapp restart --name shop',
    'gh api -X POST repos/o/r/dispatches',
    'gh workflow run deploy.yml',
    'psql -c "delete from t"',
    'psql -c "select pg_terminate_backend(3)"',
    'psql -f fix.sql',
    'redis-cli flushdb',
    'curl -X POST http://localhost/x',
    'curl --data a=b x',
    'find /tmp -delete',
    'sed -i s/a/b/ f',
    'df -h; rm -f /tmp/x',
    './failover.sh',
    'pm2 restart api',
    'git checkout main',
    'docker exec db psql -c "vacuum full"',
    'echo 1 > /proc/sys/x',
    'sudo -u app kill 4',
    'pg_dump app > x.sql',
    "sh -c 'rm -f /tmp/x'",
    'bash ./fix.sh',
    'watch "rm -f x"',
  ])
    expect(guess(script), script).toBe('act');
});

test('takes a block without commands for neither', () => {
  expect(guess('A=1\nB=2')).toBe('other');
});

import { expect, test } from '@playwright/test';
import type { Stack } from '../model/stack.ts';
import { readRunbook } from '../reading/read-runbook.ts';
import { readStack } from '../reading/read-stack.ts';
import { folderWith } from '../reading/testing/folder.ts';
import { fittingFaults } from './fitting-faults.ts';

async function stackOf(): Promise<Stack> {
  const { stack, problems } = await readStack([
    folderWith({
      'compose.yaml': `services:
  postgres: { image: "postgres:15", volumes: ["data:/var/lib/postgresql/data"] }
  cache: { image: "bitnami/redis:7" }
  worker: { image: shop-worker }
  api: { image: shop-api, restart: always }
volumes: { data: {} }
`,
    })('compose.yaml'),
  ]);
  if (stack === undefined) throw new Error(JSON.stringify(problems));
  return stack;
}

const titles: readonly (readonly [string, string, Record<string, unknown>])[] = [
  [
    'The disk of the database is full',
    'df -h',
    { kind: 'volume.full', settings: { service: 'postgres', path: '/var/lib/postgresql/data' } },
  ],
  ['PostgresDiskSpaceLow', 'df -h', { kind: 'volume.full' }],
  ['Too many connections', 'psql', { kind: 'postgres.connections', settings: { service: 'postgres' } }],
  ['Queries wait for a lock', 'psql -c "update orders set x = 1"', { kind: 'postgres.lock-table', settings: { table: 'orders' } }],
  ['A lock nobody knows', 'psql', { kind: 'postgres.lock-table', settings: { table: 'TODO' } }],
  ['Queue backlog', 'redis-cli LLEN mail:queue', { kind: 'queue.flood', settings: { service: 'cache', list: 'mail:queue' } }],
  ['Redis memory is high', 'redis-cli info memory', { kind: 'process.kill', settings: { service: 'cache' } }],
  [
    'Writes fail with OOM command not allowed',
    'redis-cli config set maxmemory 1gb',
    { kind: 'redis.max-memory', settings: { service: 'cache' } },
  ],
  ['Sessions are lost', 'redis-cli info stats | grep evicted_keys', { kind: 'redis.evicting' }],
  ['MISCONF errors', 'redis-cli bgsave', { kind: 'redis.misconf' }],
  ['Redis does not take writes', 'redis-cli replicaof no one', { kind: 'redis.read-only' }],
  ['Redis: max number of clients reached', 'docker compose restart cache', { kind: 'redis.clients', settings: { service: 'cache' } }],
  ['NOAUTH after the rotation', 'docker compose up -d api', { kind: 'redis.credentials-rotated', settings: { service: 'cache' } }],
  ['Redis hangs', 'redis-cli script kill', { kind: 'process.pause' }],
  ['Redis does nothing', 'redis-cli script kill', { kind: 'redis.busy-script' }],
  ['The worker was OOM-killed', 'docker compose up -d worker', { kind: 'process.kill', settings: { service: 'worker' } }],
  // Its policy would start it again before anybody has read the runbook.
  ['The api crashed', 'docker compose up -d api', { kind: 'service.stop', settings: { service: 'api' } }],
  ['The worker hangs', 'docker compose restart worker', { kind: 'process.pause', settings: { service: 'worker' } }],
  [
    'Requests to the api time out: timeouts',
    'docker compose restart api',
    { kind: 'network.latency', settings: { from: 'api', to: 'postgres' } },
  ],
  ['The file system is out of inodes', 'df -i', { kind: 'volume.inodes', settings: { path: '/var/lib/postgresql/data' } }],
  ['password authentication failed for the app', 'psql', { kind: 'postgres.credentials-rotated', settings: { pooled: 'end' } }],
  ['The api has too many open files', 'docker compose restart api', { kind: 'process.files-exhausted', settings: { service: 'api' } }],
  ['The certificate of the api has expired', 'openssl x509', { kind: 'tls.expired', settings: { service: 'api', key: 'TODO' } }],
  ['The clock skew of the worker', 'date', { kind: 'clock.skew', settings: { service: 'worker' } }],
  ['DNS fails in the worker', 'getent hosts postgres', { kind: 'dns.fail', settings: { service: 'worker' } }],
  ['Network partition of worker', 'x', { kind: 'network.disconnect', settings: { service: 'worker', network: 'default' } }],
  ['Redis is down', 'docker compose start cache', { kind: 'service.stop', settings: { service: 'cache' } }],
  ['What to do', 'docker compose restart worker', { kind: 'service.stop', settings: { service: 'worker' } }],
];

for (const [title, command, fault] of titles)
  test(`proposes for "${title}" the fault that it is written against`, async () => {
    const runbook = readRunbook('x.md', `# ${title}\n\n## Resolution\n\n\`\`\`bash\n${command}\n\`\`\`\n`);
    expect(fittingFaults(runbook, undefined, await stackOf())[0]).toMatchObject(fault);
  });

test('an alert in the front matter says more than the title', async () => {
  const runbook = readRunbook('x.md', '---\nalerts: [QueueDepthHigh]\n---\n# The api is down\n\n## Resolution\n\n```bash\nx\n```\n');
  expect(fittingFaults(runbook, undefined, await stackOf())[0]).toMatchObject({
    kind: 'queue.flood',
    because: 'the alert says "Queue Depth High"',
  });
});

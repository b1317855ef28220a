import { expect, test } from '@playwright/test';
import { operations } from '../operations/index.ts';
import { readHealthy } from './read-healthy.ts';

const probes: readonly (readonly [string, object])[] = [
  [
    'http://localhost:3001/canary',
    { kind: 'http', settings: { method: 'GET', url: 'http://localhost:3001/canary' }, expect: { status: 200 } },
  ],
  ['POST http://localhost:3001/canary 201', { kind: 'http', settings: { method: 'POST' }, expect: { status: 201 } }],
  ['GET http://localhost:3001/x 200 all is well', { expect: { status: 200, text: 'all is well' } }],
  ['http://localhost:3001/x {"done": true}', { expect: { status: 200, json: { done: true } } }],
  ['http GET http://localhost:3001/x 204', { kind: 'http', expect: { status: 204 } }],
  ['tcp redis:6379', { kind: 'tcp', settings: { host: 'redis', port: 6379 }, weak: expect.any(String) }],
  [
    "sql database 'select count(*) from orders where state = 1' = 12",
    { kind: 'sql', settings: { service: 'database', query: 'select count(*) from orders where state = 1' }, expect: { regex: '^12$' } },
  ],
  ["sql database 'insert into probe values (1) returning id'", { kind: 'sql', settings: { service: 'database' } }],
  ["redis redis 'ping' = PONG", { kind: 'redis', settings: { service: 'redis', command: 'ping' }, weak: expect.any(String) }],
  ['redis redis get a.b = a.b', { kind: 'redis', settings: { command: 'get a.b' }, expect: { regex: '^a\\.b$' } }],
];

for (const [text, probe] of probes)
  test(`reads the probe "${text}", and its settings are ones that the operation takes`, () => {
    const read = readHealthy(text);
    expect(read).toMatchObject({ probe });
    if ('probe' in read) expect(operations.find(read.probe.kind)?.settings.safeParse(read.probe.settings).success).toBe(true);
  });

for (const text of [
  '',
  'localhost:3001/health',
  'FETCH http://localhost/',
  'GET',
  'GET http://',
  'GET http://localhost:99999/',
  'GET http://localhost/ 999',
  'tcp localhost',
  'tcp localhost:0',
  'tcp localhost:70000',
  'tcp a:1 b:2',
  'sql',
  'sql database',
  "redis 'ping'",
])
  test(`says what is expected instead of the probe "${text}"`, () => {
    expect(readHealthy(text)).toMatchObject({ unexpected: expect.any(String), expected: expect.stringMatching(/\S/) });
  });

for (const path of ['/health', '/healthz', '/api/health', '/livez', '/ready', '/ping', '/status', '/metrics', '/', '/actuator/health'])
  test(`tells that GET ${path} sees little`, () => {
    expect(readHealthy(`GET http://localhost:1${path}`)).toMatchObject({ probe: { weak: expect.any(String) } });
  });

test('says nothing against requests that may well do what a user does', () => {
  for (const text of [
    'POST http://a:1/health',
    'GET http://a:1/orders',
    'GET http://a:1/healthy-recipes',
    "sql db 'select 1 from orders'",
    "redis r 'set a b'",
  ]) {
    const read = readHealthy(text);
    expect('probe' in read && read.probe.weak === undefined, text).toBe(true);
  }
});

import { Duplex } from 'node:stream';
import { expect, test } from '@playwright/test';
import { cache, database, publishing, stackOf, webService } from '../engines/testing/stack-of.ts';
import { shellOn, withStack } from '../engines/testing/with-stack.ts';
import type { RunningStack } from '../engines/engine.ts';
import type { Answer } from '../model/operation.ts';
import type { Healthcheck } from '../model/stack.ts';
import { HarnessError } from '../support/harness-error.ts';
import { operations } from './index.ts';

/** Healthy once its port takes connections: a question to a server that is not there yet is told from one that hangs. */
const listening = (port: number): { readonly healthcheck: Healthcheck } => ({
  healthcheck: {
    test: ['bash', '-c', `exec 3<>/dev/tcp/127.0.0.1/${port}`],
    intervalMs: 100,
    timeoutMs: 2000,
    retries: 5,
    startPeriodMs: 0,
  },
});

const stack = (): ReturnType<typeof stackOf> =>
  stackOf({
    database,
    cache,
    web: { ...webService('hello', 8080), ...publishing(8080, 8080) },
    metrics: {
      run: `bash -c 'printf "HTTP/1.0 200 OK\\r\\n\\r\\njobs_total{queue=\\"a\\"} 3\\njobs_total{queue=\\"b\\"} 4\\n" > /tmp/page; exec socat TCP-LISTEN:9100,fork,reuseaddr SYSTEM:"cat /tmp/page"'`,
      ...listening(9100),
    },
    silent: { run: 'socat TCP-LISTEN:9,fork,reuseaddr SYSTEM:"sleep 60"', ...listening(9) },
  });

function ask(running: RunningStack, kind: string, settings: unknown, timeoutMs = 3000): Promise<Answer> {
  const operation = operations.find(kind)!;
  return operation.ask(operation.settings.parse(settings), { stack: running, timeoutMs, signal: new AbortController().signal });
}

test('every kind of operation asks the real server', async () => {
  await withStack('processes', stack(), async running => {
    expect(await ask(running, 'http', 'http://localhost:8080/x')).toMatchObject({ answered: true, status: 200, text: 'hello' });
    expect(await ask(running, 'http', { url: 'http://web:8080', method: 'POST', json: { a: 1 } })).toMatchObject({ status: 200 });
    expect(await ask(running, 'tcp', 'cache:6379')).toMatchObject({ answered: true });
    expect(await ask(running, 'tcp', { host: 'cache', port: 6379, send: 'PING\r\n' })).toMatchObject({ answered: true, text: '+PONG\r\n' });
    expect(await ask(running, 'sql', { service: 'database', query: 'select 7 as n union select 8 order by n' })).toMatchObject({
      answered: true,
      number: 7,
      rows: [{ n: 7 }, { n: 8 }],
      text: '7\n8',
    });
    expect(await ask(running, 'redis', { service: 'cache', command: 'set k v1' })).toMatchObject({ text: 'OK' });
    expect(await ask(running, 'redis', { service: 'cache', command: ['strlen', 'k'] })).toMatchObject({ text: '2', number: 2 });
    expect(await ask(running, 'command', 'echo 5; exit 3')).toMatchObject({ answered: true, exit: 3, number: 5 });
    expect(await ask(running, 'command', { run: 'hostname', on: 'web' })).toMatchObject({ text: 'web\n' });
    expect(await ask(running, 'metric', { url: 'http://metrics:9100/', name: 'jobs_total' })).toMatchObject({ number: 7 });
    expect(await ask(running, 'metric', { url: 'http://metrics:9100/', name: 'jobs_total', labels: { queue: 'b' } })).toMatchObject({
      number: 4,
    });
  });
});

test('what does not answer is no answer within the time limit, an error of the server is an answer', async () => {
  await withStack('processes', stack(), async running => {
    expect(await ask(running, 'http', 'http://silent:9/', 400)).toMatchObject({ answered: false, error: 'no answer within 400 ms' });
    expect(await ask(running, 'tcp', { host: 'silent', port: 9, send: 'x' }, 400)).toMatchObject({ answered: false });
    expect(await ask(running, 'command', 'sleep 30', 400)).toMatchObject({ answered: false });
    expect(await ask(running, 'http', 'http://web:1/')).toMatchObject({ answered: false, error: expect.stringContaining('ECONNREFUSED') });
    expect(await ask(running, 'http', 'http://nowhere/')).toMatchObject({ answered: false, error: expect.stringContaining('ENOTFOUND') });
    expect(await ask(running, 'sql', { service: 'database', query: 'select wrong' })).toMatchObject({
      answered: true,
      error: expect.stringContaining('42703'),
    });
    expect(await ask(running, 'redis', { service: 'cache', command: 'nonsense' })).toMatchObject({
      answered: true,
      error: expect.stringContaining('unknown command'),
    });
    for (const name of ['database', 'cache']) await running.services.get(name)!.can.process!.pause();
    expect(await ask(running, 'sql', { service: 'database', query: 'select 1' }, 400)).toMatchObject({ answered: false });
    expect(await ask(running, 'redis', { service: 'cache', command: 'ping' }, 400)).toMatchObject({ answered: false });
    for (const name of ['database', 'cache']) await running.services.get(name)!.can.process!.resume();
    for (const name of ['database', 'cache']) await running.services.get(name)!.can.process!.stop();
    expect(await ask(running, 'sql', { service: 'database', query: 'select 1' })).toMatchObject({ answered: false });
    expect(await ask(running, 'redis', { service: 'cache', command: 'ping' })).toMatchObject({ answered: false });
  });
});

/** The same stack, dialled through streams that are no sockets, as an engine with a remote Docker hands them over. */
const withoutSockets = (running: RunningStack): RunningStack =>
  ({
    ...running,
    spec: running.spec,
    services: running.services,
    bastion: running.bastion,
    layout: running.layout,
    dial: async (...call: Parameters<RunningStack['dial']>) => {
      const stream = await running.dial(...call);
      return Duplex.from({ readable: stream, writable: stream });
    },
  }) as RunningStack;

test('every kind of operation works over any stream', async () => {
  await withStack('processes', stack(), async running => {
    const bare = withoutSockets(running);
    expect(await ask(bare, 'http', 'http://web:8080/')).toMatchObject({ status: 200 });
    expect(await ask(bare, 'tcp', 'cache:6379')).toMatchObject({ answered: true });
    expect(await ask(bare, 'sql', { service: 'database', query: 'select 1' })).toMatchObject({ number: 1 });
    expect(await ask(bare, 'redis', { service: 'cache', command: 'ping' })).toMatchObject({ text: 'PONG' });
  });
});

test('questions to a server that hangs leave no connection behind', async () => {
  await withStack('processes', stack(), async running => {
    const before = connections();
    for (const name of ['database', 'cache']) await running.services.get(name)!.can.process!.pause();
    for (const [kind, settings] of [
      ['redis', { service: 'cache', command: 'ping' }],
      ['sql', { service: 'database', query: 'select 1' }],
      ['http', 'http://silent:9/'],
      ['tcp', { host: 'silent', port: 9, expect: 'x' }],
    ] as const) {
      for (let times = 0; times < 2; times++) expect(await ask(running, kind, settings, 200)).toMatchObject({ answered: false });
    }
    await expect.poll(connections, { timeout: 1000 }).toBe(before);
  });
});

test('a query that was given up is cancelled, or those that wait for a lock would take all connections', async () => {
  await withStack('processes', stackOf({ database }), async running => {
    await ask(running, 'sql', { service: 'database', query: 'create table jobs (id int)' });
    const run = await shellOn(running);
    await run('(echo "begin; lock table jobs;"; sleep 60) | PGPASSWORD=secret psql -q -h database -U postgres >/dev/null 2>&1 &');
    const waiting = async (): Promise<number | undefined> =>
      (await ask(running, 'sql', { service: 'database', query: "select count(*) from pg_stat_activity where wait_event_type = 'Lock'" }))
        .number;
    await expect
      .poll(async () => (await ask(running, 'sql', { service: 'database', query: 'select * from jobs' }, 300)).answered)
      .toBe(false);
    for (let times = 0; times < 4; times++) await ask(running, 'sql', { service: 'database', query: 'select * from jobs' }, 300);
    await expect.poll(waiting, { timeout: 2000 }).toBe(0);
  });
});

function connections(): number {
  return process.getActiveResourcesInfo().filter(name => name.startsWith('TCPSocket')).length;
}

test('what is our own trouble is thrown and never looks like a service that is down', async () => {
  const lost = {
    dial: () => Promise.reject(new HarnessError('sandbox-failed', 'the sandbox ended', '')),
    spec: stack(),
    bastion: { exec: () => Promise.reject(new HarnessError('sandbox-failed', 'the sandbox ended', '')) },
  } as unknown as RunningStack;
  for (const [kind, settings] of [
    ['http', 'http://web/'],
    ['tcp', 'web:1'],
    ['sql', { service: 'database', query: 'select 1' }],
    ['redis', { service: 'cache', command: 'ping' }],
    ['command', 'true'],
  ] as const) {
    await expect(ask(lost, kind, settings), kind).rejects.toMatchObject({ code: 'sandbox-failed' });
  }
});

test('a port is asked until it says what is expected, or closes', async () => {
  const talker = (script: string): ReturnType<typeof listening> & { readonly run: string } => ({
    run: `socat TCP-LISTEN:25,fork,reuseaddr SYSTEM:"${script}"`,
    ...listening(25),
  });
  await withStack(
    'processes',
    stackOf({ mail: talker('printf 220; sleep 0.2; echo ready; sleep 9'), mute: talker('true') }),
    async running => {
      expect(await ask(running, 'tcp', { host: 'mail', port: 25, expect: '220ready' })).toMatchObject({
        answered: true,
        text: '220ready\n',
      });
      expect(await ask(running, 'tcp', { host: 'mute', port: 25, expect: '220' })).toMatchObject({
        answered: false,
        error: expect.stringContaining('was closed'),
      });
    },
  );
});

test('roles, hosts, passwords and ports are those that the stack says', async () => {
  const guarded = stackOf({
    database,
    cache: {
      ...cache,
      run: 'redis --requirepass hush --port 6400',
      healthcheck: {
        test: ['redis-cli', '-p', '6400', '-a', 'hush', 'ping'],
        intervalMs: 100,
        timeoutMs: 2000,
        retries: 5,
        startPeriodMs: 0,
      },
    },
  });
  const sql = operations.find('sql')!;
  expect(sql.check?.({ service: 'database', role: 'ap' }, guarded)).toEqual(['unexpected role "ap", expected one of app, operator']);
  await withStack('processes', guarded, async running => {
    expect(await ask(running, 'redis', { service: 'cache', command: 'ping' })).toMatchObject({ text: 'PONG' });
    expect(
      await ask(running, 'sql', { service: 'database', host: 'test-database-1:5432', query: 'select null, \'{"a":1}\'::json' }),
    ).toMatchObject({ text: '|{"a":1}' });
    await running.services.get('cache')!.can.process!.stop();
    expect(await ask(running, 'redis', { service: 'cache', command: 'ping' })).toMatchObject({
      answered: false,
      error: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

test("an address that nobody can read is the author's mistake, not an outage", () => {
  for (const url of ['http://localhost:99999/', 'http://', 'ftp://web/'])
    expect(operations.find('http')!.settings.safeParse(url).success, url).toBe(false);
  expect(operations.find('http')!.settings.safeParse('POST http://localhost:3001/messages/${id}').success).toBe(true);
});

import { expect, test } from '@playwright/test';
import { cache, database, publishing, stackOf, webService } from '../engines/testing/stack-of.ts';
import { withStack } from '../engines/testing/with-stack.ts';
import type { RunningStack } from '../engines/engine.ts';
import type { Answer } from '../model/operation.ts';
import { operations } from './index.ts';

const stack = (): ReturnType<typeof stackOf> => stackOf({
  database, cache,
  web: { ...webService('hello', 8080), ...publishing(8080, 8080) },
  metrics: { run: `bash -c 'printf "HTTP/1.0 200 OK\\r\\n\\r\\njobs_total{queue=\\"a\\"} 3\\njobs_total{queue=\\"b\\"} 4\\n" > /tmp/page; exec socat TCP-LISTEN:9100,fork,reuseaddr SYSTEM:"cat /tmp/page"'` },
  silent: { run: 'socat TCP-LISTEN:9,fork,reuseaddr SYSTEM:"sleep 60"' },
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
    expect(await ask(running, 'sql', { service: 'database', query: 'select 7 as n union select 8 order by n' })).toMatchObject({ answered: true, number: 7, rows: [{ n: 7 }, { n: 8 }], text: '7\n8' });
    expect(await ask(running, 'redis', { service: 'cache', command: 'set k v1' })).toMatchObject({ text: 'OK' });
    expect(await ask(running, 'redis', { service: 'cache', command: ['strlen', 'k'] })).toMatchObject({ text: '2', number: 2 });
    expect(await ask(running, 'command', 'echo 5; exit 3')).toMatchObject({ answered: true, exit: 3, number: 5 });
    expect(await ask(running, 'command', { run: 'hostname', on: 'web' })).toMatchObject({ text: 'web\n' });
    expect(await ask(running, 'metric', { url: 'http://metrics:9100/', name: 'jobs_total' })).toMatchObject({ number: 7 });
    expect(await ask(running, 'metric', { url: 'http://metrics:9100/', name: 'jobs_total', labels: { queue: 'b' } })).toMatchObject({ number: 4 });
    await expect(ask(running, 'page', 'http://web:8080')).rejects.toThrow(/not in this version/);
  });
});

test('what does not answer is no answer within the time limit, an error of the server is an answer', async () => {
  await withStack('processes', stack(), async running => {
    expect(await ask(running, 'http', 'http://silent:9/', 400)).toMatchObject({ answered: false, error: 'no answer within 400 ms' });
    expect(await ask(running, 'tcp', { host: 'silent', port: 9, send: 'x' }, 400)).toMatchObject({ answered: false });
    expect(await ask(running, 'command', 'sleep 30', 400)).toMatchObject({ answered: false });
    expect(await ask(running, 'http', 'http://web:1/')).toMatchObject({ answered: false, error: expect.stringContaining('ECONNREFUSED') });
    expect(await ask(running, 'http', 'http://nowhere/')).toMatchObject({ answered: false, error: expect.stringContaining('ENOTFOUND') });
    expect(await ask(running, 'sql', { service: 'database', query: 'select wrong' })).toMatchObject({ answered: true, error: expect.stringContaining('42703') });
    expect(await ask(running, 'redis', { service: 'cache', command: 'nonsense' })).toMatchObject({ answered: true, error: expect.stringContaining('unknown command') });
    for (const name of ['database', 'cache']) await running.services.get(name)!.can.process!.pause();
    expect(await ask(running, 'sql', { service: 'database', query: 'select 1' }, 400)).toMatchObject({ answered: false });
    expect(await ask(running, 'redis', { service: 'cache', command: 'ping' }, 400)).toMatchObject({ answered: false });
    for (const name of ['database', 'cache']) await running.services.get(name)!.can.process!.resume();
    for (const name of ['database', 'cache']) await running.services.get(name)!.can.process!.stop();
    expect(await ask(running, 'sql', { service: 'database', query: 'select 1' })).toMatchObject({ answered: false });
    expect(await ask(running, 'redis', { service: 'cache', command: 'ping' })).toMatchObject({ answered: false });
  });
});

import { expect, test } from '@playwright/test';
import type { ReplacedUpstream, RunningStack, StubScript } from './engine.ts';
import { enginesUnderTest } from './testing/engines-under-test.ts';
import { stackOf, webService } from './testing/stack-of.ts';
import { shellOn, withStack } from './testing/with-stack.ts';

const script: StubScript = {
  say: { status: 503, headers: { 'Retry-After': '7' }, body: 'busy' },
  afterMs: 0,
  share: 1,
  path: '/',
  look: 'look',
};
const stack = () => stackOf({ web: echo, api: webService('api', 8080), other: webService('other', 8080) });
/** Answers with what it was asked; listens on a second port, too. */
const echo = {
  run: `node -e "const http = require('http'); for (const port of [8080, 9090]) http.createServer((request, answer) => { let body = ''; request.on('data', piece => body += piece).on('end', () => answer.end(request.method + ' ' + request.url + ' ' + request.headers['x-word'] + ' ' + body)) }).listen(port)"`,
  healthcheck: webService('', 8080).healthcheck!,
};
const replace = (running: RunningStack, more: Partial<StubScript> = {}): Promise<ReplacedUpstream> =>
  running.services.get('api')!.can.upstream!.replace('web', 8080, { ...script, ...more });
const curl = async (running: RunningStack, service: string, ...words: readonly string[]): Promise<string> =>
  (await running.services.get(service)!.exec(['curl', '-s', '-m', '3', '-w', ' %{http_code} %{exitcode}', ...words])).stdout;

for (const engine of enginesUnderTest) {
  test(`${engine}: one service gets a script's answers in a server's place, on one port, until it ends`, async () => {
    await withStack(engine, stack(), async running => {
      const replaced = await replace(running);
      expect(replaced.addresses).toHaveLength(1);
      expect(await curl(running, 'api', 'http://web:8080/a')).toBe('busy 503 0');
      expect(await curl(running, 'api', '-D', '-', '-o', '/dev/null', 'http://web:8080/a')).toMatch(/Retry-After: 7/);
      expect(await replaced.counts()).toEqual({ harmed: 2, passed: 0, looks: 0 });
      expect(await curl(running, 'api', '-H', 'X-Request-Id: look', 'http://web:8080/a')).toBe('busy 503 0');
      expect(await replaced.counts()).toEqual({ harmed: 2, passed: 0, looks: 1 });
      expect(await curl(running, 'api', 'http://web:9090/a')).toBe('GET /a undefined  200 0');
      expect(await curl(running, 'other', 'http://web:8080/a')).toBe('GET /a undefined  200 0');
      expect(await curl(running, 'web', 'http://api:8080/')).toBe('api 200 0');
      expect((await (await shellOn(running))('curl -s http://web:8080/a')).stdout).toBe('GET /a undefined ');

      await running.services.get('api')!.can.process!.stop();
      await running.services.get('api')!.can.process!.start();
      expect(await curl(running, 'api', 'http://web:8080/a')).toBe('busy 503 0');
      const api = running.services.get('api')!.can;
      await api.network!.disconnect('default');
      await api.network!.connect('default');
      await expect.poll(() => curl(running, 'api', 'http://web:8080/a')).toBe('busy 503 0');
      await running.services.get('web')!.can.process!.stop();
      // A container that does not run has no name, but keeps its address.
      expect(await curl(running, 'api', `http://${replaced.addresses[0]}:8080/a`)).toBe('busy 503 0');
      await running.services.get('web')!.can.process!.start();

      await replaced.end();
      await replaced.end();
      await expect.poll(() => curl(running, 'api', 'http://web:8080/a')).toBe('GET /a undefined  200 0');
    });
  });

  test(`${engine}: what is outside of a script's path and share is passed on unchanged`, async () => {
    await withStack(engine, stack(), async running => {
      const replaced = await replace(running, { path: '/pay', share: 0.5 });
      const word = ['-H', 'X-Word: kept', '-X', 'PUT', '-d', 'a body'];
      expect(await curl(running, 'api', ...word, 'http://web:8080/other?a=b')).toBe('PUT /other?a=b kept a body 200 0');
      const four: string[] = [];
      for (let count = 0; count < 4; count++) four.push(await curl(running, 'api', 'http://web:8080/pay'));
      expect(four.map(text => text.slice(0, 4))).toEqual(['GET ', 'busy', 'GET ', 'busy']);
      expect(await replaced.counts()).toEqual({ harmed: 2, passed: 3, looks: 0 });
      await replaced.end();
      const nobody = await running.services.get('api')!.can.upstream!.replace('web', 7070, { ...script, path: '/pay' });
      expect(await curl(running, 'api', 'http://web:7070/pay')).toBe('busy 503 0');
      expect(await curl(running, 'api', 'http://web:7070/other')).toBe(' 000 52');
      await nobody.end();
      expect(await curl(running, 'api', 'http://web:7070/pay')).toBe(' 000 7');
    });
  });

  test(`${engine}: a server that says nothing, or late, keeps its connections open; the connections from before are reset`, async () => {
    await withStack(engine, stack(), async running => {
      const before = await running.dial('web', 8080, { from: 'api' });
      const broken = new Promise<string>(resolve => {
        before.on('error', ({ message }) => resolve(message)).on('close', () => resolve('closed'));
        before.on('data', text => resolve(String(text)));
      });
      const silent = await replace(running, { say: 'nothing' });
      before.write('GET /old HTTP/1.1\r\nHost: web\r\n\r\n');
      expect(await broken).not.toContain('/old');
      expect(await curl(running, 'api', '-m', '1', 'http://web:8080/a')).toBe(' 000 28');
      expect((await silent.counts()).harmed).toBe(1);
      await silent.end();
      const late = await replace(running, { say: 'real', afterMs: 700 });
      const took = (await curl(running, 'api', '-w', ' %{time_total}', 'http://web:8080/late')).match(/GET \/late undefined  ([\d.]+)/);
      expect(Number(took?.[1])).toBeGreaterThan(0.69);
      await late.end();
    });
  });
}

for (const engine of enginesUnderTest) {
  test(`${engine}: connections to an address are broken at both ends, the others stay`, async () => {
    const ear = {
      ...webService('', 8080),
      run: `node -e "require('http').createServer((q, a) => a.end()).listen(8080); require('net').createServer(s => s.on('data', d => s.write(d)).on('error', e => console.log('lost ' + e.code))).listen(9090)"`,
    };
    await withStack(engine, stackOf({ web: ear, other: ear, api: webService('api', 8080) }), async running => {
      const { names, network } = running.services.get('api')!.can;
      const [address = ''] = (await names!.lookup('web')).addresses;
      const open = async (host: string) => {
        const stream = await running.dial(host, 9090, { from: 'api' });
        const heard: string[] = [];
        stream
          .on('data', text => heard.push(String(text)))
          .on('error', () => heard.push('broken'))
          .on('close', () => heard.push('closed'));
        stream.write('there');
        await expect.poll(() => heard).toEqual(['there']);
        return { stream, heard };
      };
      const [first, second, stays] = [await open('web'), await open('web'), await open('other')];
      expect(await network!.abort([address], 7070)).toBe(0);
      expect(await network!.abort([address], 9090)).toBe(2);
      await expect.poll(() => [first.heard.at(-1), second.heard.at(-1)]).toEqual(['closed', 'closed']);
      await expect.poll(() => running.services.get('web')!.logs()).toMatch(/lost ECONNRESET\n.*lost ECONNRESET/s);
      stays.stream.write('still');
      await expect.poll(() => stays.heard).toEqual(['there', 'still']);
      expect(await network!.abort([address, '192.0.2.1'])).toBe(0);
      stays.stream.destroy();
    });
  });
}

import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../../engines/testing/engines-under-test.ts';
import { stackOf, webService } from '../../engines/testing/stack-of.ts';
import { faults } from '../index.ts';
import { injectInto, onBench } from '../testing/bench.ts';
import { sells, shopAndPayments } from '../testing/shop.ts';

const wrong = (kind: string, settings: unknown): string => {
  const parsed = faults.find(kind)!.settings.safeParse(settings);
  return parsed.success ? '' : parsed.error.issues.map(({ message }) => message).join('; ');
};
const checked = (settings: object, stack = shopAndPayments()): readonly string[] => {
  const fault = faults.find('upstream.status')!;
  return fault.check!(fault.settings.parse({ status: 503, ...settings }), stack);
};

test('settings of upstreams tell what is expected', () => {
  const settings = { service: 'shop', upstream: 'payments' };
  expect(wrong('upstream.status', { ...settings, status: 200 })).toMatch(/>=400/);
  expect(wrong('upstream.status', { ...settings, status: 429, retryAfter: '1.5s' })).toContain('expected a duration of whole seconds');
  expect(wrong('upstream.status', { ...settings, status: 429, path: 'v1' })).toContain('expected the beginning of a path');
  expect(wrong('upstream.status', { ...settings, status: 429, path: '/v1\r\nX: y' })).toContain('expected the beginning of a path');
  expect(wrong('upstream.timeout', { ...settings, after: '100ms' })).toContain('expected a duration from 500ms to 10m');
  expect(wrong('upstream.garbage', { ...settings, as: 'xml' })).toContain('truncated-json');
  expect(wrong('upstream.garbage', { ...settings, as: 'html', share: 0 })).not.toBe('');
});

test('what the stack tells of upstreams is checked: names, ports, TLS, servers of another kind', () => {
  expect(checked({ service: 'shop', upstream: 'payments' })).toEqual([]);
  expect(checked({ service: 'shpo', upstream: 'payments' })).toEqual([
    'unexpected service "shpo", expected one of payments, shop; did you mean "shop"?',
  ]);
  expect(checked({ service: 'shop', upstream: 'payment' })).toEqual([
    'unexpected upstream "payment", expected a name that the stack gives to a peer of shop: payments; did you mean "payments"?',
  ]);
  expect(checked({ service: 'shop', upstream: 'shop' })[0]).toContain('unexpected upstream "shop"');
  expect(checked({ service: 'shop', upstream: 'payments', port: 443 })[0]).toContain('HTTP without TLS');
  const stack = stackOf({
    shop: { run: 'sleep 1', extraHosts: { 'api.example.com': 'silent', 'db.example.com': 'database' } },
    silent: { run: 'sleep 1' },
    database: { run: 'postgres' },
  });
  expect(checked({ service: 'shop', upstream: 'api.example.com' }, stack)).toEqual([
    'unexpected absence of a known port of api.example.com, expected `port`',
  ]);
  expect(checked({ service: 'shop', upstream: 'api.example.com', port: 80 }, stack)).toEqual([]);
  expect(checked({ service: 'shop', upstream: 'db.example.com' }, stack)[0]).toContain('expected an HTTP server (it listens on 5432)');
});

for (const engine of enginesUnderTest) {
  test(`${engine}: each kind of answer reaches a service that asks by a name of the stack's own, also after its restart`, async () => {
    const client = { ...webService('client', 8080), extraHosts: { 'payments.example.com': 'web' } };
    const web = { ...webService('real', 8080), expose: [8080] };
    await onBench(engine, stackOf({ web, client }), async bench => {
      const settings = { service: 'client', upstream: 'payments.example.com' };
      const service = bench.stack.services.get('client')!;
      const ask = async (...words: readonly string[]): Promise<string> =>
        (await service.exec(['curl', '-s', '-m', '2', '-w', ' %{http_code}', ...words, 'http://payments.example.com:8080/v1'])).stdout;
      for (const [as, answer] of [
        ['html', /^<!doctype html>.* 200$/s],
        ['truncated-json', /^\{"status":"ok",.*"na 200$/],
        ['empty', /^ 200$/],
        ['wrong-type', /^"OK" 200$/],
      ] as const) {
        const injected = await injectInto(bench, 'upstream.garbage', { ...settings, as });
        expect(await injected.proveEffect()).toMatchObject({ held: true });
        expect(await ask()).toMatch(answer);
        await injected.undo();
        expect(await injected.proveEffect()).toMatchObject({ held: false });
      }
      expect(await ask()).toBe('real 200');

      const body = 'Too much for 日本';
      const limited = await injectInto(bench, 'upstream.status', { ...settings, status: 429, retryAfter: '1m', body, share: 0.5 });
      expect([await ask(), await ask()]).toEqual(['real 200', `${body} 429`]);
      expect(await ask('-X', 'POST', '-d', 'a'.repeat(100_000))).toBe('real 200');
      expect(await ask('-D', '-', '-o', '/dev/null')).toMatch(/retry-after: 60/i);
      expect(await limited.proveEffect()).toMatchObject({
        held: true,
        proof: expect.stringMatching(/gets HTTP\/1\.1 429 .*so did 2 requests of client, 2 others were passed on/),
      });
      await expect(injectInto(bench, 'upstream.timeout', settings)).rejects.toThrow(/stands in the place of .*:8080 already/);
      expect(await limited.proveEffect()).toMatchObject({ held: true });
      await service.can.process!.stop();
      expect(await limited.proveEffect()).toMatchObject({ held: false, proof: expect.stringContaining('does not run') });
      await service.can.process!.start();
      await expect.poll(() => limited.proveEffect()).toMatchObject({ held: true });
      await service.can.process!.stop();
      await limited.undo();
      await service.can.process!.start();
      expect([await ask(), await ask()]).toEqual(['real 200', 'real 200']);
    });
  });

  test(`${engine}: an upstream that is only late answers itself after all`, async () => {
    await onBench(engine, shopAndPayments(), async bench => {
      await expect.poll(() => sells(bench)).toBe(true);
      const late = await injectInto(bench, 'upstream.timeout', { service: 'shop', upstream: 'payments', path: '/v1', after: '600ms' });
      // The shop's own checks are for another path.
      await expect.poll(() => late.proveEffect()).toMatchObject({ held: false, proof: expect.stringContaining('none of the') });
      // The shop waits for 0.9 s.
      const took = Number((await bench.must('curl -s -m 5 -o /dev/null -w "%{time_total}" http://shop:8080/buy')).trim());
      expect(took).toBeGreaterThan(0.55);
      await expect.poll(() => sells(bench)).toBe(true);
      expect(await late.proveEffect()).toMatchObject({ held: true });
      await late.undo();
    });
  });
}

import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../../engines/testing/engines-under-test.ts';
import { faults } from '../index.ts';
import { injectInto, onBench } from '../testing/bench.ts';
import { sells, shopAndPayments } from '../testing/shop.ts';

const fault = faults.find('dns.fail')!;

test('names that the stack does not give are refused, and a wrong answer for all of them', () => {
  expect(fault.check!(fault.settings.parse({ service: 'shop', name: 'payment' }), shopAndPayments())).toEqual([
    'unexpected name "payment", expected one that the stack gives to a peer of shop: payments; did you mean "payments"?',
  ]);
  expect(fault.settings.safeParse({ service: 'shop', answer: 'wrong' }).error?.issues[0]?.message).toContain('expected `name`');
});

for (const engine of enginesUnderTest) {
  test(`${engine}: open connections outlive a name unless they are ended; a wrong address is told from none, one name from all`, async () => {
    await onBench(engine, shopAndPayments(), async bench => {
      await expect.poll(() => sells(bench)).toBe(true);
      const keeps = await injectInto(bench, 'dns.fail', { service: 'shop', name: 'payments' });
      expect(await keeps.proveEffect()).toMatchObject({ held: true, proof: 'from shop, payments is not found (ENOTFOUND)' });
      // The shop's own connections go on: that is what makes a dead name hard to find.
      expect(await sells(bench)).toBe(true);
      await keeps.undo();

      const wrong = await injectInto(bench, 'dns.fail', { service: 'shop', name: 'payments', answer: 'wrong', pooled: 'end' });
      expect(await wrong.proveEffect()).toMatchObject({ held: true, proof: expect.stringMatching(/^from shop, payments is [\d.]+$/) });
      await expect.poll(() => sells(bench)).toBe(false);
      // Somebody who may write there mends it.
      const shop = bench.stack.services.get('shop')!;
      const hosts = await shop.can.files!.read('/etc/hosts');
      const right = (await bench.must('getent ahostsv4 payments')).split(/\s/)[0] ?? '';
      await shop.can.files!.write('/etc/hosts', `${right} payments\n${hosts}`);
      expect(await wrong.proveEffect()).toMatchObject({ held: false });
      await expect.poll(() => sells(bench)).toBe(true);
      await wrong.undo();

      const all = await injectInto(bench, 'dns.fail', { service: 'shop', pooled: 'end' });
      expect(await all.proveEffect()).toMatchObject({ held: true, proof: 'from shop, payments is not found (EAI_AGAIN)' });
      await expect.poll(() => sells(bench)).toBe(false);
      await shop.can.process!.stop();
      await shop.can.process!.start();
      expect(await all.proveEffect()).toMatchObject({ held: true });
      expect(await sells(bench)).toBe(false);
      await all.undo();
      await expect.poll(() => sells(bench)).toBe(true);
    });
  });
}

import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../../engines/testing/engines-under-test.ts';
import { stackOf, webService } from '../../engines/testing/stack-of.ts';
import { injectInto, onBench } from '../testing/bench.ts';
import { tlsExpired } from './expired.ts';
import { isServed, prepareCertificates, secureWeb, settings } from './testing/secure-web.ts';
import { tlsWrongName } from './wrong-name.ts';

const wrong = (more: Readonly<Record<string, unknown>>): string =>
  tlsExpired.settings
    .safeParse({ ...settings, ...more })
    .error?.issues.map(({ message }) => message)
    .join('; ') ?? '';

test('settings of certificates name what is allowed', () => {
  expect(tlsExpired.settings.parse({ ...settings, since: '2h' })).toMatchObject({ since: 7_200_000 });
  expect(wrong({ since: '10s' })).toContain('expected 1m to 3650d');
  expect(wrong({ reload: 'SIGNONE' })).toContain('expected restart, none or the name of a signal');
  expect(wrong({ certificate: 'web.crt' })).toContain('expected an absolute path');
  const given = tlsWrongName.settings.parse({ ...settings, name: 'web' });
  expect(tlsWrongName.check?.(given, secureWeb())).toEqual([expect.stringContaining('expected another one than users look for')]);
});

for (const engine of enginesUnderTest) {
  test(`${engine}: without its authority a server gets a certificate that it has signed itself, and all that followed in the file stays`, async () => {
    await onBench(engine, secureWeb(), async bench => {
      await prepareCertificates(bench);
      await bench.must('cd /opt/web/tls && cat ca.crt >> web.crt && cat web.crt > before.crt');
      await expect.poll(() => isServed(bench)).toBe(true);
      const { ca: _, ...alone } = settings;
      const injected = await injectInto(bench, 'tls.expired', { ...alone, since: '400d', reload: 'restart' });
      await expect.poll(() => injected.proveEffect()).toMatchObject({ held: true, proof: expect.stringContaining('CERT_HAS_EXPIRED') });
      expect(await bench.must(`cd /opt/web/tls && openssl x509 -in web.crt -noout -issuer && grep -c BEGIN web.crt`)).toMatch(
        /issuer=O = Acme, CN = web\n2$/,
      );
      await injected.undo();
      await expect.poll(() => isServed(bench)).toBe(true);
      expect(await bench.must('cd /opt/web/tls && cmp web.crt before.crt && ls')).not.toContain('tmp');
      expect(await bench.must('ls -A /tmp')).not.toContain('tmp.');
    });
  });

  test(`${engine}: what the operator has put back, loaded or not, is left alone`, async () => {
    await onBench(engine, secureWeb(), async bench => {
      await prepareCertificates(bench);
      await bench.must('cd /opt/web/tls && cp web.crt good.crt');
      await expect.poll(() => isServed(bench)).toBe(true);
      const injected = await injectInto(bench, 'tls.expired', settings);
      await expect.poll(() => injected.proveEffect()).toMatchObject({ held: true });
      // Not yet loaded: what users see is what counts.
      await bench.must('cd /opt/web/tls && cp good.crt web.crt && touch -d 2001-01-01 web.crt');
      expect(await injected.proveEffect()).toMatchObject({ held: true });
      expect(await isServed(bench)).toBe(false);
      await bench.stack.services.get('web')?.can.process?.signal('SIGHUP');
      await expect.poll(() => injected.proveEffect()).toMatchObject({ held: false });
      await injected.undo();
      expect(await bench.must('date -r /opt/web/tls/web.crt +%Y')).toBe('2001');
      expect(await isServed(bench)).toBe(true);
    });
  });

  test(`${engine}: no certificate is replaced where none is shown, or a wrong one already`, async () => {
    await onBench(engine, stackOf({ web: { ...webService('web', 8443), expose: [8443] } }), async bench => {
      await bench.stack.services.get('web')?.can.files?.write('/tmp/web.crt', 'kept');
      const plain = { service: 'web', certificate: '/tmp/web.crt', key: '/tmp/web.key' };
      await expect(injectInto(bench, 'tls.expired', plain)).rejects.toMatchObject({ code: 'fault-not-injected' });
      expect(await bench.stack.services.get('web')?.can.files?.read('/tmp/web.crt')).toBe('kept');
    });
    await onBench(engine, secureWeb(), async bench => {
      await prepareCertificates(bench);
      await expect.poll(() => isServed(bench)).toBe(true);
      await expect(injectInto(bench, 'tls.wrong-name', { ...settings, usersName: 'www.example.com' })).rejects.toThrow(
        /already before the fault its certificate is not for www\.example\.com/,
      );
      await expect(injectInto(bench, 'tls.expired', { ...settings, ca: { certificate: '/none', key: '/none' } })).rejects.toThrow(
        /\/none of the bastion could not be read/,
      );
      expect(await isServed(bench)).toBe(true);
    });
  });
}

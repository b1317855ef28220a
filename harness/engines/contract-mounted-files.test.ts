import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Mount } from '../model/stack.ts';
import { enginesUnderTest, layouts } from './testing/engines-under-test.ts';
import { stackOf } from './testing/stack-of.ts';
import { shellOn, withStack } from './testing/with-stack.ts';

const location = { file: 'compose.yaml', line: 1, column: 1 };

for (const engine of enginesUnderTest) {
  for (const layout of layouts) {
    test(`${engine}, ${layout}: the harness writes what a service has mounted, also where the service itself may only read it`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'drillbook-mounted-'));
      mkdirSync(join(folder, 'conf'));
      for (const file of ['conf/a.conf', 'one.conf', 'two.conf']) writeFileSync(join(folder, file), 'old\n');
      const mount = (source: string, target: string, readOnly: boolean): Mount => ({
        kind: 'bind',
        source: join(folder, source),
        target,
        readOnly,
        location,
      });
      const mounts = [mount('conf', '/etc/app', true), mount('one.conf', '/srv/one.conf', true), mount('two.conf', '/srv/two.conf', false)];
      const bastion = { workdir: '/opt/app', copy: { '.': '/opt/app' }, path: [], packages: [], hosts: {}, environment: {} };
      const stack = stackOf({ web: { run: 'sleep 1000', stopSignal: 'SIGKILL', mounts } }, { layout, folder, bastion });
      await withStack(engine, stack, async running => {
        const web = running.services.get('web')!;
        const files = web.can.files!;
        for (const path of ['/etc/app/a.conf', '/srv/one.conf', '/srv/two.conf']) {
          expect(await files.read(path), path).toBe('old\n');
          await files.write(path, 'new\n');
          expect(await files.read(path), path).toBe('new\n');
          expect((await web.exec(['cat', path])).stdout, path).toBe('new\n');
        }
        expect((await web.exec(['sh', '-c', 'echo mine > /srv/one.conf'])).status).not.toBe(0);
        // A folder is one and the same for both; of a single file the operator has a copy.
        const run = await shellOn(running);
        expect((await run('cat /opt/app/conf/a.conf /opt/app/one.conf')).stdout).toBe('new\nold\n');
      });
    });
  }
}

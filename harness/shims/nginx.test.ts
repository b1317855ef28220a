import { expect, test } from '@playwright/test';
import { stackOf, webService } from '../engines/testing/stack-of.ts';
import type { Stack } from '../model/stack.ts';
import { withTools } from './testing/with-tools.ts';

/** The smallest configuration that one ordinary user can run. */
const configuration = (body: string): string =>
  `error_log /dev/stderr; pid /tmp/nginx.pid; events {} http { access_log off; client_body_temp_path /tmp/a; proxy_temp_path /tmp/b; fastcgi_temp_path /tmp/c; uwsgi_temp_path /tmp/d; scgi_temp_path /tmp/e; server { listen 8080; location / { return 200 ${body}; } } }`;

const stack = (layout: 'host' | 'network'): Stack =>
  stackOf(
    {
      front: {
        ...webService('', 8080),
        run: `bash -c "echo '${configuration('one')}' > /tmp/nginx.conf; exec /usr/sbin/nginx -c /tmp/nginx.conf -g 'daemon off;'"`,
        systemd: { unit: 'nginx', type: 'notify' },
      },
    },
    {
      layout,
      bastion: { workdir: '/tmp', copy: {}, path: [], packages: ['nginx-light'], hosts: {}, environment: {} },
    },
  );

for (const layout of ['network', 'host'] as const)
  test(`nginx is the service's own: its configuration is tested and reloaded there (${layout})`, async () => {
    await withTools(stack(layout), async ({ run, running, unsupported }) => {
      const front = running.services.get('front')!;
      const url = layout === 'host' ? 'localhost:8080' : 'front:8080';
      expect(await run('nginx -t -c /tmp/nginx.conf')).toMatchObject({ status: 0, stderr: expect.stringContaining('test is successful') });
      expect(await run('nginx -v')).toMatchObject({ status: 0, stderr: expect.stringMatching(/^nginx version: nginx\//) });
      await front.exec(['sh', '-c', 'sed -i s/one/two/ /tmp/nginx.conf']);
      expect(await run(`curl -s ${url}`)).toMatchObject({ stdout: 'one' });
      expect(await run(`sudo nginx -c /tmp/nginx.conf -s reload 2>/dev/null; sleep 1; curl -s ${url}`)).toMatchObject({ stdout: 'two' });
      await front.exec(['sh', '-c', 'sed -i s/return/retrun/ /tmp/nginx.conf']);
      expect(await run('nginx -t -c /tmp/nginx.conf')).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('unknown directive "retrun"'),
      });
      expect((await run(`nginx -s reload -c /tmp/nginx.conf; curl -s ${url}`)).stdout).toBe('two');
      expect(await run('sudo systemctl reload nginx')).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/^Job for nginx.service failed.\n/),
      });
      await front.exec(['sh', '-c', 'sed -i "s/retrun/return/; s/two/three/" /tmp/nginx.conf']);
      expect(await run(`sudo systemctl reload nginx; sleep 1; curl -s ${url}`)).toMatchObject({ stdout: 'three' });
      await run('nginx -c /tmp/nginx.conf -s quit; sleep 1');
      expect((await front.status()).state).not.toBe('running');
      expect(unsupported).toEqual([]);
      await run('nginx');
      expect(unsupported).toHaveLength(1);
    });
  });

test('a stack without nginx, or with two, has none that could be meant', async () => {
  const two = { front: { run: 'sleep 1000 # nginx' }, other: { run: 'sleep 999 # nginx' } };
  for (const services of [{ idle: { run: 'sleep 1000' } }, two])
    await withTools(stackOf(services), async ({ run, unsupported }) => {
      expect((await run('nginx -t')).status).not.toBe(0);
      expect(unsupported).toHaveLength(1);
    });
});

test("systemd starts nginx only with a configuration that nginx can read, as Debian's unit does", async () => {
  const front = {
    ...webService('', 8080),
    run: `bash -c "test -e /tmp/nginx.conf || echo '${configuration('one')}' > /tmp/nginx.conf; exec /usr/sbin/nginx -c /tmp/nginx.conf -g 'daemon off;'"`,
    systemd: { unit: 'nginx', type: 'simple' as const },
  };
  const own = stackOf(
    { front },
    { layout: 'host', bastion: { workdir: '/tmp', copy: {}, path: [], packages: ['nginx-light'], hosts: {}, environment: {} } },
  );
  await withTools(own, async ({ run, running }) => {
    await running.services.get('front')!.exec(['sh', '-c', 'sed -i s/return/retrun/ /tmp/nginx.conf']);
    expect(await run('sudo systemctl restart nginx')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Job for nginx.service failed because the control process exited with error code.'),
    });
    await running.services.get('front')!.exec(['sh', '-c', 'sed -i s/retrun/return/ /tmp/nginx.conf']);
    expect((await run('sudo systemctl start nginx && curl -s --retry 5 --retry-connrefused localhost:8080')).stdout).toBe('one');
  });
});

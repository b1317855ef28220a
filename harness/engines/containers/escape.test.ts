import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, test } from '@playwright/test';
import type { StandInCall } from '../engine.ts';
import { enginesUnderTest } from '../testing/engines-under-test.ts';
import { stackOf, webService } from '../testing/stack-of.ts';
import { shellOn, withStack } from '../testing/with-stack.ts';

if (enginesUnderTest.includes('containers')) {
  test('neither the operator nor a service reaches what listens on the machine itself', async () => {
    const server = createServer((_, answer) => answer.end('the host')).listen(0, '0.0.0.0');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      await withStack('containers', stackOf({ web: webService('hello', 8080) }), async running => {
        const run = await shellOn(running);
        const own = (await run("getent hosts web | cut -d' ' -f1")).stdout.trim();
        const hosts = Object.values(networkInterfaces()).flatMap(addresses =>
          (addresses ?? []).flatMap(({ address, family, internal }) => (family === 'IPv4' && !internal ? [address] : [])),
        );
        for (const host of [own.replace(/\d+$/, '1'), ...hosts]) {
          const ask = ['curl', '-s', '--max-time', '2', `http://${host}:${port}/`];
          expect.soft((await run(ask.join(' '))).stdout, `${host} from the bastion`).toBe('');
          expect.soft((await running.services.get('web')!.exec(ask)).stdout, `${host} from a service`).toBe('');
        }
      });
    } finally {
      server.close();
    }
  });

  test("a step can neither speak in the agent's name nor end it", async () => {
    const calls: StandInCall[] = [];
    await withStack(
      'containers',
      stackOf({ web: webService('hello', 8080) }),
      async running => {
        const run = await shellOn(running);
        for (const pid of ['1', '$(pgrep -x init)']) {
          const forged = `{ printf '%s\\0' "${pid}" 0 / docker 0; env -0; printf '\\0\\0end'; } | timeout 2 socat -t 1 - UNIX-CONNECT:/run/drillbook/stand-ins.sock`;
          await run(forged);
        }
        expect(calls).toEqual([]);
        await run('kill -9 1 $(pgrep -x init); kill -STOP $(pgrep -x init); echo x > /proc/1/fd/1; echo x > /proc/$(pgrep -x init)/fd/1');
        expect(await run('exit 7')).toMatchObject({ closedShell: true, status: 7 });
        expect(await run('docker; echo still here')).toMatchObject({ stdout: 'still here\n' });
        expect(calls.length).toBe(1);
      },
      {
        standIns: ['docker'],
        onStandIn: async call => {
          calls.push(call);
          return 0;
        },
      },
    );
  });
}

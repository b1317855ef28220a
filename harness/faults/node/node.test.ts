import { expect, test } from '@playwright/test';
import type { RunningService, RunningStack } from '../../engines/engine.ts';
import { enginesUnderTest, layouts } from '../../engines/testing/engines-under-test.ts';
import { stackOf, webService } from '../../engines/testing/stack-of.ts';
import type { InjectedFault } from '../fault.ts';
import { injectInto, onBench } from '../testing/bench.ts';

const node = (script: string, flags = ''): { readonly run: string } => ({ run: `node ${flags} -e "${script}"` });
const forEver = 'setInterval(() => {}, 50); console.log(String(process.pid) + String.fromCharCode(32) + process.title)';
const serviceOf = (stack: RunningStack, name: string): RunningService => stack.services.get(name)!;
const becomes = (fault: InjectedFault, held: boolean, proof: string | RegExp): Promise<void> =>
  expect
    .poll(() => fault.proveEffect())
    .toMatchObject({ held, proof: typeof proof === 'string' ? expect.stringContaining(proof) : expect.stringMatching(proof) });

for (const engine of enginesUnderTest) {
  for (const layout of layouts) {
    test(`${engine}, ${layout}: node faults meet workers, masters, several processes and what is no Node, each as it is`, async () => {
      const services = {
        worker: node(`${forEver}`),
        // npm and its like stand before the app; the app is a module; others share its localhost.
        wrapped: {
          run: `node -e "require('child_process').spawn(process.execPath, ['--input-type=module', '-e', 'import http from \\'node:http\\'; http.createServer((q, a) => a.end(\\'ok\\')).listen(8082)'], { stdio: 'inherit' })"`,
        },
        own: node(`process.on('SIGUSR1', () => console.log('mine')); ${forEver}`),
        inspected: node(forEver, '--inspect=127.0.0.1:9229'),
        shell: { run: 'sleep 1000' },
      };
      await onBench(engine, stackOf(services, { layout }), async bench => {
        const { stack } = bench;
        const host = layout === 'host' ? 'localhost' : 'wrapped';
        await expect.poll(async () => (await bench.run(`curl -s -m 1 http://${host}:8082/`)).stdout).toBe('ok');

        const wrapped = await injectInto(bench, 'node.event-loop-hang', { service: 'wrapped' });
        if (layout === 'network') {
          await becomes(wrapped, true, 'opens and gets no byte');
          expect((await bench.run(`curl -s -m 1 http://${host}:8082/`)).status).toBe(28);
          await wrapped.undo();
          expect((await bench.run(`curl -s -m 1 http://${host}:8082/`)).stdout).toBe('ok');
        } else {
          // The one inspector's port of the server has somebody else.
          await becomes(wrapped, false, /opened no inspector|is that of pid/);
          await wrapped.undo();
        }

        const inspected = await injectInto(bench, 'node.event-loop-hang', { service: 'inspected' });
        await becomes(inspected, true, 'has not waited for an event');
        const control = serviceOf(stack, 'inspected').can.process!;
        await control.stop({ graceMs: 200 });
        await becomes(inspected, false, 'are gone');
        await control.start();
        await becomes(inspected, false, 'are gone');
        await inspected.undo();
        if (layout === 'host') await control.stop({ graceMs: 200 });

        const worker = await injectInto(bench, 'node.event-loop-hang', { service: 'worker' });
        await becomes(worker, true, 'has not waited for an event');
        await worker.undo();
        await becomes(worker, false, 'turns');

        const own = await injectInto(bench, 'node.event-loop-hang', { service: 'own' });
        await becomes(own, false, 'handles SIGUSR1 itself');
        expect((await serviceOf(stack, 'own').status()).state).toBe('running');
        const shell = await injectInto(bench, 'node.memory-leak', { service: 'shell' });
        await becomes(shell, false, 'shell has no Node process');
        expect((await serviceOf(stack, 'shell').status()).state).toBe('running');
        await Promise.all([own.undo(), shell.undo()]);
      });
    });
  }

  test(`${engine}: node.memory-leak has effect also when the process has died of it, until it is started again by whomever`, async () => {
    const small = { ...webService('hello', 8080) };
    const run = small.run.replace('node -e', 'node --max-old-space-size=40 -e');
    await onBench(
      engine,
      stackOf({
        web: { ...small, run },
        again: {
          ...small,
          run: run.replace('8080', '8081'),
          restart: 'always',
          healthcheck: { ...small.healthcheck!, test: ['curl', '-sf', 'http://localhost:8081/'] },
        },
      }),
      async bench => {
        const settings = { rate: '500m', upTo: '200m' };
        const leak = await injectInto(bench, 'node.memory-leak', { service: 'web', ...settings });
        await expect.poll(async () => (await serviceOf(bench.stack, 'web').status({ health: false })).state).toBe('exited');
        await becomes(leak, true, /ended (by SIGABRT|with status 134)/);
        await serviceOf(bench.stack, 'web').can.process!.start();
        await becomes(leak, false, 'are gone');
        await leak.undo();
        const other = await injectInto(bench, 'node.memory-leak', { service: 'again', ...settings });
        await expect.poll(async () => (await serviceOf(bench.stack, 'again').status({ health: false })).restarts).toBeGreaterThan(0);
        await becomes(other, false, 'are gone');
        await other.undo();
      },
    );
  });
}

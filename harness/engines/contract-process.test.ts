import { constants } from 'node:os';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from '@playwright/test';
import type { InspectedProcess, RunningService, RunningStack } from './engine.ts';
import { enginesUnderTest, layouts } from './testing/engines-under-test.ts';
import { stackOf, webService } from './testing/stack-of.ts';
import { withStack } from './testing/with-stack.ts';

const serviceOf = (running: RunningStack, name: string): RunningService => running.services.get(name)!;
const nodeOf = (processes: readonly InspectedProcess[]): InspectedProcess => processes.find(({ program }) => program === 'node')!;
const untilItSays = (service: RunningService, text: string): Promise<void> =>
  expect.poll(() => service.logs(), { message: `${service.name} says ${text}` }).toContain(text);

for (const engine of enginesUnderTest) {
  for (const layout of layouts) {
    test(`${engine}, ${layout}: what a process uses and may use is told as the service itself numbers it`, async () => {
      const script =
        "process.title = 'api'; process.on('SIGUSR2', () => {}); require('http').createServer((_, answer) => answer.end(String(process.pid))).listen(8080, () => console.log('up'))";
      await withStack(engine, stackOf({ web: { run: `node -e "${script}"` } }, { layout }), async running => {
        const web = serviceOf(running, 'web');
        await untilItSays(web, 'up');
        const found = nodeOf(await web.can.process!.inspect());
        const own = await text(await request(running, layout === 'host' ? 'localhost' : 'web'));
        expect(own.trim().endsWith(`\r\n${found.pid}`)).toBe(true);
        expect(found).toMatchObject({ program: 'node', command: 'api', listens: [8080] });
        expect(found.catches).toContain(constants.signals.SIGUSR2);
        expect(found.catches).not.toContain(constants.signals.SIGWINCH);
        expect(found.openFiles.slice(0, 3)).toEqual([0, 1, 2]);
        expect(found.residentBytes).toBeGreaterThan(10 * 1024 ** 2);
        expect(found.waits).toBeGreaterThan(0);
        expect(found.limits.openFiles).toBeGreaterThan(found.openFiles.length);
        await web.can.process!.stop({ graceMs: 0 });
        expect(await web.can.process!.inspect()).toEqual([]);
        await web.can.process!.limit({ openFiles: 3 }, { pids: [found.pid] });
        await web.can.process!.start();
        await expect.poll(async () => nodeOf(await web.can.process!.inspect())?.started ?? 0).toBeGreaterThan(found.started);
      });
    });

    test(`${engine}, ${layout}: soft limits are set on the chosen processes and taken back; the hard ones stay`, async () => {
      const node = `node -e 'console.log(1); setInterval(() => {}, 1000)'`;
      const run = `bash -c "${node} & ${node} & wait"`;
      await withStack(engine, stackOf({ pair: { run } }, { layout }), async running => {
        const control = serviceOf(running, 'pair').can.process!;
        const nodes = async (): Promise<readonly InspectedProcess[]> =>
          (await control.inspect()).filter(({ program }) => program === 'node');
        // A Node that still starts needs more files than it is allowed here.
        await expect.poll(() => serviceOf(running, 'pair').logs()).toBe('1\n1\n');
        const [one, other] = (await nodes()) as [InspectedProcess, InspectedProcess];
        await control.limit({ openFiles: 7, fileSizeBytes: 4096 }, { pids: [one.pid, 999_999] });
        expect((await nodes()).map(({ limits }) => limits)).toEqual([{ openFiles: 7, fileSizeBytes: 4096 }, other.limits]);
        await control.limit(one.limits, { pids: [one.pid] });
        expect((await nodes()).map(({ limits }) => limits)).toEqual([one.limits, other.limits]);
      });
    });

    test(`${engine}, ${layout}: a signal goes to the chosen processes alone`, async () => {
      const run = `bash -c "trap 'echo parent' USR1; bash -c \\"trap 'echo child' USR1; echo set; while true; do sleep 0.05; done\\" & echo ready; while true; do sleep 0.05; done"`;
      await withStack(engine, stackOf({ parent: { run }, web: webService('hello', 8080) }, { layout }), async running => {
        const service = serviceOf(running, 'parent');
        await untilItSays(service, 'ready');
        await untilItSays(service, 'set');
        const control = service.can.process!;
        const child = (await control.inspect()).find(
          ({ command, program }) => program === 'bash' && command.startsWith("bash -c trap 'echo child"),
        );
        await control.signal('SIGUSR1', { pids: [child!.pid] });
        await untilItSays(service, 'child');
        expect(await service.logs()).not.toContain('parent');
        const first = nodeOf(await serviceOf(running, 'web').can.process!.inspect());
        await serviceOf(running, 'web').can.process!.signal('SIGKILL', { pids: [first.pid] });
        await expect.poll(async () => (await serviceOf(running, 'web').status({ health: false })).state).toBe('exited');
      });
    });
  }
}

async function request(running: RunningStack, host: string): Promise<Duplex> {
  const stream = await running.dial(host, 8080);
  stream.write('GET / HTTP/1.0\r\n\r\n');
  return stream;
}

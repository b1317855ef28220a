import { expect, test } from '@playwright/test';
import type { Stack } from '../model/stack.ts';
import type { RunningService, RunningStack } from './engine.ts';
import { enginesUnderTest, layouts } from './testing/engines-under-test.ts';
import { publishing, stackOf, webService } from './testing/stack-of.ts';
import { withStack } from './testing/with-stack.ts';

/** Ignores every polite signal, has a child, and says so. */
const deaf = { run: `bash -c "trap : TERM INT HUP; echo deaf is up; sleep 1000 & while true; do sleep 0.1; done"` } as const;
const talker = { run: `bash -c "echo one; echo two >&2; sleep 1.2; echo three; sleep 1000"` } as const;

const serviceOf = (running: RunningStack, name: string): RunningService => running.services.get(name)!;
const untilItSays = (service: RunningService, text: string): Promise<void> =>
  expect.poll(() => service.logs(), { message: `${service.name} says ${text}` }).toContain(text);

for (const engine of enginesUnderTest) {
  for (const layout of layouts) {
    const within = (services: Parameters<typeof stackOf>[0], more: Partial<Stack> = {}): Stack => stackOf(services, { layout, ...more });

    test(`${engine}, ${layout}: a service has a name, says what it runs, and is one instance with the name that Compose gives it`, async () => {
      const stack = within({
        web: { ...webService('hello', 8080), ...publishing(8080, 8080) },
        named: { ...deaf, containerName: 'the-deaf' },
      });
      await withStack(engine, stack, async running => {
        expect(running).toMatchObject({ engine, layout, spec: { name: 'test' } });
        expect([...running.services.keys()]).toEqual(['web', 'named']);
        const [web, named] = [serviceOf(running, 'web'), serviceOf(running, 'named')];
        expect(web.name).toBe('web');
        expect(web.runs).not.toBe('');
        expect([...web.addresses].sort()).toEqual(['test-web-1', 'web']);
        expect([...named.addresses].sort()).toEqual(['named', 'the-deaf']);
        expect(web.instances().map(({ number, name }) => ({ number, name }))).toEqual([{ number: 1, name: 'test-web-1' }]);
        expect(named.instances().map(({ name }) => name)).toEqual(['the-deaf']);
        const [first] = web.instances();
        const [whole, one] = [await web.status(), await first!.status()];
        expect(one).toEqual(whole);
        expect(whole).toMatchObject({ state: 'running', health: 'healthy', restarts: 0 });
        expect(whole.startedAt!.getTime()).toBeLessThanOrEqual(Date.now());
        expect(Object.keys(await web.status({ health: false }))).not.toContain('health');
        expect((await first!.exec(['echo', 'here'])).stdout).toBe('here\n');
        expect(await first!.process.states()).toEqual(await web.can.process!.states());
        expect((await first!.logs()).length).toBeGreaterThan(0);
      });
    });

    test(`${engine}, ${layout}: a command in a service gets its input, environment and folder, and answers with its status`, async () => {
      const stack = within({ web: { ...webService('hello', 8080), environment: { COLOUR: 'blue' }, workingDir: '/tmp' } });
      await withStack(engine, stack, async running => {
        const web = serviceOf(running, 'web');
        expect(await web.exec(['sh', '-c', 'echo "$COLOUR $PWD"; echo wrong >&2; exit 7'])).toEqual({
          status: 7,
          stdout: 'blue /tmp\n',
          stderr: 'wrong\n',
        });
        const asked = { input: 'typed\n', environment: { COLOUR: 'red', WORD: 'two words' }, cwd: '/usr' };
        expect(await web.exec(['sh', '-c', 'cat; echo "$COLOUR $WORD $PWD"'], asked)).toEqual({
          status: 0,
          stdout: 'typed\nred two words /usr\n',
          stderr: '',
        });
        expect(await web.exec(['cat'])).toMatchObject({ status: 0, stdout: '' });
        expect((await web.exec(['no-such-tool'])).status).toBe(127);
        expect((await web.exec(['sh', '-c', 'kill -TERM $$'])).status).toBe(143);
        expect((await web.exec(['sleep', '1000'], { timeoutMs: 300 })).status).toBe(124);
        const gone = new AbortController();
        const waiting = web.exec(['sh', '-c', 'sleep 1000; echo never'], { signal: gone.signal }).then(
          ({ stdout }) => stdout,
          () => '',
        );
        gone.abort();
        expect(await waiting).toBe('');
        await expect
          .poll(async () => (await web.can.process!.states()).filter(({ command }) => command.includes('sleep 1000')))
          .toEqual([]);
        const long = 'x'.repeat(200_000);
        expect((await web.exec(['wc', '-c'], { input: long })).stdout.trim()).toBe('200000');
        expect(Buffer.byteLength((await web.exec(['sh', '-c', 'printf "grüß 日本\\n"'])).stdout)).toBe(14);
      });
    });

    test(`${engine}, ${layout}: what a service prints is kept over its end, cut by lines and by age, and dated`, async () => {
      await withStack(engine, within({ talker }), async running => {
        const service = serviceOf(running, 'talker');
        await untilItSays(service, 'three');
        expect((await service.logs()).split('\n').sort()).toEqual(['', 'one', 'three', 'two']);
        expect(await service.logs({ tailLines: 1 })).toBe('three\n');
        expect(await service.logs({ tailLines: 0 })).toBe('');
        const lines = await service.instances()[0]!.logLines({ sinceMs: 600_000 });
        expect(lines.map(({ stream, text }) => `${stream} ${text}`).sort()).toEqual(['stderr two', 'stdout one', 'stdout three']);
        expect(lines.every(({ at }) => Math.abs(Date.now() - at) < 600_000)).toBe(true);
        await service.can.process!.stop({ graceMs: 0 });
        expect(await service.logs({ tailLines: 1 })).toBe('three\n');
        await service.can.process!.start();
        await expect.poll(async () => (await service.logs()).match(/one/g)?.length).toBe(2);
        // What was said long ago is not told again.
        await expect.poll(() => service.logs({ sinceMs: 300 })).toBe('');
      });
    });

    test(`${engine}, ${layout}: a stop asks with its signal, kills after its grace, and a second start does nothing`, async () => {
      const polite = { run: `bash -c "trap 'exit 5' USR2; echo ready; while true; do sleep 0.05; done"` };
      await withStack(engine, within({ deaf, polite: { ...polite, stopSignal: 'SIGUSR2' } }), async running => {
        const [stubborn, other] = [serviceOf(running, 'deaf'), serviceOf(running, 'polite')];
        await Promise.all([untilItSays(stubborn, 'deaf is up'), untilItSays(other, 'ready')]);
        const before = await other.status();
        await other.can.process!.start();
        expect(await other.status()).toMatchObject({ pid: before.pid, startedAt: before.startedAt });

        await other.can.process!.stop();
        expect(await other.status()).toMatchObject({ state: 'stopped', exitStatus: 5 });
        expect((await other.status()).endedAt).toBeInstanceOf(Date);
        expect((await other.status()).pid).toBeUndefined();
        await other.can.process!.stop();

        await stubborn.can.process!.stop({ graceMs: 200 });
        expect(await stubborn.status()).toMatchObject({ state: 'stopped', exitStatus: 137, signal: 'SIGKILL' });
        expect(await stubborn.can.process!.states()).toEqual([]);
        await stubborn.can.process!.start();
        await stubborn.can.process!.stop({ signal: 'SIGKILL', graceMs: 10_000 });
        expect(await stubborn.status()).toMatchObject({ state: 'stopped', exitStatus: 137 });
        await expect(stubborn.can.process!.signal('SIGTERM')).resolves.toBeUndefined();
      });
    });

    test(`${engine}, ${layout}: a signal reaches all processes of a service, and what ends by itself is exited`, async () => {
      const parent = {
        run: `bash -c "trap 'echo parent' USR1; bash -c \\"trap 'echo child' USR1; echo set; while true; do sleep 0.05; done\\" & trap 'exit 3' USR2; echo ready; while true; do sleep 0.05; done"`,
      };
      await withStack(engine, within({ parent }), async running => {
        const service = serviceOf(running, 'parent');
        // Both have said so once their traps are set.
        await untilItSays(service, 'ready');
        await untilItSays(service, 'set');
        await service.can.process!.signal('SIGUSR1');
        await untilItSays(service, 'parent');
        await untilItSays(service, 'child');
        const states = await service.can.process!.states();
        expect(states.every(({ pid, state }) => pid > 0 && /^[A-Z]$/.test(state))).toBe(true);
        expect(states.filter(({ command }) => command.includes('child')).length).toBeGreaterThan(0);
        expect(states.map(({ pid }) => pid)).toContain((await service.status()).pid);
        await service.can.process!.signal('SIGUSR2');
        await expect.poll(() => service.status()).toMatchObject({ state: 'exited', exitStatus: 3 });
        // What it left running went with it.
        expect(await service.can.process!.states()).toEqual([]);
      });
    });

    test(`${engine}, ${layout}: what is frozen has state T, keeps its connections and answers nothing until it goes on`, async () => {
      await withStack(engine, within({ web: webService('hello', 8080), deaf }), async running => {
        const web = serviceOf(running, 'web');
        await web.can.process!.pause();
        await web.can.process!.pause();
        expect(await web.status({ health: false })).toMatchObject({ state: 'paused' });
        const socket = await running.dial('web', 8080);
        let answer = '';
        socket.on('data', chunk => (answer += String(chunk)));
        socket.write('GET / HTTP/1.1\r\nhost: web\r\nconnection: close\r\n\r\n');
        const other = serviceOf(running, 'deaf');
        expect((await other.can.process!.states()).every(({ state }) => state !== 'T')).toBe(true);
        expect(answer).toBe('');
        await web.can.process!.resume();
        await expect.poll(() => answer).toContain('hello');
        await web.can.process!.resume();
        expect(await web.status()).toMatchObject({ state: 'running', health: 'healthy' });
        await web.can.process!.pause();
        await web.can.process!.stop({ graceMs: 5000 });
        expect(await web.status()).toMatchObject({ state: 'stopped' });
      });
    });

    test(`${engine}, ${layout}: files of a service are read, written, looked for and removed, and a restart keeps them`, async () => {
      await withStack(engine, within({ web: webService('hello', 8080) }), async running => {
        const web = serviceOf(running, 'web');
        const files = web.can.files!;
        const text = `first\n${'ü'.repeat(70_000)}\nlast`;
        expect(await files.exists('/tmp/settings.conf')).toBe(false);
        await files.write('/tmp/settings.conf', text);
        expect(await files.exists('/tmp/settings.conf')).toBe(true);
        expect(await files.read('/tmp/settings.conf')).toBe(text);
        expect((await web.exec(['tail', '-n', '1', '/tmp/settings.conf'])).stdout).toBe('last');
        await files.write('/tmp/settings.conf', 'short');
        await web.can.process!.stop();
        expect(await files.read('/tmp/settings.conf')).toBe('short');
        await files.write('/tmp/settings.conf', 'shorter');
        await web.can.process!.start();
        expect((await web.exec(['cat', '/tmp/settings.conf'])).stdout).toBe('shorter');
        await files.remove('/tmp/settings.conf');
        expect(await files.exists('/tmp/settings.conf')).toBe(false);
        await expect(files.read('/tmp/settings.conf')).rejects.toMatchObject({ code: 'ENOENT' });
        await files.remove('/tmp/settings.conf');
        await files.write('/srv/new/folder/file', 'x');
        expect(await files.read('/srv/new/folder/file')).toBe('x');
      });
    });

    test(`${engine}, ${layout}: a volume is shared, has its size, and keeps its content while a service is stopped`, async () => {
      const location = { file: 'compose.yaml', line: 1, column: 1 };
      const mounts = [{ kind: 'volume', volume: 'data', target: '/srv/data', readOnly: false, location }] as const;
      const stack = within(
        { one: { ...deaf, mounts }, two: { ...deaf, mounts } },
        { volumes: [{ name: 'data', sizeBytes: 4 * 1024 ** 2 }] },
      );
      await withStack(engine, stack, async running => {
        const [one, two] = [serviceOf(running, 'one'), serviceOf(running, 'two')];
        await one.exec(['sh', '-c', 'echo kept > /srv/data/file']);
        expect((await two.exec(['cat', '/srv/data/file'])).stdout).toBe('kept\n');
        expect((await running.bastion.exec(['cat', '/srv/data/file'])).stdout).toBe('kept\n');
        await Promise.all([one, two].map(service => service.can.process!.stop({ graceMs: 100 })));
        expect((await running.bastion.exec(['cat', '/srv/data/file'])).stdout).toBe('kept\n');
        // A fault may look at a service that is stopped.
        expect(await one.can.volume!.usage('/srv/data')).toMatchObject({ sizeBytes: 4 * 1024 ** 2, sized: true });
        await Promise.all([one, two].map(service => service.can.process!.start()));
        expect((await two.exec(['cat', '/srv/data/file'])).stdout).toBe('kept\n');
        expect(await one.can.volume!.usage('/tmp')).toMatchObject({ sized: false });
        await one.can.volume!.fill('/srv/data', ['big']);
        expect(await two.can.volume!.usage('/srv/data')).toMatchObject({ availableBytes: 0 });
        expect((await running.bastion.exec(['ls', '/srv/data'])).stdout).toBe('big\nfile\n');
      });
    });
  }

  test(`${engine}, host: a service offers no network of its own to be cut`, async () => {
    await withStack(engine, stackOf({ deaf }, { layout: 'host' }), async running => {
      expect(serviceOf(running, 'deaf').can.network).toBeUndefined();
    });
  });
}

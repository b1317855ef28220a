import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import type { Stack } from '../../model/stack.ts';
import { stackWith, thingsOf } from '../testing/docker-things.ts';
import { enginesUnderTest } from '../testing/engines-under-test.ts';
import { cache, stackOf } from '../testing/stack-of.ts';
import { engineNamed } from '../testing/with-stack.ts';
import { containers } from './engine.ts';

const standAlone = fileURLToPath(new URL('../testing/stand-alone.ts', import.meta.url));
const standardSocket = '/var/run/docker.sock';

/** A way to the real Docker that can be made to hang, as a machine or a network does: open, and silent. */
async function wayToDocker(folder: string): Promise<{ readonly host: string; hang(): void; goOn(): void; close(): void }> {
  const sockets = new Set<Socket>();
  let hanging = false;
  const server = createServer({ allowHalfOpen: true }, near => {
    const far = connect({ path: standardSocket, allowHalfOpen: true });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
      one.pipe(other);
      if (hanging) one.pause();
    }
  });
  const path = join(folder, 'docker.sock');
  server.listen(path);
  await once(server, 'listening');
  const all = (work: (socket: Socket) => unknown): void => sockets.forEach(work);
  return {
    host: `unix://${path}`,
    hang() {
      hanging = true;
      all(socket => socket.pause());
    },
    goOn() {
      hanging = false;
      all(socket => socket.resume());
    },
    close() {
      server.close();
      all(socket => socket.destroy());
    },
  };
}

if (enginesUnderTest.includes('containers')) {
  test('a Docker that stops answering loses the stack, which is taken away when it answers again', async () => {
    test.slow();
    const folder = mkdtempSync(join(tmpdir(), 'drillbook-way-'));
    const way = await wayToDocker(folder);
    const service = `trouble-${process.pid}`;
    const child = spawn(process.execPath, ['--import', 'tsx', standAlone, 'wait'], {
      env: { ...process.env, DOCKER_HOST: way.host, TEST_ENGINE: 'containers', TEST_SERVICE: service, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const said: Record<string, unknown>[] = [];
      createInterface({ input: child.stdout }).on('line', line => {
        if (line.startsWith('{')) said.push(JSON.parse(line) as Record<string, unknown>);
      });
      const word = (key: string): unknown => said.find(one => key in one)?.[key];
      await expect.poll(() => word('ready'), { timeout: 60_000 }).toBe(true);
      const id = (await stackWith(service))!;
      expect((await thingsOf(id)).length).toBeGreaterThan(2);

      way.hang();
      await expect.poll(() => word('lost'), { timeout: 60_000 }).toMatch(/neither Docker nor the agent has answered for \d+ s/);
      way.goOn();
      child.kill('SIGKILL');
      await expect.poll(() => thingsOf(id), { timeout: 60_000 }).toEqual([]);
    } finally {
      child.kill('SIGKILL');
      way.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  const start = (stack: Stack): Promise<unknown> =>
    engineNamed('containers').start(stack, {
      provisionMs: 20_000,
      standIns: [],
      onStandIn: async () => 125,
      signal: new AbortController().signal,
    });

  test('an image that cannot be had is named before anything starts, with what to do', async () => {
    const stack = stackOf({ cache, web: { image: 'localhost:9/nobody/has-this:1' } });
    const expected = {
      code: 'no-image',
      message: expect.stringContaining('localhost:9/nobody/has-this:1'),
      hint: expect.stringContaining('docker login'),
    };
    await expect(containers.prepare(stack)).rejects.toMatchObject(expected);
    await expect(start(stack)).rejects.toMatchObject(expected);
    expect(await containers.examine(stack)).toContainEqual(
      expect.objectContaining({
        what: 'image localhost:9/nobody/has-this:1 of web',
        ok: false,
        todo: expect.stringContaining('docker login'),
      }),
    );
    expect(await containers.examine(stack)).toContainEqual(expect.objectContaining({ what: 'image redis:7 of cache', ok: true }));
  });

  test('a Dockerfile that cannot be built is told with its last lines', async () => {
    const stack = stackOf({ web: {} });
    writeFileSync(join(stack.folder, 'Dockerfile'), 'FROM drillbook-test-service\nRUN echo this is wrong >&2 && exit 7\n');
    const built = { ...stack, services: stack.services.map(service => ({ ...service, build: { context: stack.folder, args: {} } })) };
    await expect(containers.prepare(built)).rejects.toMatchObject({
      code: 'image-not-built',
      message: expect.stringMatching(/the image of web could not be built: .*returned a non-zero code: 7.*this is wrong/s),
    });
  });

  test('a container that exits at once is told with its last words', async () => {
    const stack = stackOf({
      web: {
        run: 'echo no settings; exit 4',
        healthcheck: { test: ['true'], intervalMs: 100, timeoutMs: 1000, retries: 3, startPeriodMs: 0 },
      },
    });
    await expect(start(stack)).rejects.toMatchObject({
      code: 'stack-not-healthy',
      message: expect.stringMatching(/service web ended with status 4; its last lines: no settings/),
    });
  });
}

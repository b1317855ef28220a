import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { execa } from 'execa';
import type { Stack } from '../model/stack.ts';
import type { RunningStack } from './engine.ts';
import { bornLabel, partLabel, serviceLabel, stackLabel } from './containers/labels.ts';
import { docker, stackWith, thingsOf } from './testing/docker-things.ts';
import { enginesUnderTest } from './testing/engines-under-test.ts';
import { cache, serviceImage, stackOf, webService } from './testing/stack-of.ts';
import { engineNamed, shellOn, withStack } from './testing/with-stack.ts';

const standAlone = fileURLToPath(new URL('testing/stand-alone.ts', import.meta.url));
const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const gone = { timeout: 60_000 };

/** A name by which what a test made is found among what others make at the same time. */
let named = '';
test.beforeEach(() => {
  named = `left-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
});

const start = (stack: Stack, signal = new AbortController().signal): Promise<RunningStack> =>
  engineNamed('containers').start(stack, { provisionMs: 60_000, standIns: [], onStandIn: async () => 125, signal });
const withVolume = (): Stack => {
  const location = { file: 'compose.yaml', line: 1, column: 1 };
  const mounts = [
    { kind: 'volume', volume: 'sized', target: '/srv/sized', readOnly: false, location },
    { kind: 'volume', volume: 'plain', target: '/srv/plain', readOnly: false, location },
  ] as const;
  return stackOf(
    { [named]: { ...webService('hello', 8080), mounts }, cache },
    { volumes: [{ name: 'sized', sizeBytes: 1024 ** 2 }, { name: 'plain' }] },
  );
};
/** What Docker has of the stack, once it has something. */
const found = async (): Promise<string> => {
  await expect.poll(() => stackWith(named), { timeout: 60_000, intervals: [50] }).toBeTruthy();
  return (await stackWith(named))!;
};
const expectNothing = (stack: string): Promise<void> => expect.poll(() => thingsOf(stack), gone).toEqual([]);

if (enginesUnderTest.includes('containers')) {
  test('containers: nothing is left after success', async () => {
    let id = '';
    await withStack('containers', withVolume(), async () => {
      id = await found();
      // Two services and the bastion, two volumes, a network at least.
      expect((await thingsOf(id)).length).toBeGreaterThanOrEqual(6);
    });
    expect(await thingsOf(id)).toEqual([]);
  });

  test('containers: nothing is left after a start that fails', async () => {
    const failing = stackOf({
      cache,
      [named]: {
        run: 'bash -c "sleep 2; exit 3"',
        healthcheck: { test: ['false'], intervalMs: 100, timeoutMs: 1000, retries: 100, startPeriodMs: 0 },
      },
    });
    await engineNamed('containers').prepare(failing);
    const started = start(failing);
    started.catch(() => {});
    const id = await found();
    await expect(started).rejects.toMatchObject({ code: 'stack-not-healthy' });
    expect(await thingsOf(id)).toEqual([]);
  });

  test('containers: nothing is left when a start is called off', async () => {
    const waiting = stackOf({
      cache,
      [named]: { run: 'sleep 1000', healthcheck: { test: ['false'], intervalMs: 100, timeoutMs: 1000, retries: 10_000, startPeriodMs: 0 } },
    });
    await engineNamed('containers').prepare(waiting);
    const off = new AbortController();
    const started = start(waiting, off.signal);
    started.catch(() => {});
    const id = await found();
    off.abort(new Error('Ctrl-C'));
    await expect(started).rejects.toThrow();
    expect(await thingsOf(id)).toEqual([]);
  });

  test('containers: nothing is left when a stack is disposed of in the middle of everything', async () => {
    const stack = withVolume();
    await engineNamed('containers').prepare(stack);
    const running = await start(stack);
    const id = await found();
    const run = await shellOn(running);
    const service = running.services.get(named)!;
    const under = [
      run('sleep 1000'),
      service.exec(['sleep', '1000']),
      service.can.process!.pause(),
      running.services.get('cache')!.can.process!.stop(),
      service.can.volume!.fill('/srv/sized', ['big']),
    ];
    await Promise.all([running[Symbol.asyncDispose](), Promise.allSettled(under)]);
    expect(await thingsOf(id)).toEqual([]);
    rmSync(stack.folder, { recursive: true, force: true });
  });

  test('containers: nothing is left when something still leaves a network while the stack is taken away', async () => {
    await withStack('containers', stackOf({ [named]: webService('hello', 8080) }), async () => {
      const id = await found();
      const [network] = await docker('network', 'ls', '-q', '--filter', `label=${stackLabel}=${id}`);
      // Docker frees an address a moment after it has answered; this one takes its time for sure.
      await docker('run', '-d', '--rm', '--network', network ?? '', 'redis:7', 'sleep', '2');
      named = id;
    });
    expect(await thingsOf(named)).toEqual([]);
  });

  test('containers: nothing is left after kill -9 of the harness', async () => {
    const child = alone('wait');
    await child.ready;
    const id = await found();
    expect((await thingsOf(id)).length).toBeGreaterThanOrEqual(4);
    child.process.kill('SIGKILL');
    await expectNothing(id);
  });

  for (const signal of ['SIGINT', 'SIGKILL'] as const)
    test(`containers: nothing is left after ${signal} of a drill`, async () => {
      const folder = smallDrill();
      const drill = spawn(process.execPath, [program, 'drill', 'scenarios', '--engine', 'containers'], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, CI: '' },
      });
      let said = '';
      for (const stream of [drill.stdout, drill.stderr]) stream.on('data', chunk => (said += String(chunk)));
      const ended = new Promise<number | null>(resolve => drill.once('close', resolve));
      const stacks = new Set<string>();
      // Both trials are under way.
      await expect
        .poll(
          async () =>
            (await docker('ps', '-a', '--filter', `label=${serviceLabel}=${named}`, '--format', `{{.Label "${stackLabel}"}}`)).map(id =>
              stacks.add(id),
            ).length,
          { ...gone, intervals: [100], message: said },
        )
        .toBeGreaterThanOrEqual(2);
      drill.kill(signal);
      const status = await ended;
      if (signal === 'SIGINT') expect(status, said).toBe(130);
      for (const id of stacks) await expectNothing(id);
      expect(await stackWith(named)).toBeUndefined();
      rmSync(folder, { recursive: true, force: true });
    });

  test('containers: a sweep while a stack of another process runs changes nothing of it', async () => {
    const other = alone('wait');
    await other.ready;
    const id = await found();
    const before = await thingsOf(id);
    // It sweeps before it starts.
    await withStack('containers', stackOf({ idle: { run: 'sleep 1000' } }), async () => {});
    expect(await thingsOf(id)).toEqual(before);
    const states = await docker('ps', '--filter', `label=${stackLabel}=${id}`, '--format', '{{.State}}');
    expect(states.length).toBeGreaterThanOrEqual(3);
    expect(new Set(states)).toEqual(new Set(['running']));
    other.process.kill('SIGKILL');
    await expectNothing(id);
  });

  test('containers: what a dead drill left is swept, what is just being made and what is not ours stays', async () => {
    const make = async (labels: Readonly<Record<string, string>>): Promise<string> => {
      const [id] = await docker(
        'create',
        ...Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
        serviceImage,
        'true',
      );
      return id!;
    };
    const born = (agoMs: number): Readonly<Record<string, string>> => ({ [bornLabel]: String(Date.now() - agoMs), [partLabel]: 'service' });
    const dead = await make({ [stackLabel]: `${named}-dead`, ...born(86_400_000) });
    const young = await make({ [stackLabel]: `${named}-young`, ...born(0) });
    const others = await make({ 'com.example.of': named });
    await docker('volume', 'create', '--label', `${stackLabel}=${named}-dead`, '--label', `${bornLabel}=0`, `${named}-dead`);
    await docker('network', 'create', '--label', `${stackLabel}=${named}-dead`, '--label', `${bornLabel}=0`, `${named}-dead`);
    try {
      await withStack('containers', stackOf({ idle: { run: 'sleep 1000' } }), async () => {});
      await expect.poll(() => thingsOf(`${named}-dead`)).toEqual([]);
      const ids = await docker('ps', '-aq', '--no-trunc');
      expect(ids).not.toContain(dead);
      expect(ids).toEqual(expect.arrayContaining([young, others]));
    } finally {
      await docker('rm', '-f', young, others);
    }
  });

  test("containers: Testcontainers' reaper is on unless it is switched off or cannot be had", async () => {
    const ask = async (
      environment: Readonly<Record<string, string>>,
    ): Promise<{ on: boolean; because?: string; labels: Record<string, string> }> => {
      const source = `import('${new URL('containers/reaper.ts', import.meta.url).href}').then(async ({ reaped }) => {
        const { runtime } = await import('${new URL('containers/runtime.ts', import.meta.url).href}');
        console.log(JSON.stringify(await reaped(await runtime())));
        process.exit(0);
      })`;
      const { TESTCONTAINERS_RYUK_DISABLED: _, ...ours } = process.env;
      const { stdout } = await execa(process.execPath, ['--import', import.meta.resolve('tsx'), '--input-type=module', '--eval', source], {
        env: { ...ours, ...environment } as NodeJS.ProcessEnv,
        extendEnv: false,
      });
      return JSON.parse(stdout.split('\n').at(-1) ?? '') as never;
    };
    expect(await ask({ TESTCONTAINERS_RYUK_DISABLED: 'true' })).toMatchObject({ on: false, because: 'it is switched off' });
    const asked = await ask({});
    if (asked.on) {
      const session = Object.entries(asked.labels)[0]!;
      expect(session[0]).toBe('org.testcontainers.session-id');
      await expect.poll(() => docker('ps', '-q', '--filter', `label=${session.join('=')}`), gone).not.toEqual([]);
    } else {
      // Its image was asked for, and could not be had.
      expect(asked.because).toMatch(/ryuk|regist|pull|no such host/i);
      expect(asked.because).not.toMatch(/switched off/);
    }
  });
}

/** A stack in a process of its own. */
function alone(mode: 'wait' | 'run'): { readonly process: ChildProcess; readonly ready: Promise<void> } {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), standAlone, mode], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TEST_ENGINE: 'containers', TEST_SERVICE: named },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += String(chunk)));
  return { process: child, ready: expect.poll(() => said, { timeout: 60_000 }).toContain('"ready":true') };
}

/** A drill that would take a minute. */
function smallDrill(): string {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-left-'));
  mkdirSync(join(folder, 'scenarios'));
  writeFileSync(
    join(folder, 'compose.yaml'),
    `services:\n  ${named}:\n    image: ${serviceImage}\n    command: [node, -e, "require('http').createServer((q, a) => a.end('ok')).listen(3000)"]\n    ports: ["3000:3000"]\n    volumes: [data:/data]\nvolumes: { data: }\n`,
  );
  writeFileSync(join(folder, 'wait.md'), '# Web is down\n\n## Resolution\n\n```bash\nsleep 60\n```\n');
  writeFileSync(
    join(folder, 'scenarios/wait.yaml'),
    `title: waits\nrunbook: ../wait.md\nstack: [../compose.yaml]\nsteadyState:\n  - name: it answers\n    http: { url: "http://localhost:3000/" }\n    expect: { status: 200 }\nfaults:\n  - process.kill: { service: ${named} }\n`,
  );
  return folder;
}

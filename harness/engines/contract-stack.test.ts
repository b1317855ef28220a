import { rm } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import type { Dependency, Stack } from '../model/stack.ts';
import type { RunningStack, StartOptions } from './engine.ts';
import { enginesUnderTest, layouts } from './testing/engines-under-test.ts';
import { cache, database, publishing, stackOf, webService } from './testing/stack-of.ts';
import { engineNamed, shellOn, withStack } from './testing/with-stack.ts';

const location = { file: 'compose.yaml', line: 1, column: 1 };
const after = (service: string, condition: Dependency['condition']): Pick<Stack['services'][number], 'dependsOn'> => ({
  dependsOn: [{ service, condition }],
});
const start = async (engine: string, stack: Stack, options: Partial<StartOptions> = {}): Promise<RunningStack> => {
  await engineNamed(engine).prepare(stack);
  try {
    return await engineNamed(engine).start(stack, {
      provisionMs: 60_000,
      standIns: [],
      onStandIn: async () => 125,
      signal: new AbortController().signal,
      ...options,
    });
  } finally {
    test.info().annotations.push({ type: 'stack', description: stack.folder });
    await rm(stack.folder, { recursive: true, force: true });
  }
};
/** All that is said on a connection, until it is closed. */
const heard = (socket: NodeJS.ReadableStream): Promise<string> =>
  new Promise(resolve => {
    let text = '';
    socket
      .on('data', chunk => (text += String(chunk)))
      .on('error', () => resolve(text))
      .on('close', () => resolve(text));
  });

for (const engine of enginesUnderTest) {
  test(`${engine}: it runs here, fetches what is needed before any clock, and tells where each service comes from`, async () => {
    const stack = stackOf({ database, cache, web: webService('hello', 8080) });
    const made = engineNamed(engine);
    expect(made.kind).toBe(engine);
    expect(await made.available()).toEqual({ ok: true });
    expect(made.lacks(stack)).toEqual([]);
    const told: string[] = [];
    await made.prepare(undefined, message => told.push(message));
    await made.prepare(stack, message => told.push(message));
    // All is there already; that there is no reaper is told where its image cannot be had.
    expect(told.filter(message => !message.includes('reaper'))).toEqual([]);
    const examined = await made.examine(stack);
    expect(examined.filter(({ ok }) => !ok)).toEqual([]);
    for (const name of ['database', 'cache', 'web'])
      expect(
        examined.some(({ what }) => what.includes(name)),
        name,
      ).toBe(true);
    expect(examined.every(({ found }) => found !== '')).toBe(true);
  });

  for (const layout of layouts) {
    test(`${engine}, ${layout}: services start after what they depend on: started, healthy, or done`, async () => {
      const stack = stackOf(
        {
          late: {
            run: 'bash -c "curl -sf http://ready:8080/ && echo found it; exec sleep 1000"',
            dependsOn: [
              { service: 'ready', condition: 'service_healthy' },
              { service: 'job', condition: 'service_completed_successfully' },
            ],
          },
          job: { run: 'bash -c "sleep 0.3; echo the job is done"' },
          ready: {
            run: `bash -c "sleep 0.7; exec node -e 'require(\\"http\\").createServer((q, a) => a.end(\\"ready \\")).listen(8080)'"`,
            healthcheck: {
              test: ['curl', '-sf', 'http://localhost:8080'],
              intervalMs: 100,
              timeoutMs: 1000,
              retries: 100,
              startPeriodMs: 0,
            },
          },
        },
        { layout },
      );
      await withStack(engine, stack, async running => {
        const [late, job, ready] = ['late', 'job', 'ready'].map(name => running.services.get(name)!);
        await expect.poll(() => late!.logs()).toContain('found it');
        expect(await job!.status()).toMatchObject({ state: 'exited', exitStatus: 0 });
        expect((await late!.status()).startedAt!.getTime()).toBeGreaterThanOrEqual((await job!.status()).endedAt!.getTime());
        expect((await late!.status()).startedAt!.getTime()).toBeGreaterThan((await ready!.status()).startedAt!.getTime());
      });
    });

    test(`${engine}, ${layout}: a connection carries bytes both ways, ends at each end, and fails as one does without us`, async () => {
      const echo = {
        run: `node -e "require('net').createServer({ allowHalfOpen: true }, socket => socket.on('error', () => {}).pipe(socket)).listen(7)"`,
        ...publishing(7007, 7),
      };
      await withStack(engine, stackOf({ echo, web: webService('hello', 8080) }, { layout }), async running => {
        await expect
          .poll(() =>
            running.dial('echo', 7).then(
              socket => socket.destroy().destroyed,
              () => false,
            ),
          )
          .toBe(true);
        const sent = 'x'.repeat(3_000_000);
        const socket = await running.dial('localhost', 7007);
        const back = heard(socket);
        socket.end(sent);
        expect((await back).length).toBe(sent.length);

        const fromService = await running.dial('echo', 7, { from: 'web' });
        const echoed = heard(fromService);
        fromService.end('from the service');
        expect(await echoed).toBe('from the service');

        const many = await Promise.all(
          Array.from({ length: 40 }, async (_, index) => {
            const one = await running.dial('echo', 7);
            const answer = heard(one);
            one.end(String(index));
            return answer;
          }),
        );
        expect(many).toEqual(Array.from({ length: 40 }, (_, index) => String(index)));

        await expect(running.dial('echo', 9)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
        await expect(running.dial('localhost', 9)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
        await expect(running.dial('localhost', 9, { from: 'web' })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
        await expect(running.dial('nowhere', 9)).rejects.toMatchObject({ code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) });
        const given = new AbortController();
        given.abort(new Error('no longer wanted'));
        await expect((async () => running.dial('echo', 7, { signal: given.signal }))()).rejects.toThrow('no longer wanted');
        // Nobody answers there: the stack's own network, an address that no service has.
        const silent = running.dial(layout === 'host' ? '192.0.2.1' : '10.255.255.1', 9, { timeoutMs: 400 });
        await expect(silent).rejects.toThrow();
      });
    });

    test(`${engine}, ${layout}: the bastion runs commands and shells with the operator's own environment, folder and files`, async () => {
      const stack = stackOf(
        { web: { ...webService('hello', 8080), ...publishing(8081, 8080) } },
        {
          layout,
          bastion: {
            workdir: '/opt/work',
            copy: { '.': '/opt/work' },
            path: ['./tools'],
            packages: [],
            hosts: { 'web.prod.internal': 'web' },
            environment: { REGION: 'north' },
          },
        },
      );
      const { mkdirSync, writeFileSync } = await import('node:fs');
      mkdirSync(`${stack.folder}/tools`);
      writeFileSync(`${stack.folder}/tools/own`, '#!/bin/sh\necho "own tool in $REGION"\n', { mode: 0o755 });
      writeFileSync(`${stack.folder}/notes.txt`, 'as it was\n');
      await withStack(engine, stack, async running => {
        const { bastion } = running;
        expect(
          await bastion.exec(['sh', '-c', 'echo "$REGION $PWD $COLOUR"; cat; exit 4'], { input: 'in\n', environment: { COLOUR: 'red' } }),
        ).toEqual({
          status: 4,
          stdout: 'north /opt/work red\nin\n',
          stderr: '',
        });
        expect((await bastion.exec(['pwd'], { cwd: '/usr' })).stdout).toBe('/usr\n');
        expect((await bastion.exec(['sleep', '1000'], { timeoutMs: 200 })).status).toBe(124);
        expect((await bastion.exec(['no-such-tool'])).status).toBe(127);
        expect((await bastion.exec(['curl', '-s', 'web.prod.internal:8080'])).stdout).toBe('hello');

        const seen: string[] = [];
        const block = { language: 'shell', timeoutMs: 10_000, endlessMs: 500, signal: new AbortController().signal } as const;
        const shell = await bastion.openShell({ environment: { SHIFT: 'night' }, cwd: '/tmp' });
        const result = await shell.run({
          ...block,
          name: 'first',
          script:
            'echo "$REGION $SHIFT $PWD $STEP"; echo "$(basename "$BASH_SOURCE")"; cd /opt/work; own; echo changed > notes.txt; ls -d "$HOME"/* 2>/dev/null',
          environment: { STEP: 'one' },
          onOutput: (_, text) => seen.push(text),
        });
        expect(result.stdout).toMatch(/^north night \/tmp one\n\S*first\S*\nown tool in north\n$/);
        expect(seen.join('')).toBe(result.stdout);
        expect(
          (await shell.run({ ...block, name: 'second', script: 'cat notes.txt; pwd; echo "[$STEP]"', cwd: '/opt/work' })).stdout,
        ).toMatch(/^changed\n\/opt\/work\n/);
        // Only that block worked there; where there is no such folder, nothing runs elsewhere.
        expect((await shell.run({ ...block, name: 'usr', script: 'cd bin; pwd', cwd: '/usr' })).stdout).toBe('/usr/bin\n');
        const back = await shell.run({ ...block, name: 'back', script: 'pwd', cwd: '/no/such/folder' });
        expect([back.status, back.stdout]).toEqual([1, '']);
        expect((await shell.run({ ...block, name: 'after', script: 'pwd' })).stdout).toBe('/opt/work\n');
        await shell.close();
        const next = await bastion.openShell({ environment: {} });
        expect((await next.run({ ...block, name: 'third', script: 'echo "[$SHIFT] $PWD"; cat notes.txt' })).stdout).toBe(
          '[] /opt/work\nchanged\n',
        );
      });
    });

    test(`${engine}, ${layout}: a stand-in can act in a service and on the bastion with its caller's own streams`, async () => {
      const seen: unknown[] = [];
      await withStack(
        engine,
        stackOf({ web: { ...webService('hello', 8080), environment: { WHERE: 'service' } } }, { layout }),
        async running => {
          const run = await shellOn(running);
          const { stdout, stderr } = await run(
            'export GIVEN=yes; cd /usr; echo typed | docker service; docker bastion; docker first; echo "$?"; (echo a; echo b) | docker service | tail -1',
          );
          expect(stdout).toBe('typed\nservice\nbastion yes /usr\nfirst\n9\nservice\n');
          expect(stderr).toBe('');
          expect(seen[0]).toMatchObject({ tool: 'docker', argv: ['service'], cwd: '/usr', tty: false, given: 'yes' });
        },
        {
          standIns: ['docker'],
          async onStandIn({ tool, argv, cwd, environment, tty, pass }) {
            seen.push({ tool, argv, cwd, tty, given: environment['GIVEN'] });
            if (argv[0] === 'service') return pass({ service: 'web' }, ['sh', '-c', 'cat; echo "$WHERE"']);
            if (argv[0] === 'first') return pass({ service: 'web', instance: 1 }, ['sh', '-c', 'echo first; exit 9']);
            return pass({}, ['sh', '-c', 'echo "bastion $GIVEN $PWD"']);
          },
        },
      );
    });
  }

  test(`${engine}: a start that is called off, or takes too long, ends and says why`, async () => {
    const never = {
      run: 'sleep 1000',
      healthcheck: { test: ['false'], intervalMs: 100, timeoutMs: 1000, retries: 10_000, startPeriodMs: 600_000 },
    };
    const called = new AbortController();
    const off = start(engine, stackOf({ never }), { signal: called.signal });
    setTimeout(() => called.abort(new Error('Ctrl-C')), 1500);
    await expect(off).rejects.toThrow();
    await expect(start(engine, stackOf({ never }), { provisionMs: 2500 })).rejects.toMatchObject({
      name: 'HarnessError',
      code: 'stack-not-healthy',
      message: expect.stringContaining('never'),
    });
  });

  test(`${engine}: what a start waits for and does not come is told by name`, async () => {
    const stack = stackOf({
      first: { run: 'bash -c "echo it broke; exit 9"' },
      second: { run: 'sleep 1000', ...after('first', 'service_completed_successfully') },
    });
    await expect(start(engine, stack)).rejects.toThrow(/first.*9/s);
  });

  test(`${engine}: files of the team's own folder are mounted as they are, read-only ones cannot be changed, the host's stay as they were`, async () => {
    const { mkdirSync, readFileSync, writeFileSync } = await import('node:fs');
    const stack = stackOf({});
    mkdirSync(`${stack.folder}/conf`);
    writeFileSync(`${stack.folder}/conf/app.conf`, 'limit=10\n');
    const bind = (source: string, target: string, readOnly: boolean) =>
      ({ kind: 'bind', source: `${stack.folder}/${source}`, target, readOnly, location }) as const;
    const full = stackOf(
      {
        web: {
          ...webService('hello', 8080),
          mounts: [
            bind('conf', '/etc/app', false),
            bind('conf/app.conf', '/etc/fixed.conf', true),
            { kind: 'tmpfs', target: '/scratch', sizeBytes: 1024 ** 2, location },
          ],
        },
      },
      { folder: stack.folder },
    );
    await withStack(engine, full, async running => {
      const web = running.services.get('web')!;
      expect(
        (await web.exec(['sh', '-c', 'cat /etc/app/app.conf /etc/fixed.conf; echo limit=20 > /etc/app/app.conf; cat /etc/app/app.conf']))
          .stdout,
      ).toBe('limit=10\nlimit=10\nlimit=20\n');
      expect((await web.exec(['sh', '-c', 'echo x > /etc/fixed.conf'])).status).not.toBe(0);
      expect((await web.exec(['sh', '-c', 'df -P /scratch | tail -1 | tr -s " " | cut -d" " -f2'])).stdout).toBe('1024\n');
      expect(readFileSync(`${stack.folder}/conf/app.conf`, 'utf8')).toBe('limit=10\n');
    });
  });

  for (const layout of layouts) {
    test(`${engine}, ${layout}: the operator has a copy of a single file, under another name or in a folder`, async () => {
      const { writeFileSync } = await import('node:fs');
      const { folder } = stackOf({});
      for (const name of ['a.conf', 'b.conf']) writeFileSync(`${folder}/${name}`, `${name}\n`);
      const copy = { 'a.conf': '/etc/team/first.conf', 'b.conf': '/etc/more/' };
      const bastion = { workdir: '/tmp', copy, path: [], packages: [], hosts: {}, environment: {} };
      await withStack(engine, stackOf({ web: webService('hello', 8080) }, { folder, layout, bastion }), async running => {
        expect((await running.bastion.exec(['cat', '/etc/team/first.conf', '/etc/more/b.conf'])).stdout).toBe('a.conf\nb.conf\n');
      });
    });
  }

  test(`${engine}: what the operator edits in a folder that a service mounts, the service has`, async () => {
    const { mkdirSync, writeFileSync } = await import('node:fs');
    const { folder } = stackOf({});
    mkdirSync(`${folder}/conf`);
    writeFileSync(`${folder}/conf/app.conf`, 'limit=10\n');
    writeFileSync(`${folder}/README`, 'the team\n');
    mkdirSync(`${folder}/conf/kept`);
    const mounts = [
      { kind: 'bind', source: `${folder}/conf`, target: '/etc/app', readOnly: false, location },
      { kind: 'volume', volume: 'kept', target: '/etc/app/kept', readOnly: false, location },
    ] as const;
    const bastion = { workdir: '/opt/team', copy: { '.': '/opt/team' }, path: [], packages: [], hosts: {}, environment: {} };
    const stack = stackOf({ web: { ...webService('hello', 8080), mounts } }, { folder, bastion, volumes: [{ name: 'kept' }] });
    await withStack(engine, stack, async running => {
      const run = await shellOn(running);
      expect(
        (await run("sed -i 's/10/20/' conf/app.conf; echo more > conf/more.conf; echo hidden > conf/kept/hidden; ls . conf")).stdout,
      ).toBe('.:\nREADME\nconf\n\nconf:\napp.conf\nkept\nmore.conf\n');
      expect((await running.services.get('web')!.exec(['sh', '-c', 'cat /etc/app/*.conf; ls -A /etc/app/kept'])).stdout).toBe(
        'limit=20\nmore\n',
      );
    });
  });

  test(`${engine}: a single file that a service mounts has the operator's edit: at once when written in place, else at its next start`, async () => {
    const { writeFileSync } = await import('node:fs');
    const { folder } = stackOf({});
    for (const name of ['rw.conf', 'ro.conf']) writeFileSync(`${folder}/${name}`, 'limit=10\n');
    const mounts = ['rw', 'ro'].map(
      kind => ({ kind: 'bind', source: `${folder}/${kind}.conf`, target: `/etc/${kind}.conf`, readOnly: kind === 'ro', location }) as const,
    );
    const bastion = { workdir: '/opt/team', copy: { '.': '/opt/team' }, path: [], packages: [], hosts: {}, environment: {} };
    const stack = stackOf({ web: { ...webService('hello', 8080), mounts } }, { folder, bastion });
    await withStack(
      engine,
      stack,
      async running => {
        const run = await shellOn(running);
        const web = running.services.get('web')!;
        const has = async (): Promise<string> => (await web.exec(['cat', '/etc/rw.conf', '/etc/ro.conf'])).stdout;
        expect((await run('for f in rw ro; do echo limit=20 > $f.conf; done; reload')).status).toBe(0);
        expect(await has()).toBe('limit=20\nlimit=20\n');
        expect((await run("sed -i 's/20/30/' rw.conf ro.conf; reload")).status).toBe(0);
        expect(await has()).toBe('limit=20\nlimit=20\n');
        await web.exec(['sh', '-c', 'echo limit=25 > /etc/rw.conf']);
        await run('reload');
        expect(await has()).toBe('limit=25\nlimit=20\n');
        await web.can.process!.stop();
        await web.can.process!.start();
        expect(await has()).toBe('limit=30\nlimit=30\n');
        // What the operator's copy holds already, written once more, still takes the place of what the service made of it.
        await web.exec(['sh', '-c', 'echo limit=0 > /etc/rw.conf']);
        expect((await run('echo limit=30 > rw.conf; reload')).status).toBe(0);
        expect(await has()).toBe('limit=30\nlimit=30\n');
      },
      { standIns: ['reload'], onStandIn: async () => 0 },
    );
  });

  test(`${engine}: disposing while calls are under way ends them, and doing it twice is fine`, async () => {
    const running = await start(engine, stackOf({ web: webService('hello', 8080) }));
    const run = await shellOn(running);
    const under = [
      run('sleep 1000').catch(() => 'ended'),
      running.services
        .get('web')!
        .exec(['sleep', '1000'])
        .catch(() => 'ended'),
    ];
    const socket = await running.dial('web', 8080);
    const closed = new Promise(resolve => socket.on('close', resolve).on('error', resolve));
    let lost = false;
    void running.lost.then(() => (lost = true));
    await running[Symbol.asyncDispose]();
    await Promise.all([...under, closed]);
    await running[Symbol.asyncDispose]();
    await expect(running.services.get('web')!.exec(['true'])).rejects.toMatchObject({ name: 'HarnessError' });
    expect(lost).toBe(false);
  });
}

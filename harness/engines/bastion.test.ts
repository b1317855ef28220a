import { expect, test } from '@playwright/test';
import { enginesUnderTest } from './testing/engines-under-test.ts';
import { database, stackOf, webService } from './testing/stack-of.ts';
import { shellOn, withStack } from './testing/with-stack.ts';

const bare = (): ReturnType<typeof stackOf> => stackOf({ idle: { run: 'sleep infinity' } });

for (const engine of enginesUnderTest) {
  test(`${engine}: variables, functions, the folder and the last status carry over from block to block`, async () => {
    await withStack(engine, bare(), async running => {
      const run = await shellOn(running);
      await run('X=5; export Y=6; greet() { echo "hi $1"; }; mkdir -p /tmp/a && cd /tmp/a; (exit 3)');
      expect((await run('echo "$? $X $Y $PWD"; greet you; bash -c \'echo $Y\'')).stdout).toBe('3 5 6 /tmp/a\nhi you\n6\n');
    });
  });

  test(`${engine}: a failing statement stops nothing, and its line is told when it did not decide the status`, async () => {
    await withStack(engine, bare(), async running => {
      const run = await shellOn(running);
      expect(await run('echo one\nls /missing\nfalse || echo saved\necho two')).toMatchObject({
        status: 0,
        stdout: 'one\nsaved\ntwo\n',
        masked: [{ line: 2, status: 2, text: 'ls /missing' }],
      });
      expect(await run('false\n(exit 4)')).toMatchObject({ status: 4, masked: [{ line: 1, status: 1 }] });
      expect(await run('inner() { (exit 7)\n echo on; }\ninner')).toMatchObject({ status: 0, masked: [{ line: 1, status: 7 }] });
      expect((await run('X=$(exit 5)\necho on')).masked).toEqual([{ line: 1, status: 5, text: 'X=$(exit 5)' }]);
    });
  });

  test(`${engine}: the time limit ends what the block started, not what an earlier one left running, and the shell lives on`, async () => {
    await withStack(engine, bare(), async running => {
      const run = await shellOn(running);
      await run('KEPT=yes; sleep 300 & echo $! > /tmp/earlier');
      expect(await run('trap "" TERM; while true; do sleep 0.1; done', { timeoutMs: 400 })).toMatchObject({
        status: 124,
        timedOut: true,
        closedShell: false,
      });
      expect(await run('sleep 300 | sleep 300', { timeoutMs: 300 })).toMatchObject({ status: 124, timedOut: true });
      expect(await run('echo $KEPT; kill -0 $(cat /tmp/earlier) && echo alive; pgrep -c sleep')).toMatchObject({
        status: 0,
        stdout: 'yes\nalive\n1\n',
      });
      expect(await run('mkfifo /tmp/pipe; read line < /tmp/pipe; echo never', { timeoutMs: 300 })).toMatchObject({
        status: 124,
        timedOut: true,
      });
      expect((await run('echo still here')).stdout).toBe('still here\n');
    });
  });

  test(`${engine}: \`exit\` closes the shell as it would the reader's, and the next block gets a fresh one`, async () => {
    await withStack(engine, bare(), async running => {
      const run = await shellOn(running);
      expect(await run('X=1; echo bye; exit 3')).toMatchObject({ status: 3, stdout: 'bye\n', closedShell: true });
      expect(await run('set -e\nfalse\necho never')).toMatchObject({ status: 1, stdout: '', closedShell: true });
      expect(await run('echo "[$X]"')).toMatchObject({ status: 0, stdout: '[]\n', closedShell: false });
    });
  });

  test(`${engine}: a command that never ends by itself gets Ctrl-C, which is no failure`, async () => {
    await withStack(engine, bare(), async running => {
      const run = await shellOn(running);
      expect(await run('echo a > /tmp/log; tail -f /tmp/log; echo after')).toMatchObject({
        status: 0,
        stdout: 'a\nafter\n',
        stoppedEndless: ['tail -f /tmp/log'],
        timedOut: false,
      });
      expect(await run('tail -f /tmp/log')).toMatchObject({ status: 0, timedOut: false });
    });
  });

  test(`${engine}: a block that bash cannot read is a syntax error, a missing command is not`, async () => {
    await withStack(engine, bare(), async running => {
      const run = await shellOn(running);
      // Sourced as a file is: what stands complete before the error was carried out, and nothing behind it.
      expect(await run('echo before\nif true; then :; fi fi\necho after')).toMatchObject({
        syntaxError: true,
        status: 2,
        stdout: 'before\n',
      });
      expect(await run('echo "open')).toMatchObject({ syntaxError: true });
      expect(await run('no-such-tool')).toMatchObject({ status: 127, syntaxError: false });
      expect(await run('echo "syntax error" >&2; false')).toMatchObject({ status: 1, syntaxError: false });
    });
  });

  test(`${engine}: an endless output is cut in the middle and counted, what it prints cannot fake the end of a block`, async () => {
    await withStack(engine, bare(), async running => {
      const run = await shellOn(running);
      const { droppedBytes, stdout } = await run('yes', { timeoutMs: 500 });
      expect(droppedBytes).toBeGreaterThan(0);
      expect(stdout.length).toBeLessThan(1024 ** 2);
      expect(await run('printf "\\036fake\\036\\n"; echo ended; exec >/dev/null; echo lost')).toMatchObject({
        stdout: '\u001efake\u001e\nended\n',
      });
      expect((await run('echo gone; echo here >&2')).stderr).toBe('here\n');
    });
  });

  test(`${engine}: /dev/stdout and /dev/stderr can be opened again, standard input is empty or what the step types`, async () => {
    await withStack(engine, bare(), async running => {
      const run = await shellOn(running);
      expect(await run('echo out | tee /dev/stderr; echo x > /dev/stdout; cat')).toMatchObject({ stdout: 'out\nx\n', stderr: 'out\n' });
      expect((await run('read a b; echo "$b $a"', { input: 'one two' })).stdout).toBe('two one\n');
    });
  });

  test(`${engine}: an sql block goes on after an error; the last statement decides`, async () => {
    await withStack(engine, stackOf({ database }), async running => {
      const run = await shellOn(running);
      const sql = { language: 'sql', environment: { PGHOST: 'database', PGUSER: 'postgres', PGPASSWORD: 'secret' } } as const;
      expect(await run('select 1;\nselect wrong;\nselect 2 -- no semicolon', sql)).toMatchObject({
        status: 0,
        masked: [{ line: 2, text: 'select wrong;' }],
      });
      expect(await run('select 1;\nselect wrong;', sql)).toMatchObject({
        status: 3,
        masked: [],
        stderr: expect.not.stringContaining('drillbook_'),
      });
      expect(await run('select 1;', { ...sql, environment: { ...sql.environment, PGPASSWORD: 'wrong' } })).toMatchObject({ status: 2 });
    });
  });

  test(`${engine}: a stand-in gets the caller's words, uses its streams and returns its status; Ctrl-C reaches it`, async () => {
    const gone: string[] = [];
    await withStack(
      engine,
      stackOf({ web: webService('hello', 8080) }),
      async running => {
        const run = await shellOn(running);
        expect(await run('cd /tmp; docker say "two words" --flag; echo $?; echo typed | docker in | tr a-z A-Z')).toMatchObject({
          stdout: 'docker two words|--flag /tmp\n7\nTYPED\n',
        });
        expect(await run('docker say x > /tmp/file; cat /tmp/file; docker lost | head -1')).toMatchObject({
          stdout: expect.stringContaining('docker x /tmp'),
        });
        expect(await run('docker wait', { timeoutMs: 300 })).toMatchObject({ timedOut: true });
        await expect.poll(() => gone).toEqual(['wait']);
      },
      {
        standIns: ['docker'],
        async onStandIn(call) {
          if (call.argv[0] === 'in') return call.pass({ service: 'web' }, ['cat']);
          if (call.argv[0] === 'wait') {
            await new Promise(resolve => call.signal.addEventListener('abort', resolve));
            gone.push('wait');
            return 130;
          }
          await call.write('stdout', `${call.tool} ${call.argv.slice(1).join('|')} ${call.cwd}\n`);
          return 7;
        },
      },
    );
  });
}

import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { execIn } from './exec.ts';
import { Pipes } from './pipes.ts';
import type { Place } from './place.ts';

const here: Place = {
  root: '',
  wrappers: 0,
  enter: ([program = '', ...argv], { environment, cwd, stdio }) =>
    spawn(program, argv, { env: { ...environment }, cwd, stdio: stdio ?? 'ignore' }),
  pidOf: inner => inner,
};

/** As on a machine that gives us no processor for so long. */
function starve(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

test('what a command printed is there, also where its end is seen first and nobody looks for a while', async () => {
  const pipes = new Pipes(test.info().outputPath('pipes'));
  const { reader, writer } = pipes.make();
  const answer = new Promise<{ readonly stdout: string }>((resolve, reject) => {
    // In one look of the event loop: this, and the end of the program below. Its SIGCHLD is taken together with that of the command.
    reader.once('data', () => {
      const request = { argv: ['/bin/echo', 'printed'], environment: {}, cwd: '/', timeoutMs: 10_000 };
      execIn(here, pipes, request, { outputBytes: 1000, signal: new AbortController().signal }).then(resolve, reject);
      // After the look, and before the next one.
      setImmediate(() => starve(200));
      starve(200);
    });
  });
  spawn('/bin/true');
  writeSync(writer, 'x');
  starve(200);
  expect((await answer).stdout).toBe('printed\n');
  reader.destroy();
});

test('what a command left running and prints without end does not hold up its answer', async () => {
  const pipes = new Pipes(test.info().outputPath('pipes'));
  const request = {
    argv: ['/bin/sh', '-c', 'echo begun; for i in 1 2 3 4; do yes & done'],
    environment: { PATH: '/usr/bin:/bin' },
    cwd: '/',
    timeoutMs: 10_000,
  };
  const { status, stdout } = await execIn(here, pipes, request, { outputBytes: 1000, signal: new AbortController().signal });
  expect({ status, begins: stdout.startsWith('begun\n') }).toEqual({ status: 0, begins: true });
});

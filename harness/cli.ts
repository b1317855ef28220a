#!/usr/bin/env node
import process from 'node:process';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
// Before anything is loaded that an older one could not read.
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`drillbook: unexpected Node.js ${process.versions.node}, expected 20.19 or later\n`);
  process.exit(3);
}
const [{ exitCodes }, { commands }, { leave, terminalIsGone }, { main }] = await Promise.all([
  import('./cli/command.ts'),
  import('./cli/commands.ts'),
  import('./cli/leave.ts'),
  import('./cli/main.ts'),
]);

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    // A terminal that goes away tells it more than once; only who asks again wants an end at once.
    if (interrupted.signal.aborted && name !== 'SIGHUP') leave(exitCodes.interrupted);
    interrupted.abort(name);
  });
}
// `drillbook plan | head`: the reader went away (EPIPE), or the terminal did (EIO, when an ssh connection ends), which is no error of a
// command that is done. One that is not is interrupted: what nobody reads to its end is no pass.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    if (!interrupted.signal.aborted) interrupted.abort('the end of the reader of its output');
  });

// A plugin's code runs in this process: one that ends it early, with 0, must not look like a command that found all in order.
let status: number | undefined;
process.on('exit', code => {
  if (code !== 0 || status === exitCodes.ok) return;
  if (status === undefined) process.stderr.write('drillbook: something ended the program before it was done\n');
  process.exitCode = status ?? exitCodes.inconclusive;
});

status = await main(
  process.argv.slice(2),
  {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: () => process.stdin,
    cwd: process.cwd(),
    env: process.env,
    signal: interrupted.signal,
  },
  commands,
);
process.exitCode = status;
if (terminalIsGone()) leave(status);

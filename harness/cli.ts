#!/usr/bin/env node
import process from 'node:process';
import { exitCodes } from './cli/command.ts';
import { commands } from './cli/commands.ts';
import { main } from './cli/main.ts';

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    if (interrupted.signal.aborted) process.exit(exitCodes.interrupted);
    interrupted.abort(name);
  });
}
// `drillbook plan | head`: the reader went away, which is no error of a command that is done. One that is not is interrupted: what nobody
// reads to its end is no pass.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (!interrupted.signal.aborted) interrupted.abort('the end of the reader of its output');
  });

process.exitCode = await main(
  process.argv.slice(2),
  { stdout: process.stdout, stderr: process.stderr, cwd: process.cwd(), env: process.env, signal: interrupted.signal },
  commands,
);

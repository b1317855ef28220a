import { Writable } from 'node:stream';
import type { CommandIo } from '../command.ts';
import { guardedOutput } from '../guarded-output.ts';

/** The world of a drill in somebody else's test runner. */
export interface TestIo extends CommandIo {
  /** What was said on standard error, as one line. */
  said(): string;
}

/** Nothing goes to standard output, which is the caller's; what is said of troubles and of downloads passes through its reporters. */
export function testIo(cwd: string, signal: AbortSignal): TestIo {
  const said: string[] = [];
  const real = guardedOutput(process.stderr, 'text');
  const sink = (write: (text: string) => void): Writable =>
    new Writable({
      decodeStrings: false,
      write(chunk, _encoding, done) {
        write(String(chunk));
        done();
      },
    });
  return {
    stdout: sink(() => undefined),
    stderr: sink(text => {
      said.push(text.trim());
      real.write(text);
    }),
    cwd,
    env: process.env,
    signal,
    said: () => said.join(' '),
  };
}

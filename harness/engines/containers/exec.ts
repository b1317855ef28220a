import { randomBytes } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import { Writable, type Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecOptions, ExecResult } from '../engine.ts';
import { OutputBuffer } from '../inside/output-buffer.ts';
import { statusOf, type Container, type Docker } from './runtime.ts';

const outputBytes = 256 * 1024;

export interface ContainerExec extends ExecOptions {
  readonly user?: string;
  /** Where output goes instead of into the result. */
  readonly sink?: (stream: 'stdout' | 'stderr', bytes: Buffer) => Promise<void>;
  /** What it reads, instead of `input`. */
  readonly source?: Duplex;
  /** Ends everything that was started with this id. */
  readonly endInvocation: (id: string) => Promise<void>;
}

/**
 * Runs a command inside a container through Docker's `exec`. A command that cannot be found or run
 * has the statuses that a shell gives it, 127 and 126, with Docker's words.
 */
export async function execInContainer(
  docker: Docker,
  container: Container,
  argv: readonly string[],
  options: ContainerExec,
): Promise<ExecResult> {
  options.signal?.throwIfAborted();
  const invocation = randomBytes(16).toString('hex');
  const reads = options.input !== undefined || options.source !== undefined;
  let began = false;
  let ended = false;
  let timedOut = false;
  try {
    const exec = await container.exec({
      Cmd: [...argv],
      AttachStdin: reads,
      AttachStdout: true,
      AttachStderr: true,
      Env: [...Object.entries(options.environment ?? {}).map(([name, value]) => `${name}=${value}`), `INVOCATION_ID=${invocation}`],
      ...(options.cwd === undefined ? {} : { WorkingDir: options.cwd }),
      ...(options.user === undefined ? {} : { User: options.user }),
    });
    const stream = await exec.start({ hijack: true, stdin: reads });
    began = true;
    const stop = (): void =>
      void (async () => {
        // It may not have begun yet.
        for (; !ended; await sleep(100)) await options.endInvocation(invocation);
      })().catch(() => stream.destroy());
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(
            () => {
              timedOut = true;
              stop();
            },
            Math.min(options.timeoutMs, 2 ** 31 - 1),
          );
    options.signal?.addEventListener('abort', stop, { once: true });
    if (options.signal?.aborted === true) stop();
    try {
      const out = collector(options.sink === undefined ? undefined : bytes => options.sink!('stdout', bytes));
      const errors = collector(options.sink === undefined ? undefined : bytes => options.sink!('stderr', bytes));
      (docker.modem as { demuxStream(from: unknown, out: unknown, errors: unknown): void }).demuxStream(stream, out.stream, errors.stream);
      if (options.source !== undefined) options.source.on('error', () => {}).pipe(stream);
      else if (reads) stream.end(options.input);
      await new Promise<void>((resolve, reject) => stream.on('end', resolve).on('close', resolve).on('error', reject));
      ended = true;
      await Promise.all([out.end(), errors.end()]);
      const status = timedOut ? 124 : await exitStatus(exec, container);
      const stdout = out.text();
      if (options.sink !== undefined) return { status: isMissing(status, stdout) ? 127 : status, stdout: '', stderr: '' };
      return isMissing(status, stdout) ? { status: 127, stdout: '', stderr: stdout } : { status, stdout, stderr: errors.text() };
    } finally {
      ended = true;
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', stop);
      options.source?.destroy();
    }
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    if (statusOf(thrown) === 409 || (statusOf(thrown) === 500 && /is not running/.test(message)))
      return { status: 125, stdout: '', stderr: `${message}\n` };
    // Docker forgets a container's commands when it ends: the container is there, and it is the command that is not found.
    if (statusOf(thrown) === 404 && /exec instance/i.test(message))
      return { status: began ? 137 : 125, stdout: '', stderr: `${message}\n` };
    if (statusOf(thrown) === 400 && /executable file not found|no such file or directory/.test(message))
      return { status: 127, stdout: '', stderr: `${message}\n` };
    if (statusOf(thrown) === 400 && /permission denied/.test(message)) return { status: 126, stdout: '', stderr: `${message}\n` };
    throw thrown;
  }
}

/** A command that is not there is 127 in every shell; Docker before 23 says 126, and why on standard output. */
function isMissing(status: number, said: string): boolean {
  return (
    (status === 126 || status === 127) && /^OCI runtime exec failed.*(executable file not found|no such file or directory)/s.test(said)
  );
}

/**
 * Docker tells a command's end a moment after its streams have closed, and never where the container
 * ended with the command in it: that one was killed.
 */
async function exitStatus(
  exec: { inspect(): Promise<{ Running: boolean; ExitCode: number | null }> },
  container: Container,
): Promise<number> {
  for (let tries = 0; ; tries++) {
    const { Running, ExitCode } = await exec.inspect();
    if (!Running && ExitCode !== null) return ExitCode;
    if (tries > 20 && !(await container.inspect()).State.Running) return 137;
    await sleep(10);
  }
}

function collector(sink: ((bytes: Buffer) => Promise<void>) | undefined): { stream: Writable; text(): string; end(): Promise<unknown> } {
  const buffer = new OutputBuffer(outputBytes);
  const decoder = new StringDecoder('utf8');
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      // Of what goes elsewhere only the beginning is kept, for Docker's own words may be in it.
      if (sink === undefined || buffer.text.length < 1000) buffer.add(decoder.write(chunk));
      if (sink === undefined) return done();
      void sink(chunk).then(
        () => done(),
        // Nobody reads any more, as with a closed pipe.
        () => done(),
      );
    },
  });
  const end = (): Promise<unknown> => new Promise(resolve => stream.end(resolve));
  return { stream, text: () => buffer.text, end };
}

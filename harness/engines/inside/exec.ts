import { once } from 'node:events';
import { StringDecoder } from 'node:string_decoder';
import type { Socket } from 'node:net';
import { constants } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { OutputBuffer } from './output-buffer.ts';
import { closeAll, type Pipes } from './pipes.ts';
import { send, treeOf } from './process-table.ts';
import type { Place } from './place.ts';
import type { CommandAnswer, CommandRequest } from './protocol.ts';

/** Runs a command and collects what it prints, or lets it use the streams of a stand-in's caller. */
export async function execIn(
  place: Place,
  pipes: Pipes,
  request: CommandRequest,
  options: { outputBytes: number; signal: AbortSignal; streams?: readonly [number, number, number] },
): Promise<CommandAnswer> {
  const out = new OutputBuffer(options.outputBytes);
  const err = new OutputBuffer(options.outputBytes);
  const made = options.streams === undefined ? [pipes.make(), pipes.make()] : [];
  const [stdout, stderr] = made;
  const child = place.enter(request.argv, {
    environment: request.environment,
    cwd: request.cwd,
    // A text of its own goes before what the caller types.
    stdio: options.streams
      ? [request.input === undefined ? options.streams[0] : 'pipe', options.streams[1], options.streams[2]]
      : [request.input === undefined ? 'ignore' : 'pipe', stdout?.writer, stderr?.writer],
  });
  closeAll(made.map(({ writer }) => writer));
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const readers = made.map(({ reader }) => reader);
  const drained = Promise.all([stdout && collect(stdout.reader, out), stderr && collect(stderr.reader, err)]);
  child.stdin?.on('error', () => {});
  child.stdin?.end(request.input);
  let timedOut = false;
  const kill = (): void => {
    for (const { pid } of treeOf(child.pid ?? 0).slice(place.wrappers)) send(pid, 'SIGKILL');
    if (child.pid !== undefined) send(child.pid, 'SIGKILL');
  };
  const timer = setTimeout(
    () => {
      timedOut = true;
      kill();
    },
    Math.min(request.timeoutMs, 2 ** 31 - 1),
  );
  options.signal.addEventListener('abort', kill, { once: true });
  try {
    const [code, signal] = await ended;
    // What the command left running may hold the pipes open; it does not hold up the answer.
    let patience: NodeJS.Timeout | undefined;
    await Promise.race([drained, new Promise(resolve => (patience = setTimeout(resolve, 100)))]);
    clearTimeout(patience);
    await emptied(readers);
    return { status: timedOut ? 124 : (code ?? 128 + constants.signals[signal ?? 'SIGKILL']), stdout: out.text, stderr: err.text };
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', kill);
    for (const { reader } of made) reader.destroy();
  }
}

/** As much as both pipes hold at most, without a privilege (pipe(7)). */
const mostInPipes = 2 * 1024 ** 2;

/**
 * What a command wrote before its end is in the pipes by then, but need not have been read: on a busy machine the patience is over before
 * we look. Between two immediates the event loop looks once; when that brought nothing, nothing is left. What comes after as much as pipes
 * hold is of something that it left running.
 */
async function emptied(readers: readonly Socket[]): Promise<void> {
  const bytes = (): number => readers.reduce((sum, { bytesRead }) => sum + bytesRead, 0);
  const atFirst = bytes();
  let before: number;
  await setImmediate();
  do {
    before = bytes();
    await setImmediate();
  } while (bytes() > before && before - atFirst < mostInPipes);
}

function collect(reader: Socket, buffer: OutputBuffer): Promise<void> {
  const decoder = new StringDecoder('utf8');
  reader.on('error', () => {});
  reader.on('data', (chunk: Buffer) => buffer.add(decoder.write(chunk)));
  return new Promise(resolve => reader.on('close', () => resolve()));
}

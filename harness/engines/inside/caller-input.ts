import { closeSync, constants, fstatSync, openSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { typedInput } from './prelude.ts';

/** More than any file has: all that is left. */
const rest = Number.MAX_SAFE_INTEGER;

/**
 * What the caller of a stand-in has on standard input. A pipe is one and the same for all who have it; a file that is opened a second time
 * has a place of its own, so that what is read here has to be taken from the caller as well: in `while read …; do ssh …; done <list` the
 * next `read` gets what ssh has left.
 */
export class CallerInput {
  /** Of a file: where the caller was, and so where we begin. */
  readonly start: number | undefined;
  readonly #descriptor: number;
  readonly #isPipe: boolean;
  readonly #isTyped: boolean;

  constructor(pid: number, descriptor: number) {
    const stat = fstatSync(descriptor);
    this.#descriptor = descriptor;
    this.#isPipe = stat.isFIFO();
    this.#isTyped = isTyped(pid);
    this.start = stat.isFile() ? skipTo(descriptor, offsetOf(`/proc/${pid}/fdinfo/0`)) : undefined;
  }

  /** How many bytes of its file the caller has to leave out. What is in a pipe is taken at once; what a person types later is not there yet. */
  taken(readsAhead: boolean): number {
    const all = readsAhead && !this.#isTyped;
    if (all && this.#isPipe) empty(this.#descriptor);
    if (this.start === undefined) return 0;
    return all ? rest : Math.max(0, offsetOf(`/proc/self/fdinfo/${this.#descriptor}`) - this.start);
  }
}

function isTyped(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/fd/0`).endsWith(typedInput);
  } catch {
    return false;
  }
}

function offsetOf(path: string): number {
  try {
    return Number(/^pos:\s*(\d+)$/m.exec(readFileSync(path, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Node has no lseek: a place in a file is reached by reading up to it. */
function skipTo(descriptor: number, offset: number): number {
  const bytes = Buffer.alloc(Math.min(offset, 1024 ** 2));
  for (let left = offset; left > 0;) {
    const read = readSync(descriptor, bytes, 0, Math.min(left, bytes.length), null);
    if (read === 0) break;
    left -= read;
  }
  return offset;
}

/** More than this was not in a pipe at one time, without a privilege (pipe(7)). */
const mostInPipe = 1024 ** 2;

function empty(pipe: number): void {
  const descriptor = openSync(`/proc/self/fd/${pipe}`, constants.O_RDONLY | constants.O_NONBLOCK);
  const bytes = Buffer.alloc(64 * 1024);
  try {
    for (let taken = 0, read = 1; read > 0 && taken < mostInPipe; taken += read) read = readSync(descriptor, bytes);
  } catch (thrown) {
    // Nothing more is there, and somebody may yet write.
    if ((thrown as NodeJS.ErrnoException).code !== 'EAGAIN') throw thrown;
  } finally {
    closeSync(descriptor);
  }
}

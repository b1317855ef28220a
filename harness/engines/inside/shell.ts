import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSyntaxError, psqlFile, type BlockFiles } from './block-files.ts';
import { isEndless } from './endless.ts';
import { MarkedOutput } from './marked-output.ts';
import { maskedFailures, type Failure } from './masked-failures.ts';
import { closeAll, type Pipes } from './pipes.ts';
import { carryOut, expirySignal, prelude, typedInput } from './prelude.ts';
import { commandLine, processTable, send, treeOf, type ProcessEntry } from './process-table.ts';
import type { Place } from './place.ts';
import type { BlockAnswer, BlockRequest } from './protocol.ts';
import { quote } from './quote.ts';

/** Time that processes get between SIGTERM and SIGKILL when a block's time is over. */
const politeMs = 500;

interface Session {
  readonly child: ChildProcess;
  readonly out: MarkedOutput;
  readonly err: MarkedOutput;
  readonly ended: Promise<number>;
  onControl: (line: readonly string[]) => void;
}

/** One non-interactive bash on the bastion; a fresh one takes over when a block has closed it. */
export class Shell {
  readonly #place: Place;
  readonly #pipes: Pipes;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #cwd: string;
  readonly #outputBytes: number;
  readonly #tell: (stream: 'stdout' | 'stderr', text: string) => void;
  #session: Session | undefined;
  #blocks = 0;

  constructor(
    place: Place,
    pipes: Pipes,
    options: {
      environment: Readonly<Record<string, string>>;
      cwd: string;
      outputBytes: number;
      tell: (stream: 'stdout' | 'stderr', text: string) => void;
    },
  ) {
    this.#place = place;
    this.#pipes = pipes;
    this.#environment = options.environment;
    this.#cwd = options.cwd;
    this.#outputBytes = options.outputBytes;
    this.#tell = options.tell;
  }

  async run(request: BlockRequest, signal: AbortSignal): Promise<BlockAnswer> {
    const began = performance.now();
    const session = (this.#session ??= this.#open());
    const files = this.#write(request);
    const mark = `\u001e${Math.random().toString(36).slice(2)}.${this.#blocks}\u001e`;
    const before = new Set(this.#below(session).map(({ pid }) => pid));
    const failures: Failure[] = [];
    const ended = new Promise<number>(resolve => {
      session.onControl = ([kind, ...fields]) => {
        if (kind === 'failed')
          failures.push({ status: Number(fields[0]), line: Number(fields[1]), file: fields[2] ?? '', depth: Number(fields[3]) });
        if (kind === 'ended') resolve(Number(fields[0]));
      };
    });
    session.out.begin(mark, this.#outputBytes);
    session.err.begin(mark, this.#outputBytes);
    const prefix = Object.entries(request.environment)
      .map(([name, value]) => `export ${name}=${quote(value)}\n`)
      .join('');
    session.child.stdin?.write(prefix + carryOut(files.script, files.input, mark, request.cwd === '' ? undefined : request.cwd));

    const watch = this.#watch(session, before, request.endlessMs);
    const outcome = await this.#await(session, ended, before, request.timeoutMs, signal);
    const stoppedEndless = watch.stop();
    if (outcome.closed) await Promise.race([Promise.all([session.out.closed, session.err.closed]), sleep(200)]);
    else await Promise.all([session.out.marked, session.err.marked]);
    if (outcome.closed) this.#session = undefined;
    const stopped = stoppedEndless.length > 0 && [130, 143].includes(outcome.status);
    const stdout = session.out.take();
    const stderr = session.err.take();
    const sql = request.language === 'sql' ? psqlFile.read(stderr.text, files) : undefined;
    const status = outcome.timedOut ? 124 : stopped ? 0 : (sql?.status ?? outcome.status);
    return {
      status,
      stdout: stdout.text,
      stderr: sql?.stderr ?? stderr.text,
      droppedBytes: stdout.droppedBytes + stderr.droppedBytes,
      timedOut: outcome.timedOut,
      closedShell: outcome.closed,
      stoppedEndless,
      syntaxError:
        outcome.status !== 0 &&
        !outcome.timedOut &&
        request.language === 'shell' &&
        isSyntaxError(`${this.#place.root}${files.script}`, stderr.text),
      masked: sql?.masked ?? maskedFailures(failures, files.script, outcome.status, request.script, outcome.timedOut),
      durationMs: performance.now() - began,
    };
  }

  close(): void {
    if (this.#session === undefined) return;
    for (const { pid } of treeOf(this.#session.child.pid ?? 0)) send(pid, 'SIGKILL');
    this.#session = undefined;
  }

  #open(): Session {
    const out = this.#pipes.make();
    const err = this.#pipes.make();
    const control = this.#pipes.make();
    const child = this.#place.enter(['bash', '--noprofile', '--norc'], {
      environment: this.#environment,
      cwd: this.#cwd,
      stdio: ['pipe', out.writer, err.writer, control.writer],
    });
    closeAll([out.writer, err.writer, control.writer]);
    child.stdin?.on('error', () => {});
    const session: Session = {
      child,
      onControl: () => {},
      out: new MarkedOutput(out.reader, text => this.#tell('stdout', text)),
      err: new MarkedOutput(err.reader, text => this.#tell('stderr', text)),
      ended: once(child, 'exit').then(([code, signal]) => (typeof code === 'number' ? code : signal === 'SIGKILL' ? 137 : 143)),
    };
    let rest = '';
    control.reader.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\0\0\n');
      rest = lines.pop() ?? '';
      for (const line of lines) session.onControl(line.split('\0'));
    });
    (child.stdin as Writable).write(`${prelude}\n`);
    return session;
  }

  #write(request: BlockRequest): BlockFiles {
    const { root } = this.#place;
    const base = `/run/drillbook/steps/${++this.#blocks}-${request.name.replaceAll(/[^\w.-]+/g, '-')}`;
    const script = `${base}.sh`;
    let text = request.script;
    if (request.language === 'sql') {
      writeFileSync(`${root}${base}.sql`, psqlFile.content(request.script), { mode: 0o644 });
      text = `psql -X -f ${base}.sql`;
    }
    writeFileSync(root + script, `${text}\n`, { mode: 0o644 });
    if (request.input !== undefined)
      writeFileSync(`${root}${base}${typedInput}`, request.input.endsWith('\n') ? request.input : `${request.input}\n`);
    return {
      script,
      sql: `${base}.sql`,
      input: request.input === undefined ? '/dev/null' : `${base}${typedInput}`,
      lines: request.script.split('\n'),
    };
  }

  /** Waits for the block's end; when its time is over ends what it started and lets bash leave the file. */
  async #await(
    session: Session,
    ended: Promise<number>,
    before: ReadonlySet<number>,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<{ status: number; closed: boolean; timedOut: boolean }> {
    const over = Promise.race([
      ended.then(status => ({ status, closed: false, timedOut: false })),
      session.ended.then(status => ({ status, closed: true, timedOut: false })),
    ]);
    const first = await until(over, timeoutMs, signal);
    if (first !== undefined) return first;
    const bash = treeOf(session.child.pid ?? 0)[this.#place.wrappers];
    if (bash !== undefined) send(bash.pid, expirySignal);
    const started = (): readonly ProcessEntry[] => this.#below(session).filter(({ pid }) => !before.has(pid));
    for (const { pid } of started()) send(pid, 'SIGTERM');
    for (const { pid } of started()) send(pid, 'SIGCONT');
    let second = await until(over, politeMs);
    for (let tries = 0; second === undefined && tries < 10; tries++) {
      for (const { pid } of started()) send(pid, 'SIGKILL');
      second = await until(over, 200);
    }
    if (second === undefined && bash !== undefined) {
      // Bash itself hangs, for instance opening a pipe that nobody writes to.
      send(bash.pid, 'SIGKILL');
      second = await over;
    }
    for (const { pid } of started()) send(pid, 'SIGKILL');
    return { status: 124, closed: second?.closed ?? true, timedOut: true };
  }

  /** What bash has started: not itself, and nothing below what earlier blocks left running. */
  #below(session: Session, table = processTable()): readonly ProcessEntry[] {
    return treeOf(session.child.pid ?? 0, table).slice(this.#place.wrappers + 1);
  }

  /** Sends Ctrl-C to commands that never end by themselves, once they have printed for `endlessMs`. */
  #watch(session: Session, before: ReadonlySet<number>, endlessMs: number): { stop(): readonly string[] } {
    const seen = new Map<number, number>();
    const stopped: string[] = [];
    const timer = setInterval(() => {
      const table = processTable();
      for (const { pid, parent } of this.#below(session, table)) {
        // A script's own subshells look like it.
        if (before.has(pid) || seen.has(parent) || !isEndless(commandLine(pid))) continue;
        const since = seen.get(pid) ?? performance.now();
        seen.set(pid, since);
        if (performance.now() - since < endlessMs || stopped.length > 100) continue;
        stopped.push(commandLine(pid).join(' '));
        seen.set(pid, Number.POSITIVE_INFINITY);
        for (const entry of treeOf(pid, table)) send(entry.pid, 'SIGINT');
      }
    }, 100);
    return {
      stop() {
        clearInterval(timer);
        return stopped;
      },
    };
  }
}

async function until<T>(promise: Promise<T>, ms: number, signal?: AbortSignal): Promise<T | undefined> {
  const stop = new AbortController();
  const forward = (): void => stop.abort();
  signal?.addEventListener('abort', forward, { once: true });
  if (signal?.aborted) forward();
  try {
    return await Promise.race([promise, sleep(ms, undefined, { signal: stop.signal }).catch(() => undefined)]);
  } finally {
    signal?.removeEventListener('abort', forward);
    stop.abort();
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { HarnessError } from '../../support/harness-error.ts';
import type { CallName, Calls, FromSupervisor } from './inside/protocol.ts';
import { sandboxScript, type SandboxSources } from './sandbox-script.ts';

type SupervisorEvent = Extract<FromSupervisor, { readonly event: string }>;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The engine's end of a sandbox: starts it, calls its supervisor, ends it. */
export class Supervisor {
  /** Resolves with the reason when the sandbox ends without having been asked to. */
  readonly lost: Promise<Error>;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #exited: Promise<unknown>;
  readonly #onEvent: (event: SupervisorEvent) => void;
  #fatal: string | undefined;
  #errors = '';
  #ending = false;
  #calls = 0;

  /** @throws {HarnessError} `sandbox-failed` with what the kernel or a tool said. */
  static async start(sources: SandboxSources, onEvent: (event: SupervisorEvent) => void): Promise<Supervisor> {
    // setpriv ties the sandbox's life to this process, whatever way it ends.
    const namespaces = sources.root ? ['-m', '--propagation', 'private'] : ['-U', '-r', '-m', '--propagation', 'private'];
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'unshare', ...namespaces, 'sh', '-c', sandboxScript(sources)], {
      // Its own process group: a terminal's Ctrl-C is for the harness, which then ends the sandbox.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
      detached: true,
      env: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
    });
    const supervisor = new Supervisor(child, onEvent);
    try {
      await supervisor.#ready;
    } catch (thrown) {
      await supervisor.end();
      throw thrown;
    }
    return supervisor;
  }

  readonly #ready: Promise<void>;

  private constructor(child: ChildProcess, onEvent: (event: SupervisorEvent) => void) {
    this.#child = child;
    this.#onEvent = onEvent;
    // One listener for each call that hands a socket over.
    child.setMaxListeners(0);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#errors = (this.#errors + text).slice(-4000)));
    let isReady: () => void;
    let isLost: (error: Error) => void;
    const ready = new Promise<void>(resolve => (isReady = resolve));
    this.lost = new Promise(resolve => (isLost = resolve));
    this.#exited = Promise.race([once(child, 'exit'), once(child, 'error')]);
    void this.#exited.then(
      () => {
        const error = this.#endError();
        for (const waiting of this.#waiting.values()) waiting.reject(error);
        this.#waiting.clear();
        if (!this.#ending) isLost(error);
      },
      () => {},
    );
    this.#ready = Promise.race([ready, this.lost.then(error => Promise.reject(error))]);
    this.#ready.catch(() => {});
    child.on('message', (message: FromSupervisor, handle?: Socket) => {
      if ('answer' in message) this.#answer(message, handle);
      else if (message.event === 'ready') isReady();
      else {
        if (message.event === 'fatal') this.#fatal = message.message;
        this.#onEvent(message);
      }
    });
  }

  call<N extends CallName>(name: N, params: Calls[N]['in'], signal?: AbortSignal): Promise<Calls[N]['out']> {
    return this.#send(name, params, signal) as Promise<Calls[N]['out']>;
  }

  dial(params: Calls['dial']['in']): Promise<Socket> {
    return this.#send('dial', params) as Promise<Socket>;
  }

  /** Ends everything inside and returns when it is gone. */
  async end(): Promise<void> {
    this.#ending = true;
    if (this.#child.connected) this.#child.disconnect();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined) return;
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 2000);
    await this.#exited.catch(() => {});
    clearTimeout(timer);
  }

  #send(call: CallName, params: unknown, signal?: AbortSignal): Promise<unknown> {
    const id = this.#calls++;
    return new Promise((resolve, reject) => {
      if (!this.#child.connected) return reject(this.#endError());
      const abort = (): void => void this.#child.send({ id: this.#calls++, call: 'abort', params: { request: id } }, () => {});
      const done = (): void => signal?.removeEventListener('abort', abort);
      this.#waiting.set(id, {
        resolve(value) {
          done();
          resolve(value);
        },
        reject(error) {
          done();
          reject(error);
        },
      });
      signal?.addEventListener('abort', abort, { once: true });
      this.#child.send({ id, call, params } as object, error => {
        if (error) this.#waiting.get(id)?.reject(error);
      });
      if (signal?.aborted) abort();
    });
  }

  #answer(message: Extract<FromSupervisor, { readonly answer: number }>, handle?: Socket): void {
    const waiting = this.#waiting.get(message.answer);
    this.#waiting.delete(message.answer);
    if (waiting === undefined) return void handle?.destroy();
    if (message.error === undefined) waiting.resolve(handle ?? message.result);
    else
      waiting.reject(Object.assign(new Error(message.error.message), message.error.code === undefined ? {} : { code: message.error.code }));
  }

  #endError(): Error {
    const said = (this.#fatal ?? this.#errors.trim().split('\n').slice(-3).join(' | ')) || 'without a word';
    return new HarnessError('sandbox-failed', `the sandbox ended: ${said}`, 'Run `drillbook doctor` to see what this machine lacks.');
  }
}

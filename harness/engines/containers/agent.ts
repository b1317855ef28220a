import { PassThrough, type Duplex } from 'node:stream';
import { HarnessError } from '../../support/harness-error.ts';
import type { AgentCallName, AgentCalls, FromAgent } from './agent/protocol.ts';
import { Wire } from './agent/wire.ts';
import type { Container, Docker } from './runtime.ts';

export type AgentEvent = Extract<FromAgent, { readonly event: string }>;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

const pingEveryMs = 5000;
/** Docker, or the way to it, that is silent for so long is lost; a trial that waits longer measures nothing. */
const silenceMs = 20_000;

/** The engine's end of an agent's channel: its container's standard streams. The agent ends when this end goes away. */
export class Agent {
  /** Resolves with the reason when the agent is lost without having been asked to end. */
  readonly lost: Promise<Error>;
  readonly #channel: NodeJS.ReadWriteStream & { destroy(): void };
  readonly #wire: Wire;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ready: Promise<void>;
  readonly #heartbeat: NodeJS.Timeout;
  #isLost: (error: Error) => void = () => {};
  #errors = '';
  #ending = false;
  #ids = 0;
  #streams = 0;
  #lastHeard = performance.now();

  /** Takes the streams of a container that was created with an open standard input; start it afterwards, then wait for `ready`. */
  static async attach(docker: Docker, container: Container, onEvent: (event: AgentEvent) => void): Promise<Agent> {
    const channel = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true });
    return new Agent(docker, channel as Duplex, onEvent);
  }

  private constructor(docker: Docker, channel: Duplex, onEvent: (event: AgentEvent) => void) {
    this.#channel = channel;
    const [out, errors] = [new PassThrough(), new PassThrough()];
    errors.setEncoding('utf8').on('data', (text: string) => (this.#errors = (this.#errors + text).slice(-2000)));
    (docker.modem as { demuxStream(from: unknown, out: unknown, errors: unknown): void }).demuxStream(channel, out, errors);
    let isReady: () => void = () => {};
    const ready = new Promise<void>(resolve => (isReady = resolve));
    this.lost = new Promise(resolve => (this.#isLost = resolve));
    this.#ready = Promise.race([ready, this.lost.then(error => Promise.reject(error))]);
    this.#ready.catch(() => {});
    this.#wire = new Wire(out, channel, message => {
      this.#lastHeard = performance.now();
      const told = message as FromAgent;
      if ('answer' in told) this.#answer(told);
      else if (told.event === 'ready') isReady();
      else if (told.event === 'fatal') this.#errors = told.message;
      else onEvent(told);
    });
    channel.on('error', (error: Error) => this.#end(error.message)).on('close', () => this.#end('its channel was closed'));
    channel.on('end', () => this.#end('its container ended'));
    this.#heartbeat = setInterval(() => {
      const silentMs = performance.now() - this.#lastHeard;
      if (silentMs > silenceMs) this.#end(`neither Docker nor the agent has answered for ${Math.round(silentMs / 1000)} s`);
      else void this.call('ping', {}).catch(() => {});
    }, pingEveryMs);
    this.#heartbeat.unref();
  }

  ready(): Promise<void> {
    return this.#ready;
  }

  call<N extends AgentCallName>(name: N, params: AgentCalls[N]['in'], signal?: AbortSignal): Promise<AgentCalls[N]['out']> {
    const id = this.#ids++;
    return new Promise((resolve, reject) => {
      if (this.#ending) return reject(this.#lostError('it has ended'));
      const abort = (): void => this.#wire.send({ id: this.#ids++, call: 'abort', params: { request: id } });
      const done = (): void => signal?.removeEventListener('abort', abort);
      this.#waiting.set(id, {
        resolve(value) {
          done();
          resolve(value as AgentCalls[N]['out']);
        },
        reject(error) {
          done();
          reject(error);
        },
      });
      signal?.addEventListener('abort', abort, { once: true });
      this.#wire.send({ id, call: name, params });
      if (signal?.aborted) abort();
    });
  }

  /** A byte stream whose other end the given call makes. */
  async open<N extends 'dial' | 'standInInput'>(name: N, params: Omit<AgentCalls[N]['in'], 'stream'>): Promise<Duplex> {
    const stream = this.#streams++;
    const near = this.#wire.stream(stream, { allowHalfOpen: name === 'standInInput' });
    near.on('error', () => {});
    try {
      await this.call(name, { ...params, stream } as AgentCalls[N]['in']);
      return near;
    } catch (thrown) {
      near.destroy();
      throw thrown;
    }
  }

  /** Lets go of the channel, which ends the agent and its container. */
  close(): void {
    this.#ending = true;
    this.#end('it was closed');
    this.#channel.end();
    this.#channel.destroy();
  }

  #answer(message: Extract<FromAgent, { readonly answer: number }>): void {
    const waiting = this.#waiting.get(message.answer);
    this.#waiting.delete(message.answer);
    if (message.error === undefined) waiting?.resolve(message.result);
    else
      waiting?.reject(
        Object.assign(new Error(message.error.message), message.error.code === undefined ? {} : { code: message.error.code }),
      );
  }

  #end(why: string): void {
    clearInterval(this.#heartbeat);
    const error = this.#lostError(why);
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
    this.#wire.close(error);
    if (!this.#ending) this.#isLost(error);
    this.#ending = true;
  }

  #lostError(why: string): Error {
    const said = this.#errors.trim().split('\n').slice(-3).join(' | ');
    return new HarnessError(
      'agent-lost',
      `the bastion's agent is gone: ${said === '' ? why : said}`,
      'Look whether Docker still runs (`docker ps`), then drill again.',
    );
  }
}

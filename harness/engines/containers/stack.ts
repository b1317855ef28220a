import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stack } from '../../model/stack.ts';
import type { Bastion, DialOptions, RunningService, RunningStack } from '../engine.ts';
import type { Agent } from './agent.ts';
import type { ContainerService } from './service.ts';
import type { Sidecars } from './sidecars.ts';

export interface StackParts {
  readonly spec: Stack;
  readonly services: ReadonlyMap<string, ContainerService>;
  readonly agent: Agent;
  readonly bastion: Bastion;
  readonly sidecars: Sidecars;
  readonly lost: Promise<Error>;
  readonly end: () => Promise<void>;
}

/** A stack in containers, as faults, shims, probes and the drill see it. */
export class ContainerStack implements RunningStack {
  readonly engine = 'containers';
  readonly spec: Stack;
  readonly services: ReadonlyMap<string, RunningService>;
  readonly bastion: Bastion;
  readonly lost: Promise<Error>;
  readonly #parts: StackParts;

  constructor(parts: StackParts) {
    this.#parts = parts;
    this.spec = parts.spec;
    this.services = parts.services;
    this.bastion = parts.bastion;
    this.lost = parts.lost;
  }

  get layout(): Stack['layout'] {
    return this.spec.layout;
  }

  async dial(host: string, port: number, { from, instance, timeoutMs = 10_000, signal }: DialOptions = {}): Promise<Duplex> {
    signal?.throwIfAborted();
    const dialled = this.#agentOf(from, instance).then(agent => agent.open('dial', { host, port, timeoutMs }));
    if (signal === undefined) return dialled;
    const settled = new AbortController();
    const aborted = sleep(2 ** 31 - 1, undefined, { signal: AbortSignal.any([signal, settled.signal]), ref: false }).catch(() => {
      if (!settled.signal.aborted) throw signal.reason;
    });
    try {
      return (await Promise.race([dialled, aborted])) as Duplex;
    } catch (thrown) {
      void dialled.then(
        stream => stream.destroy(),
        () => {},
      );
      throw thrown;
    } finally {
      settled.abort();
      aborted.catch(() => {});
    }
  }

  echo(): Promise<void> {
    return this.#parts.agent.call('ping', {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.end();
  }

  async #agentOf(from: string | undefined, instance: number | undefined): Promise<Agent> {
    if (from === undefined || this.layout === 'host') return this.#parts.agent;
    const container = this.#parts.services
      .get(from)
      ?.instances()
      .find(({ running, number }) => running && (instance === undefined || number === instance))?.container;
    const agent = container === undefined ? undefined : await this.#parts.sidecars.of(container);
    if (agent === undefined) throw Object.assign(new Error(`connect ENETDOWN: ${from} does not run`), { code: 'ENETDOWN' });
    return agent;
  }
}

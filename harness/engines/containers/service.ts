import type { Service, Stack } from '../../model/stack.ts';
import type { Capabilities, RunningService } from '../engine.ts';
import { instanceName, namesOf } from '../service-names.ts';
import { hostOf, type StackNetwork } from './addresses.ts';
import type { Agent } from './agent.ts';
import { fileControl, volumeControl } from './capabilities.ts';
import { Instance } from './instance.ts';
import { networkControl, type Attached } from './network-control.ts';
import { onSameServer, throughSidecar } from './neighbour.ts';
import { unlessGone, type Container, type Docker } from './runtime.ts';
import type { Sidecars } from './sidecars.ts';
import type { VolumeMount } from './volumes.ts';

export interface ServiceParts {
  readonly docker: Docker;
  readonly stack: Stack;
  readonly service: Service;
  /** `postgres:15`. */
  readonly runs: string;
  readonly stopSignal?: string;
  readonly networks: readonly StackNetwork[];
  readonly mounts: readonly VolumeMount[];
  readonly bastion: () => Agent;
  readonly sidecars: Sidecars;
  readonly create: (number: number) => Promise<Container>;
  readonly beforeStart: () => Promise<void>;
  readonly peer: (service: string) => ContainerService;
  readonly onChange: () => Promise<void>;
}

/** A service of a stack in containers, one or several of them. */
export class ContainerService implements RunningService {
  readonly name: string;
  readonly runs: string;
  readonly addresses: readonly string[];
  readonly stopSignal?: string;
  readonly can: Capabilities;
  /** Networks that it is on now. */
  readonly on: () => readonly StackNetwork[];
  readonly #parts: ServiceParts;
  readonly #instances: Instance[] = [];

  constructor(parts: ServiceParts) {
    const { service, stack } = parts;
    this.#parts = parts;
    this.name = service.name;
    this.runs = parts.runs;
    this.addresses = namesOf(service, stack);
    if (parts.stopSignal !== undefined) this.stopSignal = parts.stopSignal;
    for (let number = 1; number <= service.replicas; number++) this.#instances.push(this.#instance(number));
    const exec: RunningService['exec'] = (argv, options) => this.exec(argv, options);
    const network = networkControl({
      docker: parts.docker,
      networks: parts.networks,
      attached: () => this.#attached(),
      peer: name => ({ networks: parts.peer(name).on(), attached: parts.peer(name).#attached() }),
      bastion: parts.bastion,
      sidecar: container => parts.sidecars.of(container, { withTunnel: true }),
      onChange: parts.onChange,
    });
    this.on = network.on;
    const each = async (work: (instance: Instance) => Promise<unknown>): Promise<void> =>
      void (await Promise.all(this.#instances.map(work)));
    this.can = {
      process: {
        start: () => each(({ process }) => process.start()),
        stop: options => each(({ process }) => process.stop(options)),
        signal: signal => each(({ process }) => process.signal(signal)),
        pause: () => each(({ process }) => process.pause()),
        resume: () => each(({ process }) => process.resume()),
        states: async () => (await Promise.all(this.#instances.map(({ process }) => process.states()))).flat(),
      },
      ...(stack.layout === 'network' && parts.networks.length > 0 ? { network: network.control } : {}),
      volume: volumeControl(parts.mounts, parts.bastion, exec),
      files: fileControl(parts.mounts, parts.bastion, exec, () => this.#first()?.container),
      scale: { to: count => this.#scale(count) },
    };
  }

  instances(): readonly Instance[] {
    return this.#instances;
  }

  status: RunningService['status'] = options => this.#first()?.status(options) ?? Promise.resolve({ state: 'stopped', restarts: 0 });
  logs: RunningService['logs'] = options => this.#first()?.logs(options) ?? Promise.resolve('');
  exec: RunningService['exec'] = (argv, options) =>
    this.#first()?.exec(argv, options) ??
    Promise.resolve({ status: 125, stdout: '', stderr: `the service ${this.name} has no instance\n` });

  /** The first that runs, for whoever wants just one. */
  #first(): Instance | undefined {
    return this.#instances.find(({ running }) => running) ?? this.#instances[0];
  }

  /** Where a published port leads. */
  get address(): string | undefined {
    const running = this.#instances.find(instance => instance.running);
    if (running === undefined) return undefined;
    if (this.#parts.stack.layout === 'host') return '127.0.0.1';
    const [network] = this.on();
    return network === undefined ? undefined : `${network.prefix}.${hostOf(this.#parts.stack, this.name, running.number)}`;
  }

  #instance(number: number): Instance {
    const { docker, stack, service, bastion, sidecars, create, beforeStart, onChange } = this.#parts;
    return new Instance({
      docker,
      service,
      number,
      name: instanceName(service, stack, number),
      create: () => create(number),
      beforeStart,
      neighbour: container =>
        stack.layout === 'host' ? onSameServer(bastion(), container) : throughSidecar(container, () => sidecars.of(container)),
      onChange,
    });
  }

  #attached(): readonly Attached[] {
    return this.#instances.flatMap(({ container, number }) =>
      container === undefined
        ? []
        : [
            {
              container,
              host: hostOf(this.#parts.stack, this.name, number),
              names: network => namesOf(this.#parts.service, this.#parts.stack, { number, network }),
            },
          ],
    );
  }

  async #scale(count: number): Promise<void> {
    const removed = this.#instances.splice(count);
    await Promise.all(
      removed.map(async instance => {
        instance.retire();
        await instance.process.stop();
        if (instance.container !== undefined) await unlessGone(instance.container.remove({ force: true, v: true }), [409]);
      }),
    );
    const added: Instance[] = [];
    for (let number = this.#instances.length + 1; number <= count; number++) added.push(this.#instance(number));
    this.#instances.push(...added);
    await Promise.all(added.map(({ process }) => process.start()));
    await this.#parts.onChange();
  }
}

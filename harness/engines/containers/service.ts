import type { Release } from '../../model/release.ts';
import type { Service, Stack } from '../../model/stack.ts';
import { Unsupported } from '../../support/harness-error.ts';
import type { Capabilities, ClockControl, RunningService } from '../engine.ts';
import { HarmedFiles } from '../harmed-files.ts';
import { instanceName, namesOf } from '../service-names.ts';
import { hostOf, type StackNetwork } from './addresses.ts';
import type { Agent } from './agent.ts';
import { fileControl, volumeControl } from './capabilities.ts';
import type { ImpairedWays, WaySide } from './impaired-ways.ts';
import { Instance } from './instance.ts';
import { nameControl } from './name-control.ts';
import { networkControl, type Attached } from './network-control.ts';
import { whileFrozen } from './while-frozen.ts';
import { onSameServer, throughSidecar } from './neighbour.ts';
import { unlessGone, type Container, type Docker } from './runtime.ts';
import type { Sidecars } from './sidecars.ts';
import { upstreamControl } from './upstream-control.ts';
import { mountedFiles, type StackVolume, type VolumeMount } from './volumes.ts';

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
  readonly remount: (volume: StackVolume, options: string) => Promise<void>;
  readonly create: (number: number, release: Release | undefined) => Promise<Container>;
  readonly clock?: ClockControl;
  readonly beforeStart: () => Promise<void>;
  readonly ways: () => ImpairedWays;
  readonly onChange: () => Promise<void>;
  /** An agent in the bastion's network, with rights that the bastion lacks. */
  readonly besideBastion: () => Promise<Agent>;
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
  /** A container that starts has a network of its own again, without what was done to the former one; one that is plugged in again has new routes. */
  readonly #harmAnew: (container: Container, number: number, options: { readonly isStart: boolean }) => Promise<void>;
  #release: Release | undefined;
  readonly #harmed: HarmedFiles;

  constructor(parts: ServiceParts) {
    const { service, stack } = parts;
    this.#parts = parts;
    this.#harmed = new HarmedFiles(service);
    this.name = service.name;
    this.runs = parts.runs;
    this.addresses = namesOf(service, stack);
    if (parts.stopSignal !== undefined) this.stopSignal = parts.stopSignal;
    for (let number = 1; number <= service.replicas; number++) this.#instances.push(this.#instance(number));
    const exec: RunningService['exec'] = (argv, options) => this.exec(argv, options);
    const network = networkControl({
      docker: parts.docker,
      service: service.name,
      networks: parts.networks,
      attached: () => this.#attached(),
      sidecar: () => this.#sidecar(),
      ways: parts.ways,
      beside: container => parts.sidecars.of(container),
      plugged: async () => {
        for (const { container, number, running } of this.#instances)
          if (container !== undefined && running) await this.#harmAnew(container, number, { isStart: false });
      },
      onChange: parts.onChange,
    });
    this.on = network.on;
    const running = () =>
      this.#attached()
        .filter(({ container }) => this.#instances.some(instance => instance.container === container && instance.running))
        .map(({ container, host }) => ({ container, address: addressOn(parts.networks[0], host) }));
    const sidecar = (container: Container): Promise<Agent | undefined> => parts.sidecars.of(container);
    const names = nameControl({ running, sidecar });
    const upstream = upstreamControl({ names: names.control, running, sidecar, besideBastion: parts.besideBastion });
    this.#harmAnew = async (container, number, { isStart }) => {
      if (!names.isHarmed() && !upstream.isHarmed()) return;
      await whileFrozen(container, async () => {
        await names.tell(container, addressOn(parts.networks[0], hostOf(stack, service.name, number)));
        await upstream.tell(container);
        // What it opened in the moment before leads where nothing is harmed. A kernel that cannot break it leaves it.
        const everywhere = { addresses: ['0.0.0.0/0'] };
        if (isStart) await (await sidecar(container))?.call('abortConnections', everywhere).catch(() => {});
      });
    };
    const each = async (work: (instance: Instance) => Promise<unknown>): Promise<void> =>
      void (await Promise.all(this.#instances.map(work)));
    this.can = {
      process: {
        start: () => each(({ process }) => process.start()),
        stop: options => each(({ process }) => process.stop(options)),
        signal: (signal, options) => each(({ process }) => process.signal(signal, options)),
        pause: () => each(({ process }) => process.pause()),
        resume: () => each(({ process }) => process.resume()),
        states: async () => (await Promise.all(this.#instances.map(({ process }) => process.states()))).flat(),
        inspect: async () => (await Promise.all(this.#instances.map(({ process }) => process.inspect()))).flat(),
        limit: (limits, options) => each(({ process }) => process.limit(limits, options)),
      },
      ...(stack.layout === 'network' && parts.networks.length > 0
        ? { network: network.control, names: names.control, upstream: upstream.control }
        : {}),
      volume: volumeControl(parts.mounts, parts.bastion, exec, parts.remount),
      files: this.#harmed.watch(
        fileControl(
          parts.mounts,
          parts.bastion,
          exec,
          () => this.#first()?.container,
          mountedFiles(
            service,
            parts.mounts.map(({ volume }) => volume),
          ),
        ),
      ),
      scale: { to: count => this.#scale(count) },
      deploy: {
        with: release => this.#deploy(release),
        renew: options => this.#renew(options),
        deployed: () => this.#release,
      },
      ...(parts.clock === undefined ? {} : { clock: parts.clock }),
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

  /** Its instances on the networks that it is on now. */
  get side(): WaySide {
    return { networks: this.on(), instances: this.#attached() };
  }

  /** Where a published port leads. */
  get address(): string | undefined {
    const running = this.#instances.find(instance => instance.running);
    if (running === undefined) return undefined;
    if (this.#parts.stack.layout === 'host') return '127.0.0.1';
    const [network] = this.on();
    return network === undefined ? undefined : `${network.prefix}.${hostOf(this.#parts.stack, this.name, running.number)}`;
  }

  async #sidecar(): Promise<Agent> {
    const container = this.#instances.find(({ running }) => running)?.container;
    const agent = container === undefined ? undefined : await this.#parts.sidecars.of(container);
    if (agent === undefined) throw Object.assign(new Error(`${this.name} does not run`), { code: 'ENETDOWN' });
    return agent;
  }

  #instance(number: number): Instance {
    const { docker, stack, service, bastion, sidecars, create, beforeStart, onChange } = this.#parts;
    return new Instance({
      docker,
      service,
      number,
      name: instanceName(service, stack, number),
      create: () => create(number, this.#release),
      beforeStart,
      afterStart: container => this.#harmAnew(container, number, { isStart: true }),
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

  async #deploy(release: Release | undefined): Promise<void> {
    await this.#refuseUnnamedVolumes();
    await Promise.all(this.#instances.map(instance => instance.renew()));
    this.#release = release;
    await Promise.all(this.#instances.map(({ process }) => process.start()));
  }

  async #renew({ unnamedVolumes }: { readonly unnamedVolumes: 'kept' | 'lost' }): Promise<void> {
    this.#harmed.refuseRenewal();
    if (unnamedVolumes === 'kept') await this.#refuseUnnamedVolumes();
    await Promise.all(this.#instances.map(instance => instance.renew()));
    this.#release = undefined;
    await this.#parts.onChange();
  }

  async #refuseUnnamedVolumes(): Promise<void> {
    const own = this.#parts.mounts.map(({ volume }) => volume.name);
    for (const { container } of this.#instances)
      for (const mount of (await container?.inspect())?.Mounts ?? [])
        if (mount.Type === 'volume' && !own.includes(mount.Name ?? ''))
          throw new Unsupported(
            `a new container of ${this.name}, whose image keeps data at ${mount.Destination}, for which the stack names no volume`,
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

function addressOn(network: StackNetwork | undefined, host: number): string | undefined {
  return network === undefined ? undefined : `${network.prefix}.${host}`;
}

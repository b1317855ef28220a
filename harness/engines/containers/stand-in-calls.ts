import type { Stack } from '../../model/stack.ts';
import { operatorEnvironment } from '../bastion-environment.ts';
import type { ExecOptions, RunningStack, StandInCall, StartOptions } from '../engine.ts';
import type { StandInRequest } from '../inside/protocol.ts';
import type { Agent } from './agent.ts';
import { execOnBastion } from './bastion.ts';
import type { EditedFiles } from './edited-files.ts';
import type { ContainerService } from './service.ts';

/** Answers the operator's tools: each call of one is a `StandInCall` for the shim behind it. */
export class StandInCalls {
  readonly #stack: Stack;
  readonly #agent: () => Agent;
  readonly #services: ReadonlyMap<string, ContainerService>;
  readonly #onStandIn: StartOptions['onStandIn'];
  readonly #edited: EditedFiles;
  readonly #open = new Map<number, AbortController>();

  constructor(
    stack: Stack,
    agent: () => Agent,
    services: ReadonlyMap<string, ContainerService>,
    edited: EditedFiles,
    onStandIn: StartOptions['onStandIn'],
  ) {
    this.#edited = edited;
    this.#stack = stack;
    this.#agent = agent;
    this.#services = services;
    this.#onStandIn = onStandIn;
  }

  gone(call: number): void {
    this.#open.get(call)?.abort(new Error('the caller has gone'));
  }

  async answer(request: StandInRequest, running: RunningStack | undefined): Promise<void> {
    const controller = new AbortController();
    this.#open.set(request.call, controller);
    const agent = this.#agent();
    const write = (stream: 'stdout' | 'stderr', bytes: Buffer): Promise<void> =>
      agent.call('standInWrite', { call: request.call, stream, base64: bytes.toString('base64') });
    const { call: id, ...asked } = request;
    let hasReadAhead = false;
    const call: StandInCall = {
      ...asked,
      signal: controller.signal,
      write: (stream, text) => write(stream, Buffer.from(text)),
      pass: ({ service, instance = 1 }, argv, { readsAhead = false, ...options } = {}) => {
        hasReadAhead ||= readsAhead;
        return service === undefined
          ? this.#onBastion(request, argv, options, controller.signal)
          : this.#inService(service, instance, id, argv, { ...options, signal: controller.signal }, write);
      },
    };
    // What the tool acts on may read a file that the operator has just written.
    const act = async (stack: RunningStack): Promise<number> => {
      await this.#edited.carryOver();
      return this.#onStandIn(call, stack);
    };
    const status = running === undefined ? 125 : await act(running).catch(() => 125);
    this.#open.delete(id);
    await agent.call('standInEnd', { call: id, status, readsAhead: hasReadAhead }).catch(() => {});
  }

  async #onBastion(request: StandInRequest, argv: readonly string[], options: ExecOptions, signal: AbortSignal): Promise<number> {
    const environment = { ...operatorEnvironment(this.#stack), ...request.environment, ...options.environment };
    const { status } = await execOnBastion(this.#agent(), argv, {
      cwd: request.cwd,
      ...options,
      environment,
      streamsOf: request.call,
      withSudo: request.tool === 'sudo',
      signal,
    });
    return status;
  }

  /** The caller's streams reach into the container through the harness. */
  async #inService(
    service: string,
    number: number,
    call: number,
    argv: readonly string[],
    options: ExecOptions,
    sink: (stream: 'stdout' | 'stderr', bytes: Buffer) => Promise<void>,
  ): Promise<number> {
    const instance = this.#services
      .get(service)
      ?.instances()
      .find(one => one.number === number);
    if (instance === undefined) throw new Error(`unexpected instance ${number} of ${service}`);
    const source = options.input === undefined ? await this.#agent().open('standInInput', { call }) : undefined;
    const { status, stderr } = await instance.execWith(argv, { ...options, sink, ...(source === undefined ? {} : { source }) });
    // What Docker itself says when the command could not be started.
    if (stderr !== '') await sink('stderr', Buffer.from(stderr));
    return status;
  }
}

import type { RunningService, RunningStack, ServiceInstance, StandInCall } from '../../engines/engine.ts';
import type { Stack } from '../../model/stack.ts';

/** Which real services of a stack are the instances of one: the first gives its name, all can be scaled to. */
export type Composition = Readonly<Record<string, readonly string[]>>;

export interface SeveralInstances {
  readonly stack: RunningStack;
  /** A call of an operator's tool, with its way into the right process. */
  call(call: StandInCall): StandInCall;
}

/**
 * Shows several services of a stack as the instances of one, as an engine that can scale shows them: real
 * processes, each with its own state, log and signals. A service has at first as many as its `replicas` say.
 */
export async function severalInstances(real: RunningStack, spec: Stack, composition: Composition): Promise<SeveralInstances> {
  const services = new Map<string, RunningService>();
  for (const { name, replicas } of spec.services) {
    const members = (composition[name] ?? [name]).map(member => find(real, member));
    services.set(name, composition[name] === undefined ? find(real, name) : await oneOf(name, members, replicas, spec));
  }
  const stack: RunningStack = {
    engine: real.engine,
    layout: real.layout,
    spec,
    services,
    bastion: real.bastion,
    lost: real.lost,
    dial: (...asked) => real.dial(...asked),
    echo: () => real.echo(),
    [Symbol.asyncDispose]: () => real[Symbol.asyncDispose](),
  };
  return {
    stack,
    call: call => ({
      ...call,
      write: (stream, text) => call.write(stream, text),
      pass({ service, instance = 1 }, argv, options) {
        const member = service === undefined ? undefined : (composition[service]?.[instance - 1] ?? service);
        return call.pass(member === undefined ? {} : { service: member }, argv, options);
      },
    }),
  };
}

async function oneOf(name: string, members: readonly RunningService[], count: number, spec: Stack): Promise<RunningService> {
  const all = members.map((member, index): ServiceInstance => {
    const [only] = member.instances();
    if (only === undefined) throw new Error(`unexpected service ${member.name} without an instance`);
    return { ...only, number: index + 1, name: `${spec.name}-${name}-${index + 1}` };
  });
  let present = all.slice(0, count);
  for (const { process } of all.slice(count)) await process.stop();
  const [first] = members;
  if (first === undefined) throw new Error(`unexpected service ${name} of nothing`);
  return {
    ...first,
    name,
    instances: () => present,
    can: {
      ...first.can,
      process: {
        start: () => each(present, ({ process }) => process.start()),
        stop: options => each(present, ({ process }) => process.stop(options)),
        signal: (signal, options) => each(present, ({ process }) => process.signal(signal, options)),
        pause: () => each(present, ({ process }) => process.pause()),
        resume: () => each(present, ({ process }) => process.resume()),
        states: async () => (await Promise.all(present.map(({ process }) => process.states()))).flat(),
        inspect: async () => (await Promise.all(present.map(({ process }) => process.inspect()))).flat(),
        limit: (limits, options) => each(present, ({ process }) => process.limit(limits, options)),
      },
      scale: {
        async to(wanted) {
          const next = all.slice(0, wanted);
          await each(present.slice(wanted), ({ process }) => process.stop());
          await each(next.slice(present.length), ({ process }) => process.start());
          present = next;
        },
      },
    },
  };
}

async function each(instances: readonly ServiceInstance[], deed: (instance: ServiceInstance) => Promise<void>): Promise<void> {
  await Promise.all(instances.map(deed));
}

function find(stack: RunningStack, name: string): RunningService {
  const service = stack.services.get(name);
  if (service === undefined) throw new Error(`unexpected service "${name}", expected one of ${[...stack.services.keys()].join(', ')}`);
  return service;
}

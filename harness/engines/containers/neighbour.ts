import type { InspectedProcess, ProcessLimits } from '../engine.ts';
import type { Agent } from './agent.ts';
import type { Container } from './runtime.ts';

export interface SeenProcess {
  readonly pid: number;
  readonly state: string;
  readonly command: string;
}

/** Who looks at a service's processes and sends them signals, without a tool of the service's own image. */
export interface Neighbour {
  processes(): Promise<readonly SeenProcess[]>;
  /** What the container was started with. Its state costs a look. */
  main(options: { readonly withState: boolean }): Promise<{ readonly pid: number; readonly state?: string } | undefined>;
  /** To all but process 1 of the namespace. */
  signal(signal: string, pids?: readonly number[]): Promise<void>;
  inspect(): Promise<readonly InspectedProcess[]>;
  limit(limits: ProcessLimits, pids: readonly number[]): Promise<void>;
  endInvocation(id: string): Promise<void>;
}

/** In layout `host` the bastion's own agent: it shares the namespace. */
export function onSameServer(agent: Agent, container: Container): Neighbour {
  return {
    processes: () => agent.call('processes', { container: container.id }),
    main: async () => (await agent.call('processes', { container: container.id })).find(({ main }) => main),
    signal: (signal, pids) => agent.call('signal', { container: container.id, signal, ...(pids === undefined ? {} : { pids }) }),
    inspect: () => agent.call('inspect', { container: container.id }),
    limit: (limits, pids) => agent.call('limit', { container: container.id, limits, pids }),
    endInvocation: id => agent.call('endInvocation', { id }),
  };
}

/** In layout `network` Docker itself lists processes, and an agent in a sidecar acts on them. */
export function throughSidecar(container: Container, sidecar: () => Promise<Agent | undefined>): Neighbour {
  return {
    processes: () => top(container),
    async main({ withState }) {
      return withState ? (await top(container)).find(({ pid }) => pid === 1) : { pid: 1 };
    },
    async signal(signal, pids) {
      // Alone in its namespace: nothing to send beyond process 1.
      if (pids === undefined ? (await top(container)).length < 2 : pids.every(pid => pid === 1)) return;
      const request = { container: container.id, signal, ...(pids === undefined ? {} : { pids }) };
      await unlessEnded(container, async () => (await sidecar())?.call('signal', request));
    },
    async inspect() {
      let seen: readonly InspectedProcess[] = [];
      await unlessEnded(container, async () => (seen = (await (await sidecar())?.call('inspect', { container: container.id })) ?? []));
      return seen;
    },
    async limit(limits, pids) {
      await unlessEnded(container, async () => (await sidecar())?.call('limit', { container: container.id, limits, pids }));
    },
    async endInvocation(id) {
      await unlessEnded(container, async () => (await sidecar())?.call('endInvocation', { id }));
    },
  };
}

/** A sidecar ends with the service that it stands beside, also by what it was asked to do. */
async function unlessEnded(container: Container, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    if ((await container.inspect()).State.Running) throw thrown;
  }
}

/** The pids are those of the machine that Docker runs on, but for the container's own process 1. */
async function top(container: Container): Promise<readonly SeenProcess[]> {
  // Null where it is just ending.
  let listed: { Processes: string[][] | null };
  try {
    listed = (await container.top({ ps_args: '-eo pid,ppid,stat,args' })) as typeof listed;
  } catch {
    // Not running.
    return [];
  }
  const all = (listed.Processes ?? []).map(([pid = '', parent = '', stat = '', ...args]) => ({
    pid: Number(pid),
    parent: Number(parent),
    state: stat.slice(0, 1),
    command: args.join(' '),
  }));
  // What was put in later by `exec` has its parent outside, too, but a higher number.
  const first = Math.min(...all.filter(({ parent }) => !all.some(({ pid }) => pid === parent)).map(({ pid }) => pid));
  return all.map(({ pid, state, command }) => ({ pid: pid === first ? 1 : pid, state, command }));
}

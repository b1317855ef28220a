import { setTimeout as sleep } from 'node:timers/promises';
import { bornLabel, partLabel, stackLabel } from './labels.ts';
import { unlessGone, type Docker } from './runtime.ts';

/** A stack that is just being made has no bastion yet; after so long it has one, or never will. */
const growsUpMs = 10 * 60_000;

/** Takes away what dead drills left: whatever carries our label and whose stack has no running bastion. */
export async function sweep(docker: Docker): Promise<void> {
  const containers = await docker.listContainers({ all: true, filters: { label: [stackLabel] } });
  const alive = new Set(
    containers
      .filter(({ Labels, State }) => Labels[partLabel] === 'bastion' && State === 'running')
      .map(({ Labels }) => Labels[stackLabel]),
  );
  const networks = await docker.listNetworks({ filters: { label: [stackLabel] } });
  const { Volumes: volumes } = await docker.listVolumes({ filters: { label: [stackLabel] } as never });
  const dead = new Set(
    [
      ...containers.map(({ Labels }) => Labels),
      ...networks.map(({ Labels }) => Labels ?? {}),
      ...(volumes ?? []).map(({ Labels }) => Labels ?? {}),
    ]
      .filter(labels => Date.now() - Number(labels[bornLabel] ?? 0) > growsUpMs)
      .flatMap(labels => labels[stackLabel] ?? [])
      .filter(id => !alive.has(id)),
  );
  // What Docker holds on to (a network with an end of something that has gone) is in nobody's way: the next drill tries again.
  for (const id of dead) await removeStack(docker, id, sweptMs).catch(() => {});
}

/** What is created or removed by others at the same time holds networks and volumes until it has gone. */
const settledMs = 10_000;
const pauseMs = 100;
const sweptMs = 1000;

/** Removes everything of one stack; what has gone already is fine. Tries what can be tried, again while others are at work on it, then throws the first failure. */
export async function removeStack(docker: Docker, id: string, withinMs: number = settledMs): Promise<void> {
  const since = performance.now();
  for (;;) {
    const { found, failures } = await removeOnce(docker, `${stackLabel}=${id}`);
    if (found === 0) return;
    if (performance.now() - since > withinMs) {
      if (failures.length > 0) throw failures[0];
      throw new Error(`${found} things of the stack ${id} are still there, though Docker removed them`);
    }
    if (failures.length > 0) await sleep(pauseMs);
  }
}

/** One round: the ends of networks, then containers, for they hold the rest. `found` counts what was there when it began. */
async function removeOnce(docker: Docker, label: string): Promise<{ readonly found: number; readonly failures: readonly unknown[] }> {
  const containers = await docker.listContainers({ all: true, filters: { label: [label] } });
  // Whatever does not let go here goes with its container.
  if (containers.length > 0) await disconnectAll(docker, label).catch(() => {});
  // 409: its removal is under way, by us or by somebody else.
  const failures = await failuresOf(
    containers.map(({ Id }) => unlessGone(docker.getContainer(Id).remove({ force: true, v: true }), [409])),
  );
  const [networks, { Volumes: volumes }] = await Promise.all([
    docker.listNetworks({ filters: { label: [label] } }),
    docker.listVolumes({ filters: { label: [label] } as never }),
  ]);
  failures.push(
    ...(await failuresOf([
      ...networks.map(({ Id }) => unlessGone(docker.getNetwork(Id).remove())),
      ...(volumes ?? []).map(({ Name }) => unlessGone(docker.getVolume(Name).remove())),
    ])),
  );
  return { found: containers.length + networks.length + (volumes ?? []).length, failures };
}

/**
 * Takes every container off its networks, of each network one after the other: where several ends of one go at the same time, Docker
 * 20.10 miscounts them about once in some hundred stacks, and then nobody can remove that network until Docker is started anew.
 */
async function disconnectAll(docker: Docker, label: string): Promise<void> {
  const networks = await docker.listNetworks({ filters: { label: [label] } });
  await failuresOf(
    networks.map(async ({ Id }) => {
      const network = docker.getNetwork(Id);
      const { Containers: ends = {} } = await network.inspect();
      for (const container of Object.keys(ends)) await network.disconnect({ Container: container, Force: true }).catch(() => {});
    }),
  );
}

async function failuresOf(works: readonly Promise<unknown>[]): Promise<unknown[]> {
  return (await Promise.allSettled(works)).flatMap(settled => (settled.status === 'rejected' ? [settled.reason as unknown] : []));
}

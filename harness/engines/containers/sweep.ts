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
  for (const id of dead) await removeStack(docker, id);
}

/** Removes everything of one stack; what has gone already is fine. Tries what can be tried, then throws the first failure. */
export async function removeStack(docker: Docker, id: string): Promise<void> {
  const label = `${stackLabel}=${id}`;
  const failures: unknown[] = [];
  const all = async (works: readonly Promise<unknown>[]): Promise<void> => {
    for (const { status, ...rest } of await Promise.allSettled(works))
      if (status === 'rejected') failures.push((rest as PromiseRejectedResult).reason);
  };
  // Twice: a sidecar may have been on its way while the first list was made.
  for (let round = 0; round < 2; round++) {
    const containers = await docker.listContainers({ all: true, filters: { label: [label] } });
    if (containers.length === 0) break;
    // 409: its removal is under way, by us or by somebody else.
    await all(containers.map(({ Id }) => unlessGone(docker.getContainer(Id).remove({ force: true, v: true }), [409])));
  }
  const [networks, { Volumes: volumes }] = await Promise.all([
    docker.listNetworks({ filters: { label: [label] } }),
    docker.listVolumes({ filters: { label: [label] } as never }),
  ]);
  await all([
    ...networks.map(({ Id }) => unlessGone(docker.getNetwork(Id).remove())),
    ...(volumes ?? []).map(({ Name }) => unlessGone(docker.getVolume(Name).remove())),
  ]);
  if (failures.length > 0) throw failures[0];
}

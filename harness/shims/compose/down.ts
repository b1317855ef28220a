import { Unsupported } from '../../support/harness-error.ts';
import { containersOf, containersOfService } from '../docker/container.ts';
import { stopContainer } from '../docker/control.ts';
import { removeContainers } from '../docker/removal.ts';
import { networksOf } from '../docker/removed.ts';
import { parseFlags } from '../flags.ts';
import type { ComposeCall } from './compose-call.ts';
import { networkNames } from './network-names.ts';
import { chosen, inDependencyOrder } from './services.ts';
import { say, sayOf, told } from './told.ts';

/** `docker compose down`: containers go, then networks, and with `--volumes` what the file's volumes hold. */
export async function down(asked: ComposeCall): Promise<number> {
  const { call, stack } = asked;
  const flags = parseFlags(asked.argv, ['-v --volumes', '-t --timeout=', '--remove-orphans', '--rmi='], { of: 'docker compose down' });
  if (flags.rest.length > 0) throw new Unsupported(`docker compose down ${flags.rest.join(' ')}: it takes down single services`);
  if (flags.has('--rmi')) throw new Unsupported('docker compose down --rmi: it removes images');
  const networks = networksOf(stack);
  if (containersOf(stack).length === 0 && !networks.areThere && !flags.has('--volumes')) {
    await call.write('stderr', `Warning: No resource found to remove for project "${stack.spec.name}".\n`);
    return 0;
  }
  const timeout = flags.value('--timeout');
  await inDependencyOrder(stack, chosen(stack, []), 'backward', async service => {
    const containers = containersOfService(service, stack);
    if (containers.length === 0) return;
    await Promise.all(containers.map(one => told(asked, one, ['Stopping', 'Stopped'], () => stopContainer(one, { timeout }))));
    for (const { name } of containers) await say(asked, name, 'Removing');
    await removeContainers(service, stack, { unnamedVolumes: 'lost' });
    for (const { name } of containers) await say(asked, name, 'Removed');
  });
  if (networks.areThere) {
    for (const what of ['Removing', 'Removed']) for (const name of networkNames(stack)) await sayOf(asked, 'Network', name, what);
    networks.areThere = false;
  }
  if (flags.has('--volumes')) await removeVolumes(asked);
  return 0;
}

/** The next containers find them empty, and as large as the file says. */
async function removeVolumes(asked: ComposeCall): Promise<void> {
  const { spec, services } = asked.stack;
  for (const { name, sizeBytes, inodes } of spec.volumes) {
    const users = spec.services.flatMap(({ name: user, mounts }) =>
      mounts.flatMap(mount => (mount.kind === 'volume' && mount.volume === name ? [{ user, target: mount.target }] : [])),
    );
    const [first] = users;
    if (first === undefined) continue;
    const volume = services.get(first.user)?.can.volume;
    if (volume === undefined) throw new Unsupported(`docker compose down --volumes: the volume ${name} cannot be emptied`);
    await sayOf(asked, 'Volume', `${spec.name}_${name}`, 'Removing');
    if (sizeBytes !== undefined || inodes !== undefined) await volume.readOnly(first.target, false);
    await volume.empty(first.target);
    if (sizeBytes !== undefined || inodes !== undefined)
      await volume.resize(first.target, { ...(sizeBytes === undefined ? {} : { sizeBytes }), ...(inodes === undefined ? {} : { inodes }) });
    await sayOf(asked, 'Volume', `${spec.name}_${name}`, 'Removed');
  }
}

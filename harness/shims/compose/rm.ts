import { Unsupported } from '../../support/harness-error.ts';
import { containersOfService, isUp } from '../docker/container.ts';
import { stopContainer } from '../docker/control.ts';
import { removeContainers } from '../docker/removal.ts';
import { parseFlags } from '../flags.ts';
import type { ComposeCall } from './compose-call.ts';
import { chosen, inDependencyOrder } from './services.ts';
import { say, told } from './told.ts';

/** `docker compose rm --force [--stop] [SERVICE…]`: takes away what does not run. */
export async function rm(asked: ComposeCall): Promise<number> {
  const { call, stack } = asked;
  const flags = parseFlags(asked.argv, ['-f --force', '-s --stop', '-v --volumes'], { of: 'docker compose rm' });
  if (!flags.has('--force')) throw new Unsupported('docker compose rm asks a person; give it --force');
  const services = chosen(stack, flags.rest);
  if (flags.has('--stop'))
    await inDependencyOrder(stack, services, 'backward', async service => {
      await Promise.all(
        containersOfService(service, stack).map(one => told(asked, one, ['Stopping', 'Stopped'], () => stopContainer(one))),
      );
    });
  const ended = [];
  for (const service of services) {
    const containers = containersOfService(service, stack);
    const up = await Promise.all(containers.map(isUp));
    if (up.includes(true) && up.includes(false))
      throw new Unsupported(`docker compose rm of some of the ${containers.length} containers of service ${service.name}`);
    if (containers.length > 0 && !up.includes(true)) ended.push({ service, names: containers.map(({ name }) => name) });
  }
  if (ended.length === 0) {
    await call.write('stderr', 'No stopped containers\n');
    return 0;
  }
  await call.write('stdout', `Going to remove ${ended.flatMap(({ names }) => names).join(', ')}\n`);
  for (const { service, names } of ended) {
    for (const name of names) await say(asked, name, 'Removing');
    await removeContainers(service, stack, { unnamedVolumes: 'lost' });
    for (const name of names) await say(asked, name, 'Removed');
  }
  return 0;
}

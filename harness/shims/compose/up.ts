import type { DeployControl, RunningService } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { specOf } from '../controls.ts';
import { containersOfService, stateOf } from '../docker/container.ts';
import { startContainer, stopContainer } from '../docker/control.ts';
import { createContainers, removeContainers } from '../docker/removal.ts';
import { isRemoved, networksOf } from '../docker/removed.ts';
import { parseFlags } from '../flags.ts';
import { buildImages } from './build.ts';
import type { ComposeCall } from './compose-call.ts';
import { networkNames } from './network-names.ts';
import { ComposeError } from './project.ts';
import { limitOf, untilCompleted, untilHealthy } from './readiness.ts';
import { countOf, readCounts, refuseCount, scaleTo, type Counts } from './scaling.ts';
import { chosen, inDependencyOrder, withDependencies } from './services.ts';
import { say, sayOf, told } from './told.ts';

/** Which services get other containers also where nothing has changed, and how. */
interface Anew {
  readonly services: readonly RunningService[];
  readonly timeout: string | undefined;
  readonly unnamedVolumes: 'kept' | 'lost';
}

/** `docker compose up --detach`, for containers whose configuration has not changed. */
export async function up(asked: ComposeCall): Promise<number> {
  const { stack } = asked;
  const flags = parseFlags(
    asked.argv,
    [
      '-d --detach',
      '--no-deps',
      '--no-recreate',
      '--no-build',
      '--wait',
      '--wait-timeout=',
      '-t --timeout=',
      '--quiet-pull',
      '--remove-orphans',
      '--pull=',
      '--force-recreate',
      '--build',
      '--scale=',
      '-V --renew-anon-volumes',
    ],
    { of: 'docker compose up' },
  );
  if (!flags.has('--detach') && !flags.has('--wait')) throw new Unsupported('docker compose up without --detach');
  if (!['missing', 'never', undefined].includes(flags.value('--pull')))
    throw new Unsupported(`docker compose up --pull ${flags.value('--pull') ?? ''}`);
  const changed = flags.has('--no-recreate') ? undefined : await asked.project.changed();
  if (changed !== undefined) throw new Unsupported(`docker compose up after a change of ${changed}: it makes new containers`);

  const alone = flags.has('--no-deps');
  const named = chosen(stack, flags.rest);
  const services = alone ? named : withDependencies(stack, named);
  const counts = readCounts(flags.values('--scale'), text => `invalid --scale option "${text}". Should be SERVICE=NUM`);
  for (const name of counts.keys())
    if (!services.some(service => service.name === name)) throw new ComposeError(`no such service: ${name}`);
  if (flags.has('--build')) await buildImages(asked, services);
  await bringUp(asked, services, {
    counts,
    alone,
    asDeployed: flags.has('--no-recreate'),
    ...(flags.has('--force-recreate')
      ? { anew: { services: named, timeout: flags.value('--timeout'), unnamedVolumes: flags.has('-V') ? 'lost' : 'kept' } }
      : {}),
  });
  if (flags.has('--wait')) {
    const limitMs = limitOf(flags.value('--wait-timeout'));
    const containers = services.flatMap(service => containersOfService(service, stack));
    await Promise.all(containers.map(container => untilHealthy(asked, container, limitMs)));
  }
  return 0;
}

/**
 * Gives each service as many containers as it is to have and starts those that do not run, first what it depends on;
 * what runs as the file says stays as it is. `alone` does not wait for dependencies; `asDeployed` leaves also what runs otherwise.
 */
export async function bringUp(
  asked: ComposeCall,
  services: readonly RunningService[],
  {
    counts,
    alone,
    asDeployed = false,
    anew,
  }: { readonly counts: Counts; readonly alone: boolean; readonly asDeployed?: boolean; readonly anew?: Anew },
): Promise<void> {
  const { stack } = asked;
  for (const service of services) refuseCount(service, countOf(service, counts, asked), asked);
  await create(asked, services, anew);
  await inDependencyOrder(stack, services, 'forward', async service => {
    if (!alone) await dependencies(asked, service);
    const count = countOf(service, counts, asked);
    const { deploy } = service.can;
    if (!asDeployed && deploy?.deployed() !== undefined) {
      await recreate(asked, service, deploy);
      return await scaleTo(asked, service, count);
    }
    const staying = containersOfService(service, stack).slice(0, count);
    await Promise.all([
      scaleTo(asked, service, count),
      ...staying.map(async container => {
        if (stateOf(await container.instance.status({ health: false })) === 'running') await say(asked, container.name, 'Running');
        else await told(asked, container, ['Starting', 'Started'], () => startContainer(container));
      }),
    ]);
  });
}

/** Makes the containers that are not there, and those that are to be others; before any is started. */
async function create(asked: ComposeCall, services: readonly RunningService[], anew: Anew | undefined): Promise<void> {
  const { stack } = asked;
  const networks = networksOf(stack);
  if (!networks.areThere)
    for (const name of networkNames(stack)) for (const what of ['Creating', 'Created']) await sayOf(asked, 'Network', name, what);
  networks.areThere = true;
  await inDependencyOrder(stack, services, 'forward', async service => {
    const isNew = isRemoved(service, stack);
    const before = containersOfService(service, stack);
    if (!isNew && (anew === undefined || !anew.services.includes(service))) return;
    for (const { name } of before) await say(asked, name, 'Recreate');
    await Promise.all(before.map(container => stopContainer(container, { timeout: anew?.timeout })));
    if (!isNew && anew !== undefined) await removeContainers(service, stack, anew);
    createContainers(service, stack);
    for (const { name } of containersOfService(service, stack))
      for (const what of isNew ? ['Creating', 'Created'] : ['Recreated']) await say(asked, name, what);
  });
}

/** What runs with other settings than the file's gets new containers. */
async function recreate(asked: ComposeCall, service: RunningService, deploy: DeployControl): Promise<void> {
  const names = containersOfService(service, asked.stack).map(({ name }) => name);
  for (const name of names) await say(asked, name, 'Recreate');
  await deploy.with(undefined);
  for (const what of ['Recreated', 'Starting', 'Started']) for (const name of names) await say(asked, name, what);
}

async function dependencies(asked: ComposeCall, service: RunningService): Promise<void> {
  const { stack } = asked;
  for (const { service: name, condition } of specOf(service, stack).dependsOn) {
    if (condition === 'service_started') continue;
    const containers = chosen(stack, [name]).flatMap(one => containersOfService(one, stack));
    if (containers.length === 0) throw new ComposeError(`${service.name} is missing dependency ${name}`);
    for (const container of containers) await say(asked, container.name, 'Waiting');
    if (condition === 'service_healthy')
      await Promise.all(containers.map(container => untilHealthy(asked, container, undefined, 'dependency failed to start: ')));
    else await untilCompleted(asked, name, containers);
    for (const container of containers) await say(asked, container.name, condition === 'service_healthy' ? 'Healthy' : 'Exited');
  }
}

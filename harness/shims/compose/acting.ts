import { containersOfService, isUp, stateOf, type Container } from '../docker/container.ts';
import { killContainer, pauseContainer, restartContainer, startContainer, stopContainer, unpauseContainer } from '../docker/control.ts';
import { parseFlags } from '../flags.ts';
import type { ComposeCall } from './compose-call.ts';
import { ComposeError } from './project.ts';
import { limitOf, untilHealthy } from './readiness.ts';
import { chosen, chosenContainers, eachInDependencyOrder, inDependencyOrder } from './services.ts';
import { told } from './told.ts';

/** The commands of Compose that act on all containers of services, as they are. */

export async function start(asked: ComposeCall): Promise<number> {
  const { stack } = asked;
  const flags = parseFlags(asked.argv, ['--wait', '--wait-timeout='], { of: 'docker compose start' });
  await inDependencyOrder(stack, chosen(stack, flags.rest), 'forward', async service => {
    const containers = containersOfService(service, stack);
    if (containers.length === 0) throw new ComposeError(`service "${service.name}" has no container to start`);
    await Promise.all(
      containers.map(async container => {
        if (stateOf(await container.instance.status({ health: false })) !== 'running')
          await told(asked, container, ['Starting', 'Started'], () => startContainer(container));
      }),
    );
  });
  if (flags.has('--wait')) {
    const limitMs = limitOf(flags.value('--wait-timeout'));
    await Promise.all(chosenContainers(stack, flags.rest).map(container => untilHealthy(asked, container, limitMs)));
  }
  return 0;
}

export async function stop(asked: ComposeCall): Promise<number> {
  const flags = parseFlags(asked.argv, ['-t --timeout='], { of: 'docker compose stop' });
  await eachInDependencyOrder(asked.stack, chosen(asked.stack, flags.rest), 'backward', container =>
    told(asked, container, ['Stopping', 'Stopped'], () => stopContainer(container, { timeout: flags.value('--timeout') })),
  );
  return 0;
}

/** What is stopped is started. Services that depend on a restarted one are left alone. */
export async function restart(asked: ComposeCall): Promise<number> {
  const flags = parseFlags(asked.argv, ['-t --timeout=', '--no-deps'], { of: 'docker compose restart' });
  await eachInDependencyOrder(asked.stack, chosen(asked.stack, flags.rest), 'forward', container =>
    told(asked, container, ['Restarting', 'Started'], () => restartContainer(container, { timeout: flags.value('--timeout') })),
  );
  return 0;
}

export async function kill(asked: ComposeCall): Promise<number> {
  const flags = parseFlags(asked.argv, ['-s --signal='], { of: 'docker compose kill' });
  const alive = await running(asked, flags.rest);
  if (alive.length === 0) await asked.call.write('stderr', 'no container to kill\n');
  await Promise.all(
    alive.map(container => told(asked, container, ['Killing', 'Killed'], () => killContainer(container, flags.value('--signal')))),
  );
  return 0;
}

export async function pause(asked: ComposeCall): Promise<number> {
  const { rest } = parseFlags(asked.argv, [], { of: 'docker compose pause' });
  const alive = await running(asked, rest);
  await Promise.all(alive.map(container => told(asked, container, [undefined, 'Paused'], () => pauseContainer(container))));
  return 0;
}

export async function unpause(asked: ComposeCall): Promise<number> {
  const { rest } = parseFlags(asked.argv, [], { of: 'docker compose unpause' });
  const alive = await running(asked, rest);
  await Promise.all(alive.map(container => told(asked, container, [undefined, 'Unpaused'], () => unpauseContainer(container))));
  return 0;
}

/** Compose looks for containers that run, frozen ones included, and passes over the others without a word. */
async function running({ stack }: ComposeCall, names: readonly string[]): Promise<readonly Container[]> {
  const found = await Promise.all(chosenContainers(stack, names).map(async container => ((await isUp(container)) ? [container] : [])));
  return found.flat();
}

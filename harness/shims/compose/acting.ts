import { waitUntil } from '../../support/clock.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { stateOf, type Container } from '../docker/container.ts';
import {
  DaemonError,
  killContainer,
  pauseContainer,
  restartContainer,
  startContainer,
  stopContainer,
  unpauseContainer,
} from '../docker/control.ts';
import { parseFlags } from '../flags.ts';
import type { ComposeCall } from './compose-call.ts';
import { ComposeError } from './project.ts';
import { chosen, inDependencyOrder, withDependencies } from './services.ts';

/** The commands of Compose that change something; each tells of it on standard error, as Compose does without a terminal. */

export async function start(asked: ComposeCall): Promise<number> {
  const flags = parseFlags(asked.argv, ['--wait', '--wait-timeout='], { of: 'docker compose start' });
  const containers = chosen(asked.stack, flags.rest);
  await inDependencyOrder(containers, 'forward', async container => {
    if (!(await isUp(container))) await told(asked, container, 'Starting', 'Started', () => startContainer(container, asked.stack));
  });
  if (flags.has('--wait'))
    await Promise.all(containers.map(container => untilHealthy(asked, container, limitOf(flags.value('--wait-timeout')))));
  return 0;
}

export async function stop(asked: ComposeCall): Promise<number> {
  const flags = parseFlags(asked.argv, ['-t --timeout='], { of: 'docker compose stop' });
  await inDependencyOrder(chosen(asked.stack, flags.rest), 'backward', container =>
    told(asked, container, 'Stopping', 'Stopped', () => stopContainer(container, asked.stack, { timeout: flags.value('--timeout') })),
  );
  return 0;
}

/** What is stopped is started. Services that depend on a restarted one are left alone. */
export async function restart(asked: ComposeCall): Promise<number> {
  const flags = parseFlags(asked.argv, ['-t --timeout=', '--no-deps'], { of: 'docker compose restart' });
  await inDependencyOrder(chosen(asked.stack, flags.rest), 'forward', container =>
    told(asked, container, 'Restarting', 'Started', () => restartContainer(container, asked.stack, { timeout: flags.value('--timeout') })),
  );
  return 0;
}

export async function kill(asked: ComposeCall): Promise<number> {
  const flags = parseFlags(asked.argv, ['-s --signal='], { of: 'docker compose kill' });
  const containers = chosen(asked.stack, flags.rest);
  const alive = [];
  for (const container of containers) if (await isUp(container)) alive.push(container);
  if (alive.length === 0) await asked.call.write('stderr', 'no container to kill\n');
  await Promise.all(
    alive.map(container =>
      told(asked, container, 'Killing', 'Killed', () => killContainer(container, asked.stack, flags.value('--signal'))),
    ),
  );
  return 0;
}

export async function pause(asked: ComposeCall): Promise<number> {
  const { rest } = parseFlags(asked.argv, [], { of: 'docker compose pause' });
  await Promise.all(
    chosen(asked.stack, rest).map(container => told(asked, container, undefined, 'Paused', () => pauseContainer(container, asked.stack))),
  );
  return 0;
}

export async function unpause(asked: ComposeCall): Promise<number> {
  const { rest } = parseFlags(asked.argv, [], { of: 'docker compose unpause' });
  await Promise.all(
    chosen(asked.stack, rest).map(container =>
      told(asked, container, undefined, 'Unpaused', () => unpauseContainer(container, asked.stack)),
    ),
  );
  return 0;
}

/** Starts what does not run, and first what it depends on; what runs stays as it is, for its configuration has not changed. */
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
  for (const flag of ['--force-recreate', '--build', '--scale', '--renew-anon-volumes'])
    if (flags.has(flag)) throw new Unsupported(`docker compose up ${flag}: it makes new containers`);
  if (!['missing', 'never', undefined].includes(flags.value('--pull')))
    throw new Unsupported(`docker compose up --pull ${flags.value('--pull') ?? ''}`);
  const changed = flags.has('--no-recreate') ? undefined : await asked.project.changed();
  if (changed !== undefined) throw new Unsupported(`docker compose up after a change of ${changed}: it makes new containers`);

  const named = chosen(stack, flags.rest);
  const containers = flags.has('--no-deps') ? named : withDependencies(stack, named);
  await inDependencyOrder(containers, 'forward', async container => {
    if (!flags.has('--no-deps')) await dependencies(asked, container);
    if (await isUp(container)) await asked.call.write('stderr', ` Container ${container.name}  Running\n`);
    else await told(asked, container, 'Starting', 'Started', () => startContainer(container, stack));
  });
  if (flags.has('--wait'))
    await Promise.all(containers.map(container => untilHealthy(asked, container, limitOf(flags.value('--wait-timeout')))));
  return 0;
}

async function dependencies(asked: ComposeCall, { spec }: Container): Promise<void> {
  for (const { service, condition } of spec.dependsOn) {
    const [dependency] = chosen(asked.stack, [service]);
    if (dependency === undefined || condition === 'service_started') continue;
    await asked.call.write('stderr', ` Container ${dependency.name}  Waiting\n`);
    if (condition === 'service_healthy') {
      await untilHealthy(asked, dependency, undefined, 'dependency failed to start: ');
      await asked.call.write('stderr', ` Container ${dependency.name}  Healthy\n`);
      continue;
    }
    await waitUntil(async () => !(await isUp(dependency)), { withinMs: Infinity, everyMs: 200, signal: asked.call.signal });
    const { exitStatus = 0 } = await dependency.service.status({ health: false });
    if (exitStatus !== 0) throw new ComposeError(`service "${service}" didn't complete successfully: exit ${exitStatus}`);
    await asked.call.write('stderr', ` Container ${dependency.name}  Exited\n`);
  }
}

/** A container without a health check is ready when it runs. Docker calls one unhealthy after its retries. */
async function untilHealthy({ call }: ComposeCall, { name, service, spec }: Container, limitMs?: number, prefix = ''): Promise<void> {
  const check = spec.healthcheck;
  const patienceMs = check === undefined ? 0 : check.startPeriodMs + check.retries * (check.intervalMs + check.timeoutMs);
  const ready = await waitUntil(
    async () => {
      const status = await service.status();
      const state = stateOf(status);
      if (state === 'exited' || state === 'created')
        throw new ComposeError(`${prefix}container ${name} exited (${status.exitStatus ?? 0})`);
      return check === undefined ? state === 'running' : status.health === 'healthy';
    },
    { withinMs: Math.min(patienceMs, limitMs ?? Infinity), everyMs: 100, signal: call.signal },
  );
  if (ready) return;
  throw new ComposeError(
    limitMs !== undefined && limitMs < patienceMs
      ? `application not healthy after ${limitMs / 1000}s`
      : `${prefix}container ${name} is unhealthy`,
  );
}

function limitOf(seconds: string | undefined): number | undefined {
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

async function isUp({ service }: Container): Promise<boolean> {
  return ['running', 'paused', 'restarting'].includes(stateOf(await service.status({ health: false })));
}

async function told(
  { call }: ComposeCall,
  { name }: Container,
  before: string | undefined,
  after: string,
  deed: () => Promise<void>,
): Promise<void> {
  if (before !== undefined) await call.write('stderr', ` Container ${name}  ${before}\n`);
  try {
    await deed();
  } catch (thrown) {
    if (thrown instanceof DaemonError && before !== undefined) await call.write('stderr', ` Container ${name}  Error\n`);
    throw thrown;
  }
  await call.write('stderr', ` Container ${name}  ${after}\n`);
}

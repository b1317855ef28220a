import type { RunningService, RunningStack, StandInCall } from '../../engines/engine.ts';
import { waitUntil } from '../../support/clock.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { controlOf } from '../control-of.ts';
import { readFlags, type Flags } from '../read-flags.ts';
import { dockerAge } from '../ages.ts';
import { containersOf, stateWord, statusWords } from './containers.ts';
import { restartContainer, stopContainer } from './lifecycle.ts';
import { logFlags, printLogs } from './logs.ts';
import { table } from './table.ts';

/** `docker compose …` and `docker-compose …` on the stack that is drilled. */
export async function compose(call: StandInCall, argv: readonly string[], stack: RunningStack): Promise<number> {
  const before = readFlags('docker compose', argv, { switches: [['--compatibility'], ['--verbose'], ['--no-ansi']], values: [['--file', '-f'], ['--project-name', '-p'], ['--project-directory'], ['--ansi'], ['--env-file'], ['--progress']], stopAtWord: true });
  const [verb = '', ...rest] = before.words;
  const command = commands[verb];
  if (command === undefined) throw new Unsupported(`the stand-in of docker compose does not know ${verb === '' ? 'a call without a command' : verb}`);
  return command(call, rest, stack);
}

type ComposeCommand = (call: StandInCall, argv: readonly string[], stack: RunningStack) => Promise<number>;

const commands: Readonly<Record<string, ComposeCommand>> = {
  ps,
  up,
  exec,
  version: async call => said(call, 'Docker Compose version v2.24.5\n'),
  start: act(({ service }) => controlOf(service).start(), 'Started', ['--wait']),
  stop: act(({ service, flags }) => stopContainer(service, flags.value('--timeout')), 'Stopped'),
  restart: act(({ service, flags }) => restartContainer(service, flags.value('--timeout')), 'Started', ['--no-deps']),
  kill: act(({ service, flags }) => controlOf(service).signal(flags.value('--signal') ?? 'SIGKILL'), 'Killed'),
  pause: act(({ service }) => controlOf(service).pause(), 'Paused'),
  unpause: act(({ service }) => controlOf(service).resume(), 'Unpaused'),
  async logs(call, argv, stack) {
    const flags = readFlags('docker compose logs', argv, logFlags);
    const services = await chosen(call, flags.words, stack);
    if (services === undefined) return 1;
    const width = Math.max(...services.map(({ name }) => name.length)) + 2;
    return printLogs(call, services, flags, service => (flags.has('--no-log-prefix') ? '' : `${`${service.name}-1`.padEnd(width)}  | `));
  },
  async top(call, argv, stack) {
    const services = await chosen(call, argv, stack);
    for (const service of services ?? []) {
      const states = await controlOf(service).states();
      await call.write('stdout', `${stack.spec.name}-${service.name}-1\n${table([['PID', 'CMD'], ...states.map(({ pid, command }) => [String(pid), command])])}\n`);
    }
    return services === undefined ? 1 : 0;
  },
};

/** A command that does the same to every service that is named, or to all. */
function act(deed: (options: { readonly service: RunningService; readonly flags: Flags }) => Promise<void>, done: string, switches: readonly string[] = []): ComposeCommand {
  return async (call, argv, stack) => {
    const flags = readFlags('docker compose', argv, { switches: switches.map(name => [name]), values: [['--timeout', '-t'], ['--signal', '-s']] });
    const services = await chosen(call, flags.words, stack);
    if (services === undefined) return 1;
    await Promise.all(services.map(async service => {
      await deed({ service, flags });
      await call.write('stderr', ` Container ${stack.spec.name}-${service.name}-1  ${done}\n`);
    }));
    if (flags.has('--wait')) await Promise.all(services.map(service => healthy(call, service)));
    return 0;
  };
}

/** What is stopped or was never started is started; what runs stays as it is, for nothing has changed. */
async function up(call: StandInCall, argv: readonly string[], stack: RunningStack): Promise<number> {
  const flags = readFlags('docker compose up', argv, { switches: [['--detach', '-d'], ['--no-deps'], ['--wait'], ['--no-recreate'], ['--remove-orphans'], ['--quiet-pull'], ['--force-recreate'], ['--build']], values: [['--timeout', '-t'], ['--scale'], ['--wait-timeout'], ['--pull']] });
  for (const flag of ['--force-recreate', '--build']) if (flags.has(flag)) throw new Unsupported(`docker compose up ${flag}: a drill makes no new containers`);
  if (flags.value('--scale') !== undefined) throw new Unsupported('docker compose up --scale is not supported by this engine');
  if (!flags.has('--detach') && !flags.has('--wait')) throw new Unsupported('docker compose up without --detach is not supported');
  const services = await chosen(call, flags.words, stack);
  if (services === undefined) return 1;
  for (const service of withDependencies(services, stack, flags.has('--no-deps'))) {
    const { state } = await service.status();
    const container = `${stack.spec.name}-${service.name}-1`;
    if (state === 'running' || state === 'paused') await call.write('stderr', ` Container ${container}  Running\n`);
    else {
      await controlOf(service).start();
      await call.write('stderr', ` Container ${container}  Started\n`);
    }
    const awaited = stack.spec.services.some(({ dependsOn, name }) => services.some(one => one.name === name) && dependsOn.some(one => one.service === service.name && one.condition === 'service_healthy'));
    if (flags.has('--wait') || (awaited && !services.includes(service))) await healthy(call, service);
  }
  return 0;
}

function withDependencies(services: readonly RunningService[], stack: RunningStack, alone: boolean): readonly RunningService[] {
  if (alone) return services;
  const order: RunningService[] = [];
  const visit = (name: string): void => {
    const service = stack.services.get(name);
    if (service === undefined || order.includes(service)) return;
    for (const dependency of stack.spec.services.find(one => one.name === name)?.dependsOn ?? []) visit(dependency.service);
    order.push(service);
  };
  for (const { name } of services) visit(name);
  return order;
}

async function healthy(call: StandInCall, service: RunningService): Promise<void> {
  await waitUntil(async () => {
    const { health } = await service.status();
    return health === undefined || health === 'healthy';
  }, { withinMs: 60_000, everyMs: 100, signal: call.signal });
}

async function ps(call: StandInCall, argv: readonly string[], stack: RunningStack): Promise<number> {
  const flags = readFlags('docker compose ps', argv, { switches: [['--all', '-a'], ['--quiet', '-q'], ['--services'], ['--no-trunc']], values: [['--format'], ['--status'], ['--filter']] });
  const services = await chosen(call, flags.words, stack);
  if (services === undefined) return 1;
  const rows = await Promise.all(containersOf(stack).filter(({ service }) => services.includes(service)).map(async container => ({ container, status: await container.service.status() })));
  const shown = rows.filter(({ status }) => flags.has('--all') || stateWord(status) !== 'exited').filter(({ status }) => flags.value('--status') === undefined || stateWord(status) === flags.value('--status'));
  if (flags.has('--quiet')) return said(call, shown.map(({ container }) => `${container.id.padEnd(64, '0')}\n`).join(''));
  if (flags.has('--services')) return said(call, shown.map(({ container }) => `${container.service.name}\n`).join(''));
  const format = flags.value('--format');
  if (format === 'json') return said(call, shown.map(({ container, status }) => `${JSON.stringify({ Name: container.name, Service: container.service.name, State: stateWord(status), Health: status.health ?? '', ExitCode: status.exitStatus ?? 0, Status: statusWords(status), Image: container.image })}\n`).join(''));
  if (format !== undefined && format !== 'table') throw new Unsupported(`docker compose ps --format ${format} is not supported`);
  return said(call, table([['NAME', 'IMAGE', 'COMMAND', 'SERVICE', 'CREATED', 'STATUS', 'PORTS'], ...shown.map(({ container, status }) => [container.name, container.image, JSON.stringify(stack.spec.services.find(({ name }) => name === container.service.name)?.run?.command.slice(0, 20) ?? ''), container.service.name, `${dockerAge(Date.now() - (status.startedAt?.getTime() ?? Date.now()))} ago`, statusWords(status), container.ports])]));
}

async function exec(call: StandInCall, argv: readonly string[], stack: RunningStack): Promise<number> {
  const flags = readFlags('docker compose exec', argv, { switches: [['--no-TTY', '-T'], ['--interactive', '-i'], ['--tty', '-t'], ['--detach', '-d']], values: [['--env', '-e'], ['--workdir', '-w'], ['--user', '-u'], ['--index']], stopAtWord: true });
  if (flags.has('--detach')) throw new Unsupported('docker compose exec --detach is not supported');
  const [name = '', ...command] = flags.words;
  const services = await chosen(call, [name], stack);
  const service = services?.[0];
  if (service === undefined) return 1;
  return execIn(call, service, command, flags, `service "${name}" is not running`);
}

/** Runs a command in a container with the caller's own streams. */
export async function execIn(call: StandInCall, service: RunningService, command: readonly string[], flags: Flags, notRunning: string): Promise<number> {
  const user = flags.value('--user');
  if (user !== undefined) throw new Unsupported(`exec as user ${user}: the engine has one user per service`);
  const { state } = await service.status();
  if (state !== 'running') {
    await call.write('stderr', `${notRunning}\n`);
    return 1;
  }
  const environment = Object.fromEntries(flags.values('--env').map(entry => (entry.includes('=') ? [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)] : [entry, call.environment[entry] ?? ''])));
  const cwd = flags.value('--workdir');
  return call.pass({ service: service.name }, command, { environment, ...(cwd === undefined ? {} : { cwd }) });
}

/** The services that are named, all when none is; undefined (and said) when one does not exist. */
async function chosen(call: StandInCall, names: readonly string[], stack: RunningStack): Promise<readonly RunningService[] | undefined> {
  if (names.length === 0) return [...stack.services.values()];
  const services: RunningService[] = [];
  for (const name of names) {
    const service = stack.services.get(name);
    if (service === undefined) {
      await call.write('stderr', `no such service: ${name}\n`);
      return undefined;
    }
    services.push(service);
  }
  return services;
}

async function said(call: StandInCall, text: string): Promise<number> {
  await call.write('stdout', text);
  return 0;
}

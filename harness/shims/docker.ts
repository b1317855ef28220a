import type { RunningStack, StandInCall } from '../engines/engine.ts';
import { Unsupported } from '../support/harness-error.ts';
import { controlOf } from './control-of.ts';
import { dockerAge } from './ages.ts';
import { compose, execIn } from './docker/compose.ts';
import { containerNamed, containersOf, stateWord, statusWords, type Container } from './docker/containers.ts';
import { restartContainer, stopContainer } from './docker/lifecycle.ts';
import { logFlags, printLogs } from './docker/logs.ts';
import { network } from './docker/network.ts';
import { table } from './docker/table.ts';
import { fillTemplate } from './docker/template.ts';
import { readFlags, type Flags } from './read-flags.ts';
import type { ShimDefinition } from './shim.ts';

type Command = (call: StandInCall, argv: readonly string[], stack: RunningStack) => Promise<number>;

/** Docker's own command line, on the stack's services as containers. */
export const docker: ShimDefinition = {
  kind: 'docker',
  follows: 'Docker 25 with Compose 2.24',
  async run(call, stack) {
    const [first = '', ...rest] = call.argv[0] === 'container' ? call.argv.slice(1) : call.argv;
    const command = commands[first];
    if (command === undefined) throw new Unsupported(`the stand-in of docker does not know ${first}`);
    return command(call, rest, stack);
  },
};

const commands: Readonly<Record<string, Command>> = {
  compose,
  network,
  ps,
  ls: ps,
  inspect,
  stats,
  start: each(container => controlOf(container.service).start()),
  stop: each((container, flags) => stopContainer(container.service, flags.value('--time'))),
  restart: each((container, flags) => restartContainer(container.service, flags.value('--time'))),
  kill: each((container, flags) => controlOf(container.service).signal(flags.value('--signal') ?? 'SIGKILL')),
  pause: each(container => controlOf(container.service).pause()),
  unpause: each(container => controlOf(container.service).resume()),
  async logs(call, argv, stack) {
    const flags = readFlags('docker logs', argv, logFlags);
    const container = await named(call, stack, flags.words[0] ?? '');
    return container === undefined ? 1 : printLogs(call, [container.service], flags, () => '');
  },
  async exec(call, argv, stack) {
    const flags = readFlags('docker exec', argv, { switches: [['--interactive', '-i'], ['--tty', '-t'], ['--detach', '-d']], values: [['--env', '-e'], ['--workdir', '-w'], ['--user', '-u']], stopAtWord: true });
    if (flags.has('--detach')) throw new Unsupported('docker exec --detach is not supported');
    const [name = '', ...words] = flags.words;
    const container = await named(call, stack, name);
    if (container === undefined) return 1;
    if (flags.has('--tty') && !call.tty) {
      await call.write('stderr', 'the input device is not a TTY\n');
      return 1;
    }
    return execIn(call, container.service, words, flags, `Error response from daemon: container ${container.id} is not running`);
  },
};

function each(deed: (container: Container, flags: Flags) => Promise<void>): Command {
  return async (call, argv, stack) => {
    const flags = readFlags('docker', argv, { values: [['--time', '-t', '--timeout'], ['--signal', '-s']] });
    let status = 0;
    for (const name of flags.words) {
      const container = await named(call, stack, name);
      if (container === undefined) status = 1;
      else {
        await deed(container, flags);
        await call.write('stdout', `${name}\n`);
      }
    }
    return status;
  };
}

async function named(call: StandInCall, stack: RunningStack, name: string): Promise<Container | undefined> {
  const container = containerNamed(stack, name);
  if (container === undefined) await call.write('stderr', `Error response from daemon: No such container: ${name}\n`);
  return container;
}

async function ps(call: StandInCall, argv: readonly string[], stack: RunningStack): Promise<number> {
  const flags = readFlags('docker ps', argv, { switches: [['--all', '-a'], ['--quiet', '-q'], ['--no-trunc']], values: [['--filter', '-f'], ['--format'], ['--last', '-n']] });
  const rows = await Promise.all(containersOf(stack).map(async container => {
    const status = await container.service.status();
    return { ID: container.id, Image: container.image, Names: container.name, Status: statusWords(status), State: stateWord(status), Ports: container.ports, RunningFor: `${dockerAge(Date.now() - (status.startedAt?.getTime() ?? Date.now()))} ago` };
  }));
  const shown = rows.filter(row => flags.has('--all') || row.State !== 'exited').filter(row => flags.all('--filter').every(filter => matches(row, filter)));
  const format = flags.value('--format')?.replace(/^table /, '');
  const text = flags.has('--quiet') ? shown.map(({ ID }) => `${ID}\n`).join('')
    : format !== undefined ? shown.map(row => `${fillTemplate(format, row)}\n`).join('')
      : table([['CONTAINER ID', 'IMAGE', 'COMMAND', 'CREATED', 'STATUS', 'PORTS', 'NAMES'], ...shown.map(row => [row.ID, row.Image, '""', row.RunningFor, row.Status, row.Ports, row.Names])]);
  await call.write('stdout', text);
  return 0;
}

function matches(row: { readonly Names: string; readonly State: string }, filter: string): boolean {
  const [key = '', value = ''] = filter.split('=');
  if (key === 'name') return new RegExp(value).test(row.Names);
  if (key === 'status') return row.State === value;
  throw new Unsupported(`the stand-in of docker ps does not know the filter ${key}`);
}

async function inspect(call: StandInCall, argv: readonly string[], stack: RunningStack): Promise<number> {
  const flags = readFlags('docker inspect', argv, { values: [['--format', '-f']] });
  const found: unknown[] = [];
  for (const name of flags.words) {
    const container = containerNamed(stack, name);
    if (container === undefined) {
      await call.write('stderr', `Error: No such object: ${name}\n`);
      return 1;
    }
    const status = await container.service.status();
    found.push({
      Id: container.id.padEnd(64, '0'), Name: `/${container.name}`, RestartCount: status.restarts, Config: { Image: container.image },
      State: { Status: stateWord(status), Running: stateWord(status) === 'running', Paused: status.state === 'paused', Pid: status.pid ?? 0, ExitCode: status.exitStatus ?? 0, StartedAt: status.startedAt?.toISOString() ?? '', FinishedAt: status.endedAt?.toISOString() ?? '', ...(status.health === undefined ? {} : { Health: { Status: status.health } }) },
    });
  }
  const format = flags.value('--format');
  await call.write('stdout', format === undefined ? `${JSON.stringify(found, undefined, 4)}\n` : found.map(one => `${fillTemplate(format, one)}\n`).join(''));
  return 0;
}

async function stats(call: StandInCall, argv: readonly string[], stack: RunningStack): Promise<number> {
  const flags = readFlags('docker stats', argv, { switches: [['--no-stream'], ['--all', '-a']], values: [['--format']] });
  if (!flags.has('--no-stream') || flags.value('--format') !== undefined) throw new Unsupported('docker stats without --no-stream, or with --format, is not supported');
  const containers = containersOf(stack).filter(({ name }) => flags.words.length === 0 || flags.words.includes(name));
  const rows = await Promise.all(containers.map(async ({ id, name, service }) => [id, name, '--', '--', String((await controlOf(service).states()).length)]));
  await call.write('stdout', table([['CONTAINER ID', 'NAME', 'CPU %', 'MEM USAGE', 'PIDS'], ...rows]));
  return 0;
}

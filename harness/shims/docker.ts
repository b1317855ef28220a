import type { RunningStack, StandInCall } from '../engines/engine.ts';
import { Unsupported } from '../support/harness-error.ts';
import { compose } from './compose/compose.ts';
import { containersOf, findContainer, stateOf, type Container } from './docker/container.ts';
import { killContainer, pauseContainer, restartContainer, startContainer, stopContainer, unpauseContainer } from './docker/control.ts';
import { cp } from './docker/cp.ts';
import { DaemonError } from './docker/daemon-error.ts';
import { execFlags, execIn } from './docker/exec.ts';
import { inspect } from './docker/inspect.ts';
import { logFlags, printLogs } from './docker/logs.ts';
import { network } from './docker/network.ts';
import { ps } from './docker/ps.ts';
import { rm } from './docker/rm.ts';
import { stats } from './docker/stats.ts';
import { top } from './docker/top.ts';
import { parseFlags, type Flags } from './flags.ts';
import type { ShimDefinition } from './shim.ts';

type Command = (call: StandInCall, argv: readonly string[], stack: RunningStack) => Promise<number>;

/** Docker's command line, on the stack's services as containers named as Compose names them. */
export const docker: ShimDefinition = {
  kind: 'docker',
  follows: 'Docker 27 with Compose 2.29',
  about: 'Every instance of every service, as containers; `docker compose`, too.',
  async run(call, stack) {
    const { rest, has } = parseFlags(call.argv, ['-v --version', '-D --debug', '-l --log-level='], { of: 'docker', stopAtFirst: true });
    if (has('--version')) return version(call, ['--short']);
    const [name = '', ...argv] = rest[0] === 'container' ? rest.slice(1) : rest;
    const command = commands[name];
    if (command === undefined) throw new Unsupported(`docker ${name === '' ? 'without a command' : name}`);
    try {
      return await command(call, argv, stack);
    } catch (thrown) {
      if (!(thrown instanceof DaemonError)) throw thrown;
      await call.write('stderr', `Error response from daemon: ${thrown.message}\n`);
      return 1;
    }
  },
};

const commands: Readonly<Record<string, Command>> = {
  compose,
  cp,
  exec,
  info,
  inspect,
  logs,
  network,
  ps,
  rm,
  stats,
  top,
  version,
  ls: ps,
  list: ps,
  start: each('start', [], container => startContainer(container)),
  stop: each('stop', ['-t --time --timeout=', '-s --signal='], (container, flags) =>
    stopContainer(container, { timeout: flags.value('--time'), signal: flags.value('--signal') }),
  ),
  restart: each('restart', ['-t --time --timeout=', '-s --signal='], (container, flags) =>
    restartContainer(container, { timeout: flags.value('--time'), signal: flags.value('--signal') }),
  ),
  kill: each('kill', ['-s --signal='], (container, flags) => killContainer(container, flags.value('--signal'))),
  pause: each('pause', [], container => pauseContainer(container)),
  unpause: each('unpause', [], container => unpauseContainer(container)),
};

/** A command that does the same to every container that is named, and prints the name of each it was done to. */
function each(verb: string, known: readonly string[], deed: (container: Container, flags: Flags) => Promise<void>): Command {
  return async (call, argv, stack) => {
    const flags = parseFlags(argv, known, { of: `docker ${verb}` });
    if (flags.rest.length === 0) return tooFew(call, `docker ${verb}`, 1);
    const results = await Promise.all(
      flags.rest.map(async name => {
        const container = findContainer(stack, name);
        if (container === undefined) return { name, error: `No such container: ${name}` };
        try {
          await deed(container, flags);
          return { name };
        } catch (thrown) {
          if (thrown instanceof DaemonError) return { name, error: thrown.message };
          throw thrown;
        }
      }),
    );
    const failed = results.filter(({ error }) => error !== undefined);
    await call.write(
      'stdout',
      results
        .filter(({ error }) => error === undefined)
        .map(({ name }) => `${name}\n`)
        .join(''),
    );
    await call.write('stderr', failed.map(({ error }) => `Error response from daemon: ${error ?? ''}\n`).join(''));
    if (verb === 'start' && failed.length > 0)
      await call.write('stderr', `Error: failed to start containers: ${failed.map(({ name }) => name).join(', ')}\n`);
    return failed.length > 0 ? 1 : 0;
  };
}

async function logs(call: StandInCall, argv: readonly string[], stack: RunningStack): Promise<number> {
  const flags = parseFlags(argv, logFlags, { of: 'docker logs' });
  const [name] = flags.rest;
  if (name === undefined || flags.rest.length > 1) {
    await call.write('stderr', '"docker logs" requires exactly 1 argument.\n');
    return 1;
  }
  return printLogs(call, [named(stack, name)], flags, { prefix: () => '', streamOf: ({ stream }) => stream });
}

async function exec(call: StandInCall, argv: readonly string[], stack: RunningStack): Promise<number> {
  const flags = parseFlags(argv, execFlags, { of: 'docker exec', stopAtFirst: true });
  const [name, ...words] = flags.rest;
  if (name === undefined || words.length === 0) return tooFew(call, 'docker exec', 2);
  const container = named(stack, name);
  if (flags.has('--tty') && !call.tty) {
    // A runbook that works in a person's terminal is not refuted by ours. Without --interactive docker itself would go on.
    if (flags.has('--interactive')) await call.write('stderr', 'the input device is not a TTY\n');
    throw new Unsupported('docker exec -t needs a terminal, which the bastion does not have; leave -t out');
  }
  return execIn(call, container, words, { flags, interactive: flags.has('--interactive') });
}

async function version(call: StandInCall, argv: readonly string[]): Promise<number> {
  if (argv[0] === '--short') {
    await call.write('stdout', 'Docker version 27.3.1 (drillbook stand-in)\n');
    return 0;
  }
  const flags = parseFlags(argv, ['-f --format='], { of: 'docker version' });
  const format = flags.value('--format')?.trim();
  if (format !== undefined && !/^\{\{\s*\.(Server|Client)\.Version\s*\}\}$/.test(format))
    throw new Unsupported(`template ${format} of docker version`);
  await call.write(
    'stdout',
    format === undefined
      ? 'Client: drillbook stand-in\n Version:           27.3.1\n API version:       1.47\n\nServer: drillbook stand-in\n Engine:\n  Version:          27.3.1\n  API version:      1.47 (minimum version 1.24)\n'
      : '27.3.1\n',
  );
  return 0;
}

async function info(call: StandInCall, argv: readonly string[], stack: RunningStack): Promise<number> {
  if (argv.length > 0) throw new Unsupported(`docker info ${argv.join(' ')}`);
  const states = await Promise.all(containersOf(stack).map(async ({ instance }) => stateOf(await instance.status({ health: false }))));
  const count = (...wanted: readonly string[]): number => states.filter(state => wanted.includes(state)).length;
  await call.write(
    'stdout',
    `Client: drillbook stand-in\n Version:    27.3.1\n\nServer:\n Containers: ${states.length}\n  Running: ${count('running', 'restarting')}\n  Paused: ${count('paused')}\n  Stopped: ${count('exited', 'created')}\n Server Version: 27.3.1\n`,
  );
  return 0;
}

function named(stack: RunningStack, name: string): Container {
  const container = findContainer(stack, name);
  if (container === undefined) throw new DaemonError(`No such container: ${name}`);
  return container;
}

async function tooFew(call: StandInCall, command: string, count: number): Promise<number> {
  await call.write('stderr', `"${command}" requires at least ${count} argument${count === 1 ? '' : 's'}.\nSee '${command} --help'.\n`);
  return 1;
}

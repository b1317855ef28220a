import type { RunningStack } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { commandOf, createdAt, isUp, portsOf, stateOf, type Container } from '../docker/container.ts';
import { execFlags, execIn } from '../docker/exec.ts';
import { listingText } from '../docker/listing.ts';
import { logFlags, printLogs } from '../docker/logs.ts';
import { processRows } from '../docker/top.ts';
import { humanDuration, statusWords } from '../docker/words.ts';
import { statusSoon } from '../controls.ts';
import { parseFlags } from '../flags.ts';
import { tableText } from '../table.ts';
import type { ComposeCall } from './compose-call.ts';
import { ComposeError } from './project.ts';
import { chosen, chosenContainers } from './services.ts';

/** The commands of Compose that look, and `exec`. */

const headings = {
  Name: 'NAME',
  Image: 'IMAGE',
  Command: 'COMMAND',
  Service: 'SERVICE',
  RunningFor: 'CREATED',
  Status: 'STATUS',
  Ports: 'PORTS',
  ID: 'CONTAINER ID',
  State: 'STATE',
  Health: 'HEALTH',
  ExitCode: 'EXIT CODE',
};

export async function ps({ call, argv, stack }: ComposeCall): Promise<number> {
  const flags = parseFlags(
    argv,
    ['-a --all', '-q --quiet', '--services', '--no-trunc', '--orphans', '--format=', '--status=', '--filter='],
    { of: 'docker compose ps' },
  );
  const wanted = [
    ...flags.values('--status'),
    ...flags.values('--filter').map(filter => {
      if (!filter.startsWith('status=')) throw new Unsupported(`filter ${filter} of docker compose ps`);
      return filter.slice('status='.length);
    }),
  ];
  const rows = [];
  const containers = await Promise.all(
    byName(chosenContainers(stack, flags.rest)).map(async container => ({ container, status: await statusSoon(container.instance) })),
  );
  for (const { container, status } of containers) {
    const state = stateOf(status);
    if (wanted.length > 0 ? !wanted.includes(state) : !flags.has('--all') && (state === 'exited' || state === 'created')) continue;
    const command = commandOf(container);
    rows.push({
      ID: container.id,
      Name: container.name,
      Names: container.name,
      Project: stack.spec.name,
      Service: container.spec.name,
      Image: container.image,
      Command: `"${!flags.has('--no-trunc') && command.length > 20 ? `${command.slice(0, 19)}…` : command}"`,
      RunningFor: `${humanDuration(Date.now() - createdAt(container, status, stack))} ago`,
      Status: statusWords(status),
      State: state,
      Health: status.health ?? '',
      ExitCode: state === 'exited' ? (status.exitStatus ?? 0) : 0,
      Ports: portsOf(container),
    });
  }
  if (flags.has('--quiet')) await call.write('stdout', rows.map(row => `${row.ID}\n`).join(''));
  else if (flags.has('--services'))
    await call.write('stdout', [...new Set(rows.map(row => row.Service))].map(name => `${name}\n`).join(''));
  else
    await call.write(
      'stdout',
      listingText(
        { rows, columns: ['Name', 'Image', 'Command', 'Service', 'RunningFor', 'Status', 'Ports'], headings },
        flags.value('--format'),
      ),
    );
  return 0;
}

export async function logs({ call, argv, stack }: ComposeCall): Promise<number> {
  const flags = parseFlags(argv, [...logFlags, '--no-color', '--no-log-prefix', '--index='], { of: 'docker compose logs' });
  const index = flags.value('--index');
  if (index !== undefined && flags.rest.length !== 1) throw new ComposeError('--index requires one service to be selected');
  const containers = chosenContainers(stack, flags.rest).filter(({ instance }) => index === undefined || String(instance.number) === index);
  const nameOf = ({ spec, instance }: Container): string => spec.containerName ?? `${spec.name}-${instance.number}`;
  const width = Math.max(...containers.map(container => nameOf(container).length)) + 1;
  return printLogs(call, containers, flags, {
    prefix: container => (flags.has('--no-log-prefix') ? '' : `${nameOf(container).padEnd(width)} | `),
    streamOf: () => 'stdout',
  });
}

/** The container of that number, or the first that runs. */
async function runningOne(stack: RunningStack, name: string, index: string | undefined): Promise<Container> {
  const [service] = chosen(stack, [name]);
  for (const container of service === undefined ? [] : chosenContainers(stack, [service.name])) {
    if ((index === undefined || index === '0' || index === String(container.instance.number)) && (await isUp(container))) return container;
  }
  throw new ComposeError(`service "${name}" is not running${index === undefined || index === '0' ? '' : ` container #${index}`}`);
}

/** As Compose lists them. */
function byName(containers: readonly Container[]): readonly Container[] {
  return containers.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/**
 * Compose takes a terminal where its output is one, and refuses input from elsewhere then. Here is none, so that `-T` changes nothing
 * but where a person would have one.
 */
export async function exec({ call, argv, stack }: ComposeCall): Promise<number> {
  const flags = parseFlags(argv, [...execFlags, '-T --no-TTY', '--index='], { of: 'docker compose exec', stopAtFirst: true });
  const [name, ...words] = flags.rest;
  if (name === undefined || words.length === 0)
    throw new ComposeError('requires at least 2 arg(s), only received ' + String(flags.rest.length));
  if (call.refusedAtTerminal && !flags.has('--no-TTY') && flags.value('--interactive') !== 'false')
    throw new Unsupported(
      'docker compose exec without -T reads a pipe or a file: at a terminal it is refused (`the input device is not a TTY`), in a script it is not',
    );
  return execIn(call, await runningOne(stack, name, flags.value('--index')), words, {
    flags,
    interactive: flags.value('--interactive') !== 'false',
  });
}

export async function top({ call, argv, stack }: ComposeCall): Promise<number> {
  const { rest } = parseFlags(argv, [], { of: 'docker compose top' });
  for (const container of byName(chosenContainers(stack, rest))) {
    if (!(await isUp(container))) continue;
    await call.write('stdout', `${container.name}\n${tableText(await processRows(container, stack), 3, 5)}\n`);
  }
  return 0;
}

/** What a script asks of the file: whether it is valid, and which services there are. The whole text is Compose's own rendering, which we do not have. */
export async function config({ call, argv, stack }: ComposeCall): Promise<number> {
  const flags = parseFlags(argv, ['-q --quiet', '--services', '--volumes', '--images'], { of: 'docker compose config' });
  if (flags.has('--quiet')) return 0;
  const lines = flags.has('--services')
    ? stack.spec.services.map(({ name }) => name)
    : flags.has('--volumes')
      ? stack.spec.volumes.map(({ name }) => name)
      : flags.has('--images')
        ? chosenContainers(stack, []).map(({ image }) => image)
        : undefined;
  if (lines === undefined) throw new Unsupported('docker compose config without --quiet or --services');
  await call.write('stdout', lines.map(line => `${line}\n`).join(''));
  return 0;
}

export async function port({ call, argv, stack }: ComposeCall): Promise<number> {
  const flags = parseFlags(argv, ['--protocol=', '--index='], { of: 'docker compose port' });
  const [name = '', target = ''] = flags.rest;
  const container = await runningOne(stack, name, flags.value('--index'));
  const published = container.spec.ports.find(one => String(one.target) === target)?.published;
  if (published === undefined) throw new ComposeError(`no port ${target}/tcp for container ${container.name}`);
  await call.write('stdout', `0.0.0.0:${published}\n`);
  return 0;
}

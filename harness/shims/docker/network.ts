import type { RunningStack, StandInCall } from '../../engines/engine.ts';
import { digestOf } from '../../support/digest.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { networkOf } from '../controls.ts';
import { parseFlags } from '../flags.ts';
import { containersOf, findContainer, shortId } from './container.ts';
import { DaemonError } from './daemon-error.ts';
import { listingText } from './listing.ts';
import { networksOf } from './removed.ts';

/** `docker network ls | inspect | connect | disconnect`, on the stack's own networks. */
export async function network(call: StandInCall, [verb = '', ...argv]: readonly string[], stack: RunningStack): Promise<number> {
  switch (verb) {
    case 'ls':
    case 'list':
      return list(call, argv, stack);
    case 'inspect':
      return inspect(call, argv, stack);
    case 'connect':
    case 'disconnect':
      return change(verb, argv, stack);
    default:
      throw new Unsupported(`docker network ${verb}`);
  }
}

/** Compose puts the project's name in front. */
function fullName(stack: RunningStack, name: string): string {
  return `${stack.spec.name}_${name}`;
}

function idOf(stack: RunningStack, name: string): string {
  return digestOf(`network ${fullName(stack, name)}`).slice('sha256:'.length);
}

function networksThere(stack: RunningStack): RunningStack['spec']['networks'] {
  return networksOf(stack).areThere ? stack.spec.networks : [];
}

/** The stack's own name of a network that is given as Docker names it. */
function find(stack: RunningStack, given: string): string {
  const name = networksThere(stack)
    .map(one => one.name)
    .find(one => fullName(stack, one) === given || (/^[0-9a-f]{4,}$/.test(given) && idOf(stack, one).startsWith(given)));
  if (name === undefined) throw new DaemonError(`network ${given} not found`);
  return name;
}

async function list(call: StandInCall, argv: readonly string[], stack: RunningStack): Promise<number> {
  const flags = parseFlags(argv, ['-q --quiet', '--no-trunc', '--format='], { of: 'docker network ls' });
  const rows = networksThere(stack).map(({ name }) => ({
    ID: idOf(stack, name).slice(0, flags.has('--no-trunc') ? 64 : 12),
    Name: fullName(stack, name),
    Driver: 'bridge',
    Scope: 'local',
  }));
  const headings = { ID: 'NETWORK ID', Name: 'NAME', Driver: 'DRIVER', Scope: 'SCOPE' };
  await call.write(
    'stdout',
    flags.has('--quiet')
      ? rows.map(row => `${row.ID}\n`).join('')
      : listingText({ rows, columns: Object.keys(headings), headings }, flags.value('--format')),
  );
  return 0;
}

async function inspect(call: StandInCall, argv: readonly string[], stack: RunningStack): Promise<number> {
  const flags = parseFlags(argv, ['-f --format='], { of: 'docker network inspect' });
  const found = [];
  for (const given of flags.rest) {
    const name = find(stack, given);
    const members = [];
    for (const container of containersOf(stack)) {
      if ((await networkOf(container.service, stack).networks()).includes(name)) members.push(container);
    }
    const internal = stack.spec.networks.find(one => one.name === name)?.internal ?? false;
    found.push({
      members,
      fields: {
        Name: fullName(stack, name),
        Id: idOf(stack, name),
        Scope: 'local',
        Driver: 'bridge',
        Internal: internal,
        Containers: Object.fromEntries(members.map(({ id, name: container }) => [id, { Name: container }])),
      },
    });
  }
  const format = flags.value('--format');
  if (format === undefined)
    await call.write(
      'stdout',
      `${JSON.stringify(
        found.map(({ fields }) => fields),
        undefined,
        4,
      )}\n`,
    );
  else {
    // The one loop that people write: the members' names.
    const loop =
      /^\{\{-?\s*range\s+(?:\$\w+,\s*\$\w+\s*:=\s*)?\.Containers\s*-?\}\}\{\{\s*(?:\$\w+)?\.Name\s*\}\}(.*?)\{\{-?\s*end\s*-?\}\}$/s.exec(
        format,
      );
    if (loop === null) throw new Unsupported(`template ${format} of docker network inspect`);
    await call.write(
      'stdout',
      found.map(({ members }) => `${members.map(({ name }) => `${name}${(loop[1] ?? '').replaceAll('\\n', '\n')}`).join('')}\n`).join(''),
    );
  }
  return 0;
}

async function change(verb: 'connect' | 'disconnect', argv: readonly string[], stack: RunningStack): Promise<number> {
  const flags = parseFlags(argv, verb === 'connect' ? ['--alias='] : ['-f --force'], { of: `docker network ${verb}` });
  const [network = '', name = ''] = flags.rest;
  const own = find(stack, network);
  const container = findContainer(stack, name);
  if (container === undefined) throw new DaemonError(`No such container: ${name}`);
  const control = networkOf(container.service, stack);
  const count = container.service.instances().length;
  if (count > 1) throw new Unsupported(`docker network ${verb} of one of the ${count} containers of service ${container.service.name}`);
  const member = (await control.networks()).includes(own);
  if (verb === 'disconnect') {
    if (!member) throw new DaemonError(`container ${container.id} is not connected to network ${network}`);
    await control.disconnect(own);
  } else {
    if (member) throw new DaemonError(`endpoint with name ${container.name} already exists in network ${network}`);
    if (!container.spec.networks.includes(own)) throw new Unsupported(`a network that container ${shortId(container)} never was on`);
    // Compose's own names are not given again: only the container's, and what the operator says.
    await control.connect(own, [container.name, ...flags.values('--alias')]);
  }
  return 0;
}

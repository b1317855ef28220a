import type { RunningStack, StandInCall } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { readFlags } from '../read-flags.ts';
import { containerNamed, containersOf } from './containers.ts';
import { table } from './table.ts';

/** `docker network ls | inspect | connect | disconnect`, on the stack's own networks. */
export async function network(call: StandInCall, argv: readonly string[], stack: RunningStack): Promise<number> {
  const [verb = '', ...rest] = argv;
  const flags = readFlags(`docker network ${verb}`, rest, {
    switches: [...(verb === 'inspect' ? [] : [['--force', '-f']]), ['--quiet', '-q'], ['--no-trunc']],
    values: [['--alias'], ['--ip'], verb === 'inspect' ? ['--format', '-f'] : ['--format'], ['--filter']],
  });
  if (verb === 'ls' || verb === 'list') {
    const rows = stack.spec.networks.map(({ name }, index) => [`${index}`.padStart(12, 'a1b2c3d4e5f6'), fullName(stack, name), 'bridge', 'local']);
    await call.write('stdout', table([['NETWORK ID', 'NAME', 'DRIVER', 'SCOPE'], ...rows]));
    return 0;
  }
  const [given = '', container = ''] = flags.words;
  const name = stack.spec.networks.map(one => one.name).find(one => one === given || fullName(stack, one) === given);
  if (name === undefined) return fail(call, `Error response from daemon: network ${given} not found`);
  if (verb === 'inspect') return inspect(call, stack, name, flags.value('--format'));
  if (verb !== 'connect' && verb !== 'disconnect') throw new Unsupported(`the stand-in of docker does not know network ${verb}`);
  if (flags.value('--ip') !== undefined) throw new Unsupported('docker network connect --ip is not supported');
  const found = containerNamed(stack, container);
  if (found === undefined) return fail(call, `Error response from daemon: No such container: ${container}`);
  const control = found.service.can.network;
  if (control === undefined) throw new Unsupported(`the engine offers no networks for ${found.service.name}`);
  const isOn = (await control.networks()).includes(name);
  if (verb === 'connect') {
    if (isOn) return fail(call, `Error response from daemon: endpoint with name ${found.name} already exists in network ${given}`);
    if (!(stack.spec.services.find(one => one.name === found.service.name)?.networks.includes(name) ?? false)) throw new Unsupported(`${found.name} was never on the network ${given}`);
    await control.connect(name);
  } else {
    if (!isOn) return fail(call, `Error response from daemon: container ${found.id} is not connected to network ${given}`);
    await control.disconnect(name);
  }
  return 0;
}

/** Compose puts the project's name in front. */
function fullName(stack: RunningStack, name: string): string {
  return `${stack.spec.name}_${name}`;
}

async function inspect(call: StandInCall, stack: RunningStack, name: string, format: string | undefined): Promise<number> {
  const members = await Promise.all(containersOf(stack).map(async container => ({ container, on: (await container.service.can.network?.networks())?.includes(name) ?? false })));
  const names = members.filter(({ on }) => on).map(({ container }) => container.name);
  if (format !== undefined) {
    if (!/^\{\{\s*range\s+\.Containers\s*\}\}\{\{\s*\.Name\s*\}\}(.*?)\{\{\s*end\s*\}\}$/s.test(format)) throw new Unsupported(`the stand-in of docker does not know the template ${format}`);
    const separator = /\.Name\s*\}\}(.*?)\{\{\s*end/s.exec(format)?.[1] ?? '';
    await call.write('stdout', `${names.map(one => `${one}${separator}`).join('')}\n`);
    return 0;
  }
  const containers = Object.fromEntries(members.filter(({ on }) => on).map(({ container }) => [container.id.padEnd(64, '0'), { Name: container.name }]));
  await call.write('stdout', `${JSON.stringify([{ Name: fullName(stack, name), Driver: 'bridge', Scope: 'local', Containers: containers }], undefined, 4)}\n`);
  return 0;
}

async function fail(call: StandInCall, text: string): Promise<number> {
  await call.write('stderr', `${text}\n`);
  return 1;
}

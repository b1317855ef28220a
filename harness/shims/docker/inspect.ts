import type { RunningStack, ServiceStatus, StandInCall } from '../../engines/engine.ts';
import { withRelease } from '../../model/release.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { statusSoon, usablePid } from '../controls.ts';
import { parseFlags } from '../flags.ts';
import { createdAt, findContainer, labelsOf, stateOf, type Container } from './container.ts';
import { fillTemplate, type Fields } from './template.ts';

/** `docker inspect`, for containers: what the engine knows. A field that it does not know is unsupported in a template. */
export async function inspect(call: StandInCall, argv: readonly string[], stack: RunningStack): Promise<number> {
  const flags = parseFlags(argv, ['-f --format=', '--type=', '-s --size'], { of: 'docker inspect' });
  if (flags.rest.length === 0) {
    await call.write('stderr', '"docker inspect" requires at least 1 argument.\n');
    return 1;
  }
  if ((flags.value('--type') ?? 'container') !== 'container' || flags.has('--size'))
    throw new Unsupported('docker inspect of anything but containers');
  const format = flags.value('--format');
  const found: Fields[] = [];
  const missing: string[] = [];
  for (const name of flags.rest) {
    const container = findContainer(stack, name);
    if (container === undefined) missing.push(name);
    else {
      const status = await statusSoon(container.instance);
      if (/\.State\.Pid\b/.test(format ?? '')) usablePid(status.pid, container.service, stack);
      found.push(fieldsOf(container, status, stack, (await container.service.can.network?.networks()) ?? []));
    }
  }
  await call.write(
    'stdout',
    format === undefined || format === 'json'
      ? `${JSON.stringify(found, undefined, 4)}\n`
      : found.map(fields => `${fillTemplate(format, fields)}\n`).join(''),
  );
  if (missing.length > 0) await call.write('stderr', missing.map(name => `Error: No such object: ${name}\n`).join(''));
  return missing.length > 0 ? 1 : 0;
}

const never = '0001-01-01T00:00:00Z';

function fieldsOf(container: Container, status: ServiceStatus, stack: RunningStack, networks: readonly string[]): Fields {
  const { spec } = container;
  const state = stateOf(status);
  // What ended with 137 may have run out of memory; the engine does not say.
  const outOfMemory = state === 'exited' && status.exitStatus === 137 ? {} : { OOMKilled: false };
  return {
    Id: container.id,
    Created: new Date(createdAt(container, status, stack)).toISOString(),
    Name: `/${container.name}`,
    RestartCount: status.restarts,
    Platform: 'linux',
    State: {
      Status: state,
      Running: state === 'running' || state === 'paused' || state === 'restarting',
      Paused: state === 'paused',
      Restarting: state === 'restarting',
      ...outOfMemory,
      Dead: false,
      Pid: status.pid ?? 0,
      ExitCode: state === 'exited' || state === 'restarting' ? (status.exitStatus ?? 0) : 0,
      Error: '',
      StartedAt: status.startedAt?.toISOString() ?? never,
      FinishedAt: status.endedAt?.toISOString() ?? never,
      ...(status.health === undefined ? {} : { Health: { Status: status.health } }),
    },
    Config: {
      Image: container.image,
      Env: Object.entries(withRelease(spec.environment, container.service.can.deploy?.deployed())).map(
        ([name, value]) => `${name}=${value}`,
      ),
      Hostname: spec.hostname ?? container.id.slice(0, 12),
      StopSignal: spec.stopSignal,
      Labels: labelsOf(container, stack),
    },
    NetworkSettings: { Networks: Object.fromEntries(networks.map(name => [`${stack.spec.name}_${name}`, { Aliases: null }])) },
    HostConfig: { RestartPolicy: { Name: spec.restart }, Memory: spec.memoryBytes ?? 0, NanoCpus: (spec.cpus ?? 0) * 1e9 },
  };
}

import type { RunningStack, StandInCall } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { parseFlags } from '../flags.ts';
import { findContainer, isUp } from './container.ts';
import { removeContainers } from './removal.ts';

/** `docker rm [--force] CONTAINER…`. */
export async function rm(call: StandInCall, argv: readonly string[], stack: RunningStack): Promise<number> {
  const flags = parseFlags(argv, ['-f --force', '-v --volumes', '-l --link'], { of: 'docker rm' });
  if (flags.has('--link')) throw new Unsupported('docker rm --link');
  if (flags.rest.length === 0) {
    await call.write('stderr', '"docker rm" requires at least 1 argument.\nSee \'docker rm --help\'.\n');
    return 1;
  }
  let failed = false;
  for (const name of flags.rest) {
    const container = findContainer(stack, name);
    if (container === undefined || (!flags.has('--force') && (await isUp(container)))) {
      const why =
        container === undefined
          ? `No such container: ${name}`
          : `cannot remove container "/${container.name}": container is running: stop the container before removing or force remove`;
      await call.write('stderr', `Error response from daemon: ${why}\n`);
      failed ||= container !== undefined || !flags.has('--force');
      continue;
    }
    const { service, instance } = container;
    if (service.instances().length > 1)
      throw new Unsupported(`docker rm of one of the ${service.instances().length} containers of service ${service.name}`);
    await instance.process.stop({ signal: 'SIGKILL', graceMs: 0 });
    await removeContainers(service, stack, { unnamedVolumes: 'lost' });
    await call.write('stdout', `${name}\n`);
  }
  return failed ? 1 : 0;
}

import type { RunningService } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { specOf } from '../controls.ts';
import { parseFlags } from '../flags.ts';
import type { ComposeCall } from './compose-call.ts';
import { changedContext } from './changed-context.ts';
import { chosen } from './services.ts';
import { sayOf } from './told.ts';

/** `docker compose build`, of images that are there and whose build context is as it was: all of it comes from the cache. */
export async function build(asked: ComposeCall): Promise<number> {
  const flags = parseFlags(asked.argv, ['--no-cache', '--pull', '-q --quiet', '--progress=', '--parallel', '--force-rm', '--compress'], {
    of: 'docker compose build',
  });
  for (const flag of ['--no-cache', '--pull'])
    if (flags.has(flag) && buildable(asked, chosen(asked.stack, flags.rest)).length > 0)
      throw new Unsupported(`docker compose build ${flag}: it makes images anew, from sources that no stack has`);
  await buildImages(asked, chosen(asked.stack, flags.rest));
  return 0;
}

export async function buildImages(asked: ComposeCall, services: readonly RunningService[]): Promise<void> {
  const wanted = buildable(asked, services);
  if (wanted.length === 0)
    return asked.call.write('stderr', `time="${new Date().toISOString().slice(0, 19)}Z" level=warning msg="No services to build"\n`);
  const changed =
    (await asked.project.changed()) ??
    (await changedContext(
      wanted.map(service => specOf(service, asked.stack)),
      asked.stack,
    ));
  if (changed !== undefined) throw new Unsupported(`docker compose build after a change of ${changed}: it makes new images`);
  for (const what of ['Building', 'Built']) for (const { name } of wanted) await sayOf(asked, 'Service', name, what);
}

function buildable({ stack }: ComposeCall, services: readonly RunningService[]): readonly RunningService[] {
  return services.filter(service => specOf(service, stack).build !== undefined);
}

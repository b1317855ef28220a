import { Unsupported } from '../../support/harness-error.ts';
import { specOf } from '../controls.ts';
import { parseFlags } from '../flags.ts';
import type { ComposeCall } from './compose-call.ts';
import { chosen } from './services.ts';

/**
 * `docker compose pull`. A stack's registry has what its images are: nothing newer comes under a tag that says which version it is.
 * What a tag that moves would bring cannot be told.
 */
export async function pull(asked: ComposeCall): Promise<number> {
  const { call, stack } = asked;
  const flags = parseFlags(
    asked.argv,
    ['-q --quiet', '--ignore-pull-failures', '--include-deps', '--parallel', '--ignore-buildable', '--policy='],
    {
      of: 'docker compose pull',
    },
  );
  const changed = await asked.project.changed();
  if (changed !== undefined) throw new Unsupported(`docker compose pull after a change of ${changed}`);
  const services = chosen(stack, flags.rest).map(service => specOf(service, stack));
  for (const { name, image, build } of services) {
    if (build !== undefined && image === undefined) continue;
    if (build !== undefined) throw new Unsupported(`docker compose pull of service ${name}, whose image is built`);
    if (image === undefined || !/:\D*\d[^/]*$|@sha256:/.test(image))
      throw new Unsupported(`docker compose pull of service ${name}: what ${image ?? 'its image'} is now cannot be told`);
  }
  if (flags.has('--quiet')) return 0;
  for (const { name, build } of services)
    await call.write('stderr', build === undefined ? ` ${name} Pulling \n` : ` ${name} Skipped - No image to be pulled \n`);
  for (const { name, build } of services) if (build === undefined) await call.write('stderr', ` ${name} Pulled \n`);
  return 0;
}

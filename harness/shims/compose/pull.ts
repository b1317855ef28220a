import { Unsupported } from '../../support/harness-error.ts';
import { specOf } from '../controls.ts';
import { parseFlags } from '../flags.ts';
import type { ComposeCall } from './compose-call.ts';
import { chosen } from './services.ts';

/**
 * `docker compose pull`: an image that is named by its digest, or by a whole version, is what the stack runs already. What a tag that
 * moves (`postgres:15`) would bring cannot be told: it may be just what a procedure pulls for.
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
    if (image === undefined || !/:v?\d+\.\d+\.\d+[^/]*$|@sha256:/.test(image))
      throw new Unsupported(
        `docker compose pull of service ${name}: what ${image ?? 'its image'} is now cannot be told; name a whole version`,
      );
  }
  if (flags.has('--quiet')) return 0;
  for (const { name, build } of services)
    await call.write('stderr', build === undefined ? ` ${name} Pulling \n` : ` ${name} Skipped - No image to be pulled \n`);
  for (const { name, build } of services) if (build === undefined) await call.write('stderr', ` ${name} Pulled \n`);
  return 0;
}

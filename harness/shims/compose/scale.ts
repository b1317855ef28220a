import { Unsupported } from '../../support/harness-error.ts';
import { parseFlags } from '../flags.ts';
import type { ComposeCall } from './compose-call.ts';
import { ComposeError } from './project.ts';
import { readCounts } from './scaling.ts';
import { chosen, withDependencies } from './services.ts';
import { bringUp } from './up.ts';

/** `docker compose scale SERVICE=COUNT…`: brings them up with so many containers, and what they depend on with as many as the file says. */
export async function scale(asked: ComposeCall): Promise<number> {
  const flags = parseFlags(asked.argv, ['--no-deps'], { of: 'docker compose scale' });
  if (flags.rest.length === 0) throw new ComposeError('requires at least 1 arg(s), only received 0');
  const counts = readCounts(flags.rest, text => `invalid scale specifier: ${text}`);
  const changed = await asked.project.changed();
  if (changed !== undefined) throw new Unsupported(`docker compose scale after a change of ${changed}: it makes new containers`);
  const named = chosen(asked.stack, [...counts.keys()]);
  await bringUp(asked, flags.has('--no-deps') ? named : withDependencies(asked.stack, named), {
    counts,
    alone: flags.has('--no-deps'),
  });
  return 0;
}

import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stack } from '../../model/stack.ts';
import { operator } from '../bastion-environment.ts';
import { mapImage } from '../map-image.ts';
import { bastionPackages } from '../package-list.ts';
import { operatorId } from './agent/operator-place.ts';
import { buildImage } from './build-image.ts';
import { havePulled, isThere } from './images.ts';
import type { Runtime } from './runtime.ts';

/** Debian 12 (which has a group `operator`), as the embedded engine's own packages. */
const base = 'debian:bookworm-slim';

/** The image of the bastion and of sidecars: the list of packages that every engine's bastion has, and Node for the agent. */
export function bastionImage(stack: Stack | undefined): string {
  return `drillbook-bastion:${createHash('sha256').update(dockerfileOf(stack)).digest('hex').slice(0, 16)}`;
}

export async function haveBastionImage(runtime: Runtime, stack: Stack | undefined, onProgress: (message: string) => void): Promise<void> {
  const image = bastionImage(stack);
  if (await isThere(runtime, image)) return;
  await havePulled(runtime, mapImage(base, stack?.images), onProgress);
  onProgress('building the image of the bastion, once');
  const context = await mkdtemp(join(tmpdir(), 'drillbook-bastion-'));
  try {
    await writeFile(join(context, 'Dockerfile'), dockerfileOf(stack));
    await buildImage(runtime.container.dockerode, { image, what: 'the image of the bastion', context, onProgress });
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

function dockerfileOf(stack: Stack | undefined): string {
  const packages = [...new Set([...bastionPackages, 'nodejs', ...(stack?.bastion.packages ?? [])])].sort();
  return `FROM ${mapImage(base, stack?.images)}
RUN apt-get update \\
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ${packages.join(' ')} \\
 && rm -rf /var/lib/apt/lists/* \\
 && groupmod --gid ${operatorId} ${operator} && useradd --uid ${operatorId} --gid ${operator} --create-home --shell /bin/bash ${operator} \\
 && rm -f /home/${operator}/.[!.]* && mkdir -p /run/drillbook
ENV UV_THREADPOOL_SIZE=32
ENTRYPOINT ["/usr/bin/tini", "-s", "--"]
`;
}

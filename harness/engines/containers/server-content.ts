import { posix } from 'node:path';
import type { Stack } from '../../model/stack.ts';
import { imageOf } from './images.ts';
import { statusOf, unlessGone, type Container, type Runtime } from './runtime.ts';
import { serverFolders } from './volumes.ts';

/**
 * In layout `host` the operator and all services share the server's folders. What the services' own
 * images hold there (dependencies that a build installed) is part of the server, too.
 */
export async function serverContent(
  runtime: Runtime,
  stack: Stack,
  bastion: Container,
  labels: Readonly<Record<string, string>>,
): Promise<void> {
  const docker = runtime.container.dockerode;
  const images = new Set(
    await Promise.all(stack.services.filter(({ build }) => build !== undefined).map(service => imageOf(service, stack))),
  );
  for (const image of images) {
    const source = await docker.createContainer({
      Image: image,
      Cmd: ['true'],
      Labels: { ...labels },
      HostConfig: { NetworkMode: 'none' },
    });
    try {
      for (const folder of serverFolders(stack)) {
        let archive: NodeJS.ReadableStream;
        try {
          archive = await source.getArchive({ path: folder });
        } catch (thrown) {
          if (statusOf(thrown) === 404) continue;
          throw thrown;
        }
        await runtime.container.putArchive(bastion, archive as never, posix.dirname(folder));
      }
    } finally {
      await unlessGone(source.remove({ force: true, v: true }));
    }
  }
}

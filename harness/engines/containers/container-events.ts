import { createInterface } from 'node:readline';
import { HarnessError } from '../../support/harness-error.ts';
import { stackLabel } from './labels.ts';
import type { Docker } from './runtime.ts';

/** Tells when a container of a stack has ended, as Docker tells it. `lost` resolves when Docker tells nothing any more. */
export async function watchContainers(
  docker: Docker,
  stackId: string,
  onEnd: (containerId: string) => void,
): Promise<{ readonly lost: Promise<Error>; close(): void }> {
  const stream = (await docker.getEvents({
    filters: { type: ['container'], event: ['die'], label: [`${stackLabel}=${stackId}`] },
  })) as NodeJS.ReadableStream & { destroy(): void };
  let closing = false;
  let isLost: (error: Error) => void = () => {};
  const lost = new Promise<Error>(resolve => (isLost = resolve));
  createInterface({ input: stream }).on('line', line => {
    if (line.trim() === '') return;
    const { id, Actor: actor } = JSON.parse(line) as { id?: string; Actor?: { ID?: string } };
    onEnd(id ?? actor?.ID ?? '');
  });
  const end = (): void => {
    if (!closing)
      isLost(
        new HarnessError(
          'docker-lost',
          'Docker ended its stream of events',
          'Look whether Docker still runs (`docker ps`), then drill again.',
        ),
      );
  };
  stream.on('end', end).on('close', end).on('error', end);
  return {
    lost,
    close() {
      closing = true;
      stream.destroy();
    },
  };
}

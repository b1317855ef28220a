import type { Stack } from '../../model/stack.ts';
import { HarnessError, messageOf } from '../../support/harness-error.ts';
import type { Availability, Examined } from '../engine.ts';
import { mapImage } from '../map-image.ts';
import { haveBastionImage } from './bastion-image.ts';
import { haveBuilt, havePulled, isThere } from './images.ts';
import { reaped } from './reaper.ts';
import { runtime } from './runtime.ts';
import { sweep } from './sweep.ts';

const answerMs = 10_000;
let toldOfReaper = false;

/** What the engine `containers` does before a stack starts; loaded with Testcontainers when it is first needed. */
export async function available(): Promise<Availability> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it has not answered for ${answerMs / 1000} s`)), answerMs);
  });
  try {
    const { container } = await Promise.race([runtime(), late]);
    const { OSType: system } = (await Promise.race([container.dockerode.info(), late])) as { OSType?: string };
    if (system !== undefined && system !== 'linux')
      return {
        ok: false,
        because: `Docker runs ${system} containers`,
        hint: 'Switch Docker to Linux containers, or drill with `--engine processes`.',
      };
    return { ok: true };
  } catch (thrown) {
    return {
      ok: false,
      because: `no Docker answers: ${messageOf(thrown)}`,
      hint: 'Start Docker, or name it (`DOCKER_HOST`), or drill with `--engine processes`.',
    };
  } finally {
    clearTimeout(timer);
  }
}

/** Pulls and builds what is not there yet, and takes away what dead drills left; before any clock runs. */
export async function prepare(stack: Stack | undefined, onProgress: (message: string) => void = () => {}): Promise<void> {
  const client = await runtime();
  await sweep(client.container.dockerode);
  await haveBastionImage(client, stack, onProgress);
  for (const service of stack?.services ?? []) {
    if (service.build !== undefined) await haveBuilt(client, service, stack as Stack, onProgress);
    else if (service.image !== undefined) await havePulled(client, mapImage(service.image, stack?.images), onProgress);
  }
  const { on, because } = await reaped(client);
  if (!on && !toldOfReaper) onProgress(`Testcontainers' reaper is not there (${because}); our own watchdog cleans up`);
  toldOfReaper = true;
}

export async function examine(stack: Stack): Promise<readonly Examined[]> {
  const silent = (): void => {};
  const bastion = async (): Promise<Examined> => {
    const what = 'image of the bastion';
    try {
      await haveBastionImage(await runtime(), stack, silent);
      return { what, ok: true, found: 'is there' };
    } catch (thrown) {
      return { what, ok: false, found: messageOf(thrown), todo: thrown instanceof HarnessError ? thrown.hint : 'Run `drillbook doctor`.' };
    }
  };
  return Promise.all([
    bastion(),
    ...stack.services.map(async (service): Promise<Examined> => {
      const image = service.image === undefined ? undefined : mapImage(service.image, stack.images);
      const what = service.build === undefined ? `image ${image ?? '(none)'} of ${service.name}` : `build of ${service.name}`;
      try {
        const client = await runtime();
        if (service.build !== undefined) {
          await haveBuilt(client, service, stack, silent);
          return { what, ok: true, found: `built from ${service.build.context}` };
        }
        if (image === undefined)
          return { what, ok: false, found: 'neither image nor build', todo: `Give ${service.name} an \`image\` or a \`build\`.` };
        const was = await isThere(client, image);
        await havePulled(client, image, silent);
        return { what, ok: true, found: was ? 'is there' : 'was pulled' };
      } catch (thrown) {
        return {
          what,
          ok: false,
          found: messageOf(thrown),
          todo: thrown instanceof HarnessError ? thrown.hint : 'Run `drillbook doctor`.',
        };
      }
    }),
  ]);
}

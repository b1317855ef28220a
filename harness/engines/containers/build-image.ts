import { readdir } from 'node:fs/promises';
import { HarnessError, messageOf } from '../../support/harness-error.ts';
import type { Docker } from './runtime.ts';

export interface Building {
  readonly image: string;
  /** `the image of api`, for messages. */
  readonly what: string;
  /** Folder; Docker's own `.dockerignore` is heeded. */
  readonly context: string;
  readonly dockerfile?: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly onProgress: (message: string) => void;
}

/**
 * Builds an image by Docker's API.
 * @throws {HarnessError} `image-not-built` with the last lines of the build.
 */
export async function buildImage(docker: Docker, building: Building): Promise<void> {
  const { image, what, context, dockerfile = 'Dockerfile', args = {}, target, onProgress } = building;
  const lines: string[] = [];
  let failed: string | undefined;
  try {
    const stream = await docker.buildImage(
      { context, src: await readdir(context) },
      { t: image, dockerfile, buildargs: { ...args }, rm: true, forcerm: true, ...(target === undefined ? {} : { target }) },
    );
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(
        stream,
        (error: Error | null) => (error === null && failed === undefined ? resolve() : reject(error ?? new Error(failed))),
        ({ stream: text, error }: { stream?: string; error?: string }) => {
          failed ??= error;
          const line = (text ?? error ?? '').trim();
          if (line === '') return;
          lines.push(line);
          if (/^Step \d/.test(line)) onProgress(`${what}: ${line}`);
        },
      );
    });
  } catch (thrown) {
    throw new HarnessError(
      'image-not-built',
      `${what} could not be built: ${messageOf(thrown)}; its last lines: ${lines.slice(-4).join(' | ') || '(none)'}`,
      `Build it by hand to see more: docker build ${context}`,
    );
  }
}

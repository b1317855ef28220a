import { Unsupported } from '../../support/harness-error.ts';
import { pack } from 'tar-stream';
import { clockFolder, clockLibrary, clockText, packagedLibrary, withoutSemaphore } from '../own-clock.ts';
import type { ClockControl } from '../engine.ts';
import { existsArchived, readArchived } from './archive-file.ts';
import { unlessGone, type Container, type Docker } from './runtime.ts';

const file = `${clockFolder}/offset`;
export { file as clockFile };

/** The clock of one service: what its containers get before they start, and what they are told later. */
export class OwnClock implements ClockControl {
  readonly #service: string;
  readonly #library: Promise<Buffer>;
  readonly #containers: () => readonly Container[];
  #shiftedBy = 0;

  constructor(service: string, content: Promise<Buffer>, containers: () => readonly Container[]) {
    this.#service = service;
    this.#library = content;
    this.#containers = containers;
    this.#library.catch(() => {});
  }

  /** Into a container that has been created and not yet started: glibc's loader reads the list of libraries, another one does not know it. */
  async putInto(container: Container): Promise<void> {
    const content = await this.#library;
    const archive = pack();
    archive.entry({ name: clockLibrary.slice(1), mode: 0o644 }, content);
    archive.entry({ name: 'etc/ld.so.preload', mode: 0o644 }, `${clockLibrary}\n`);
    archive.entry({ name: file.slice(1), mode: 0o644 }, clockText(this.#shiftedBy));
    archive.finalize();
    await container.putArchive(archive as never, { path: '/' });
  }

  async shift(ms: number): Promise<void> {
    const containers = this.#containers();
    for (const container of containers)
      for (const loader of ['/lib/ld-musl-x86_64.so.1', '/lib/ld-musl-aarch64.so.1'])
        if (await existsArchived(container, loader))
          throw new Unsupported(`the clock of ${this.#service}: its image has musl, and the library that gives it the time needs glibc`);
    this.#shiftedBy = ms;
    await Promise.all(
      containers.map(async container => {
        const archive = pack();
        archive.entry({ name: file.slice(1), mode: 0o644 }, clockText(ms));
        archive.finalize();
        await container.putArchive(archive as never, { path: '/' });
      }),
    );
  }

  async shiftedBy(): Promise<number> {
    return this.#shiftedBy;
  }
}

/** The library, out of the bastion's image. */
export async function readLibrary(docker: Docker, image: string, labels: Readonly<Record<string, string>>): Promise<Buffer> {
  const { Architecture: architecture } = await docker.getImage(image).inspect();
  const source = await docker.createContainer({
    Image: image,
    Cmd: ['true'],
    Labels: { ...labels },
    HostConfig: { NetworkMode: 'none' },
  });
  try {
    const found = await readArchived(source, packagedLibrary(architecture));
    if (found === undefined)
      throw new Unsupported(`a clock of a service's own: libfaketime is not in the bastion's image (${architecture})`);
    return withoutSemaphore(found.content);
  } finally {
    await unlessGone(source.remove({ force: true, v: true }));
  }
}

import { isAbsolute, posix, relative, resolve } from 'node:path';
import { pack } from 'tar-stream';
import type { Stack } from '../../model/stack.ts';
import { operatorId } from './agent/operator-place.ts';
import type { Agent } from './agent.ts';
import type { Container, Runtime } from './runtime.ts';
import { mountedFiles, volumesFolder, type StackVolume } from './volumes.ts';

/** A single file that a service mounts and the operator has at hand, too. */
interface EditedFile {
  readonly service: string;
  /** The operator's. */
  readonly path: string;
  /** Where the service's content is: in its container, or in a volume. */
  readonly place: { readonly inContainer: string } | { readonly inVolume: string };
  /** As it was when it was carried over last; also the same content, written once more, takes the place of what the service made of it. */
  seen?: { readonly inode: string; readonly written: string; readonly mode: number; readonly base64: string };
}

/**
 * A bind mount of a single file is no volume's, so the service has a copy. This carries the operator's edits over as a bind mount would:
 * at once when the file was written in place; when it was replaced by another one (as `sed -i` and most editors do), only at the
 * service's next start, for until then the mount holds the old file.
 */
export class EditedFiles {
  readonly #runtime: Runtime;
  readonly #agent: () => Agent;
  readonly #files: readonly EditedFile[];
  readonly #containers: (service: string) => readonly Container[];

  constructor(
    runtime: Runtime,
    stack: Stack,
    volumes: readonly StackVolume[],
    agent: () => Agent,
    containers: (service: string) => readonly Container[],
  ) {
    this.#runtime = runtime;
    this.#agent = agent;
    this.#containers = containers;
    this.#files = filesOf(stack, volumes);
  }

  /** Notes what every service has now; before the operator's first step. */
  async begin(): Promise<void> {
    for (const file of this.#files) {
      const now = await this.#read(file);
      if (now !== undefined) file.seen = now;
    }
  }

  /** What was written in place. */
  async carryOver(): Promise<void> {
    for (const file of this.#files) {
      const now = await this.#read(file);
      if (now !== undefined && now.inode === file.seen?.inode) await this.#put(file, now);
    }
  }

  /** What a service mounts when it is started. */
  async mountAnew(service: string): Promise<void> {
    for (const file of this.#files.filter(one => one.service === service)) {
      const now = await this.#read(file);
      if (now !== undefined) await this.#put(file, now);
    }
  }

  /** What a new container of a service mounts; it was made with the team's own files. */
  async mountIn(service: string, container: Container): Promise<void> {
    for (const file of this.#files.filter(one => one.service === service)) {
      const now = await this.#read(file);
      if (now === undefined) continue;
      if ('inContainer' in file.place) await putFile(this.#runtime, container, file.place.inContainer, now);
      else await this.#put(file, now);
    }
  }

  async #read({ path }: EditedFile): Promise<EditedFile['seen'] | undefined> {
    const script = 'stat -Lc "%i %.9Y %a" -- "$0" && base64 -w0 -- "$0"';
    const { status, stdout } = await this.#agent().call('exec', {
      argv: ['sh', '-c', script, path],
      environment: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
      cwd: '/',
      timeoutMs: 10_000,
    });
    const [about = '', base64 = ''] = stdout.split('\n');
    const [inode = '', written = '', mode = ''] = about.split(' ');
    return status === 0 ? { inode, written, mode: Number.parseInt(mode, 8), base64 } : undefined;
  }

  async #put(file: EditedFile, now: NonNullable<EditedFile['seen']>): Promise<void> {
    if (now.inode !== file.seen?.inode || now.written !== file.seen.written) {
      const { place } = file;
      if ('inVolume' in place) await this.#agent().call('fileWrite', { path: place.inVolume, base64: now.base64 });
      else for (const container of this.#containers(file.service)) await putFile(this.#runtime, container, place.inContainer, now);
    }
    file.seen = now;
  }
}

async function putFile(
  runtime: Runtime,
  container: Container,
  path: string,
  { mode, base64 }: NonNullable<EditedFile['seen']>,
): Promise<void> {
  const archive = pack();
  archive.entry({ name: path.slice(1), mode, uid: operatorId, gid: operatorId }, Buffer.from(base64, 'base64'));
  archive.finalize();
  await runtime.container.putArchive(container, archive as never, '/');
}

function filesOf(stack: Stack, volumes: readonly StackVolume[]): readonly EditedFile[] {
  return stack.services.flatMap(service =>
    mountedFiles(service, volumes).flatMap(({ target, source, from }): EditedFile[] => {
      for (const [folder, to] of Object.entries(stack.bastion.copy)) {
        const inside = relative(resolve(stack.folder, folder), source);
        if (inside.startsWith('..') || isAbsolute(inside)) continue;
        const place =
          'volume' in from ? { inVolume: posix.join(volumesFolder, from.volume, posix.basename(from.linkTo)) } : { inContainer: target };
        return [{ service: service.name, path: posix.join(to, inside), place }];
      }
      return [];
    }),
  );
}

import { extract, pack } from 'tar-stream';
import { statusOf, type Container } from './runtime.ts';

export interface ArchivedFile {
  readonly content: Buffer;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** A file of a container, running or not, without a tool of its image; undefined when it is not there. */
export async function readArchived(container: Container, path: string): Promise<ArchivedFile | undefined> {
  let archive: NodeJS.ReadableStream;
  try {
    archive = await container.getArchive({ path });
  } catch (thrown) {
    if (statusOf(thrown) === 404) return undefined;
    throw thrown;
  }
  const entries = extract();
  archive.pipe(entries);
  for await (const entry of entries) {
    const pieces: Buffer[] = [];
    for await (const piece of entry) pieces.push(piece as Buffer);
    // A link holds nothing; whoever asks for it follows it with the tools of the image.
    const { type, uid = 0, gid = 0, mode = 0o644 } = entry.header;
    if (type === 'file') return { content: Buffer.concat(pieces), uid, gid, mode };
  }
  return undefined;
}

/** Writes a file of a container, which keeps its owner and mode. */
export async function writeArchived(container: Container, path: string, text: string): Promise<void> {
  const { uid = 0, gid = 0, mode = 0o644 } = (await readArchived(container, path)) ?? {};
  const archive = pack();
  archive.entry({ name: path.slice(1), uid, gid, mode }, text);
  archive.finalize();
  await container.putArchive(archive as never, { path: '/' });
}

export async function existsArchived(container: Container, path: string): Promise<boolean> {
  try {
    await container.infoArchive({ path });
    return true;
  } catch (thrown) {
    if (statusOf(thrown) === 404) return false;
    throw thrown;
  }
}

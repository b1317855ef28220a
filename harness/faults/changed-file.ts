import { isAbsolute, posix, relative, resolve } from 'node:path';
import type { RunningStack } from '../engines/engine.ts';
import { serviceOf } from '../operations/service-of.ts';
import { Unsupported } from '../support/harness-error.ts';
import { needed } from './needed.ts';

/** A file of a service into which a fault has put another text. */
export interface ChangedFile {
  readonly before: string;
  readonly after: string;
  /** Whether the service still has what was put there. */
  isThere(): Promise<boolean>;
  /** Puts the former text back where nobody has changed it since; tells whether there was anything to do. */
  undo(): Promise<boolean>;
}

/**
 * Changes a file as the service sees it, and the operator's copy of it: of a single file that a service mounts the operator has one on the
 * bastion, which the service takes over when it is started.
 */
export async function changeFile(
  stack: RunningStack,
  name: string,
  path: string,
  change: (before: string) => string,
): Promise<ChangedFile> {
  const service = serviceOf(stack, name);
  const files = needed(service, 'files');
  if (service.instances().length > 1)
    throw new Unsupported(`a change of ${path} in ${name}, which has ${service.instances().length} instances with files of their own`);
  const before = await files.read(path);
  const after = change(before);
  const copy = copyOf(stack, name, path);
  const readCopy = async (): Promise<string | undefined> => {
    if (copy === undefined) return undefined;
    const { status, stdout } = await stack.bastion.exec(['cat', '--', copy]);
    return status === 0 ? stdout : undefined;
  };
  const writeCopy = async (text: string): Promise<void> => {
    if (copy === undefined) return;
    const { status, stderr } = await stack.bastion.exec(['sh', '-c', 'cat > "$0"', copy], { input: text });
    if (status !== 0) throw new Error(`${copy} of the bastion could not be written: ${stderr.trim()}`);
  };
  const read = async (): Promise<string | undefined> => ((await files.exists(path)) ? await files.read(path) : undefined);
  const undo = async (): Promise<boolean> => {
    const own = (await read()) === after;
    if (own) await files.write(path, before);
    const ownCopy = (await readCopy()) === after;
    if (ownCopy) await writeCopy(before);
    return own || ownCopy;
  };
  try {
    await files.write(path, after);
    if ((await readCopy()) === before) await writeCopy(after);
  } catch (thrown) {
    await undo().catch(() => {});
    throw thrown;
  }
  return { before, after, isThere: async () => (await read()) === after, undo };
}

/** Where the operator has a single file that a service mounts. What they share is one and the same file, and no copy. */
function copyOf({ spec }: RunningStack, name: string, path: string): string | undefined {
  const mount = spec.services
    .find(service => service.name === name)
    ?.mounts.find(({ kind, target }) => kind === 'bind' && posix.normalize(target) === posix.normalize(path));
  if (mount?.kind !== 'bind') return undefined;
  for (const [folder, to] of Object.entries(spec.bastion.copy)) {
    const inside = relative(resolve(spec.folder, folder), mount.source);
    if (!inside.startsWith('..') && !isAbsolute(inside)) return posix.join(to, inside);
  }
  return undefined;
}

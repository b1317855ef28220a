import { posix } from 'node:path';
import { Unsupported } from '../../support/harness-error.ts';
import type { ExecOptions, ExecResult, FileControl, VolumeControl } from '../engine.ts';
import { sizeOptions } from '../remount-words.ts';
import type { Agent } from './agent.ts';
import { existsArchived, readArchived, writeArchived } from './archive-file.ts';
import type { Container } from './runtime.ts';
import { isSized, volumesFolder, type MountedFile, type StackVolume, type VolumeMount } from './volumes.ts';

type Exec = (argv: readonly string[], options?: ExecOptions & { readonly user?: string }) => Promise<ExecResult>;

/** Space on the file systems of a service; its volumes are seen from the bastion, which has them all. */
export function volumeControl(
  mounts: readonly VolumeMount[],
  bastion: () => Agent,
  exec: Exec,
  remount: (volume: StackVolume, options: string) => Promise<void>,
): VolumeControl {
  /** Where the bastion has it; what has no size of its own is part of the machine that Docker runs on. */
  const sizedPlace = (path: string): NonNullable<ReturnType<typeof locate>> => {
    const found = locate(mounts, path);
    if (found === undefined || !isSized(found.volume)) throw new Unsupported(`the file system at ${path} has no size of its own`);
    return found;
  };
  return {
    async usage(path) {
      const found = locate(mounts, path);
      if (found !== undefined) return { ...(await bastion().call('usage', { path: found.path })), sized: isSized(found.volume) };
      const { status, stdout, stderr } = await exec(['df', '-Pk', path]);
      // POSIX: file system, blocks, used, available, capacity, mounted on.
      const [, blocks, , available] = (stdout.trim().split('\n').at(-1) ?? '').split(/\s+/);
      if (status !== 0 || available === undefined)
        throw new Unsupported(`the space at ${path} cannot be told: ${stderr.trim() || 'no df'}`);
      return { sizeBytes: Number(blocks) * 1024, availableBytes: Number(available) * 1024, sized: false };
    },
    async fill(path, files) {
      const { path: place } = sizedPlace(path);
      await bastion().call('fill', { paths: files.map(file => posix.join(place, file)) });
    },
    exhaustInodes: async folder => bastion().call('exhaustInodes', { folder: sizedPlace(folder).path }),
    resize: async (path, to) => remount(sizedPlace(path).volume, sizeOptions(to)),
    readOnly: async (path, on) => remount(sizedPlace(path).volume, on ? 'ro' : 'rw'),
    async empty(path) {
      const found = locate(mounts, path);
      if (found === undefined) throw new Error(`unexpected path ${path}, expected one on a volume`);
      await bastion().call('emptyFolder', { path: found.path });
    },
  };
}

/** Files of a service: on a volume through the bastion, elsewhere with the tools of its image. */
export function fileControl(
  mounts: readonly VolumeMount[],
  bastion: () => Agent,
  exec: Exec,
  container: () => Container | undefined,
  files: readonly MountedFile[],
): FileControl {
  // A single file that may only be read is a link into a volume.
  const behind = (path: string): string => {
    const found = files.find(({ target }) => target === posix.normalize(path));
    return found !== undefined && 'linkTo' in found.from ? found.from.linkTo : path;
  };
  const toolsAreThere = async (): Promise<boolean> => (await container()?.inspect())?.State.Running ?? false;
  const run = async (argv: readonly string[], input?: string): Promise<string> => {
    const { status, stdout, stderr } = await exec(argv, { ...(input === undefined ? {} : { input }), user: '0' });
    if (status !== 0) throw new Error(`${argv[0]}: ${stderr.trim() || `status ${status}`}`);
    return stdout;
  };
  const control: FileControl = {
    async read(given) {
      const path = behind(given);
      const found = locate(mounts, path);
      if (found === undefined) {
        const of = container();
        // The archive knows no tmpfs, the tools no stopped container.
        const content = of === undefined ? undefined : (await readArchived(of, path))?.content.toString('utf8');
        if (content !== undefined) return content;
        if (!(await control.exists(path))) throw Object.assign(new Error(`ENOENT: no such file, open '${path}'`), { code: 'ENOENT' });
        return run(['cat', path]);
      }
      return Buffer.from(await bastion().call('fileRead', { path: found.path }), 'base64').toString('utf8');
    },
    async write(given, text) {
      const path = behind(given);
      const found = locate(mounts, path);
      const of = container();
      if (found === undefined && of !== undefined && !(await toolsAreThere())) await writeArchived(of, path, text);
      else if (found === undefined) await run(['sh', '-c', 'mkdir -p "$(dirname "$0")" && cat > "$0"', path], text);
      else await bastion().call('fileWrite', { path: found.path, base64: Buffer.from(text).toString('base64') });
    },
    async remove(path) {
      const found = locate(mounts, path);
      if (found === undefined) await run(['rm', '-rf', '--', path]);
      else await bastion().call('fileRemove', { path: found.path });
    },
    async exists(path) {
      const found = locate(mounts, path);
      if (found !== undefined) return bastion().call('fileExists', { path: found.path });
      const of = container();
      return of === undefined || (await toolsAreThere()) ? (await exec(['test', '-e', path])).status === 0 : existsArchived(of, path);
    },
  };
  return control;
}

/** Where the bastion has a path of a service; undefined when it is on no volume. */
function locate(mounts: readonly VolumeMount[], path: string): { readonly volume: StackVolume; readonly path: string } | undefined {
  const clean = posix.normalize(path);
  const mount = mounts
    .filter(({ target }) => clean === target || clean.startsWith(`${target}/`))
    .toSorted((one, other) => other.target.length - one.target.length)[0];
  if (mount === undefined) return undefined;
  return { volume: mount.volume, path: posix.join(volumesFolder, mount.volume.name, clean.slice(mount.target.length)) };
}

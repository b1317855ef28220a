import { rmSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';

/**
 * Makes a folder of the cache: built under another name and renamed when whole, so that nobody ever sees half of it, whoever builds at the
 * same time and however one of them ends. The first that is ready wins.
 */
export async function builtAside(target: string, build: (work: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await sweep(target);
  const work = await mkdtemp(`${target}${mark}${hostname()}.${process.pid}.`);
  const discard = (): void => rmSync(work, { recursive: true, force: true });
  process.once('exit', discard);
  try {
    await build(work);
    // The sandbox's user is not ours where we are root.
    await chmod(work, 0o755);
    await rename(work, target).catch(async thrown => {
      if (!(await exists(target))) throw thrown;
    });
  } finally {
    process.off('exit', discard);
    await rm(work, { recursive: true, force: true });
  }
}

const mark = '.part-';

/** What a killed process of this machine left. Others that share the cache are seen as strangers, and left alone. */
async function sweep(target: string): Promise<void> {
  const mine = `${basename(target)}${mark}${hostname()}.`;
  for (const name of await readdir(dirname(target))) {
    if (!name.startsWith(mine)) continue;
    const pid = Number(name.slice(mine.length).split('.')[0]);
    if (Number.isInteger(pid) && pid > 0 && !isAlive(pid)) await rm(join(dirname(target), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

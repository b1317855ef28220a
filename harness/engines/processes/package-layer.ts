import { chmod, lstat, mkdir, readFile, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { digestOf } from '../../support/digest.ts';
import { HarnessError, messageOf } from '../../support/harness-error.ts';
import { cacheFolder } from './cache-folder.ts';
import { bastionPackages, essentialTools } from '../package-list.ts';

/** A file system made only of extracted Debian packages; the same on every machine of a release. */
export interface PackageLayer {
  readonly root: string;
  /** `name version` of each package, for the report. */
  readonly packages: readonly string[];
}

/**
 * The layer, if this machine has it already.
 * @param more packages that a stack asks for beside our own (`bastion.packages`).
 */
export async function findLayer(more: readonly string[] = []): Promise<PackageLayer | undefined> {
  const root = await layerFolder(more);
  const manifest = await readFile(join(root, 'packages.txt'), 'utf8').catch(() => undefined);
  return manifest === undefined ? undefined : { root, packages: manifest.trim().split('\n') };
}

/**
 * Downloads and extracts the packages with the machine's own apt sources, without root and without
 * touching the system: apt gets a private state folder and an empty list of installed packages, so
 * that it resolves every dependency. Built aside and renamed when whole.
 * @throws {HarnessError} `no-packages` when there is no apt, or a package cannot be had.
 */
export async function makeLayer(onProgress: (message: string) => void = () => {}, more: readonly string[] = []): Promise<PackageLayer> {
  const packages = [...bastionPackages, ...more];
  const target = await layerFolder(more);
  const work = `${target}.${process.pid}`;
  await rm(work, { recursive: true, force: true });
  try {
    const archives = join(work, 'apt/cache/archives');
    for (const folder of ['apt/lists/partial', 'apt/cache/archives/partial', 'apt/state'])
      await mkdir(join(work, folder), { recursive: true });
    await writeFile(join(work, 'apt/status'), '');
    const apt = aptOptions(join(work, 'apt'));
    onProgress('reading the package sources');
    await run('apt-get', [...apt, 'update', '-qq']);
    onProgress(`downloading ${packages.length} packages and what they need`);
    await run('apt-get', [...apt, 'install', '-y', '-qq', '--no-install-recommends', '--download-only', '--', ...packages]);
    const files = (await readdir(archives)).filter(name => name.endsWith('.deb')).sort();
    onProgress(`extracting ${files.length} packages`);
    await extract(
      files.map(name => join(archives, name)),
      work,
    );
    await finish(work);
    await writeFile(
      join(work, 'packages.txt'),
      `${files.map(name => name.split('_').slice(0, 2).join(' ').replaceAll('%3a', ':')).join('\n')}\n`,
    );
    await rm(join(work, 'apt'), { recursive: true });
    await rename(work, target).catch(async thrown => {
      // Another process was first; its layer is as good.
      if ((await findLayer(more)) === undefined) throw thrown;
    });
  } catch (thrown) {
    throw new HarnessError(
      'no-packages',
      `the real tools could not be fetched: ${messageOf(thrown).split('\n').slice(0, 3).join(' ')}`,
      'The embedded engine needs a Debian-like machine with apt-get and working package sources; check `apt-get update`, or drill with `--engine containers`.',
      { cause: thrown },
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  const layer = await findLayer(more);
  if (layer === undefined)
    throw new HarnessError(
      'no-packages',
      `the package layer at ${target} is not whole`,
      'Remove that folder and run `drillbook setup` again.',
    );
  return layer;
}

async function layerFolder(more: readonly string[]): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const key = digestOf(JSON.stringify([release, process.arch, [...bastionPackages, ...[...new Set(more)].sort()], layoutVersion])).slice(
    7,
    19,
  );
  return join(cacheFolder(), `layer-${key}`);
}

/** Raised when `finish` changes, so that old layers are not used. */
const layoutVersion = 3;

function aptOptions(folder: string): string[] {
  const options = {
    'Dir::State': `${folder}/state`,
    'Dir::State::Lists': `${folder}/lists`,
    'Dir::State::status': `${folder}/status`,
    'Dir::Cache': `${folder}/cache`,
    'APT::Sandbox::User': '',
    'Acquire::Languages': 'none',
    'Debug::NoLocking': '1',
    'Acquire::Retries': '3',
  };
  return Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

async function run(command: string, argv: readonly string[]): Promise<void> {
  await execa(command, argv, { stdin: 'ignore', env: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' } });
}

async function extract(archives: readonly string[], root: string): Promise<void> {
  for (const folder of ['usr/bin', 'usr/sbin', 'usr/lib', 'usr/lib64', 'usr/lib32', 'usr/libx32'])
    await mkdir(join(root, folder), { recursive: true });
  // Packages still ship /bin and /lib; a merged /usr takes them in.
  for (const name of ['bin', 'sbin', 'lib', 'lib64', 'lib32', 'libx32']) await symlink(`usr/${name}`, join(root, name));
  const queue = [...archives];
  await Promise.all(
    Array.from({ length: 2 }, async () => {
      for (let archive = queue.pop(); archive !== undefined; archive = queue.pop()) {
        await execa(
          'sh',
          [
            '-c',
            'dpkg-deb --fsys-tarfile "$1" | tar -C "$2" --keep-directory-symlink --no-same-owner --no-same-permissions --exclude=./usr/share/doc --exclude=./usr/share/man --exclude=./usr/share/locale --exclude=./usr/share/info -xf -',
            'sh',
            archive,
            root,
          ],
          { stdin: 'ignore' },
        );
      }
    }),
  );
}

/** Does what the packages' own scripts would have done, as far as a drill needs it. */
async function finish(root: string): Promise<void> {
  const links: Readonly<Record<string, string>> = {
    'usr/bin/awk': 'mawk',
    'usr/bin/nc': 'nc.openbsd',
    'usr/bin/pager': 'less',
    'usr/bin/which': 'which.debianutils',
    'usr/bin/sh': 'dash',
    'usr/sbin/iptables': 'iptables-nft',
    'usr/sbin/ip6tables': 'ip6tables-nft',
  };
  for (const [link, target] of Object.entries(links)) {
    await rm(join(root, link), { force: true });
    await symlink(target, join(root, link));
  }
  // postgresql-client-common wraps each client in a script that looks for clusters of this machine.
  for (const client of await readdir(join(root, 'usr/lib/postgresql/15/bin'))) {
    await rm(join(root, 'usr/bin', client), { force: true });
    await symlink(`../lib/postgresql/15/bin/${client}`, join(root, 'usr/bin', client));
  }
  // Places where the sandbox mounts Node and PostgreSQL.
  await mkdir(join(root, 'usr/local/bin'), { recursive: true });
  await writeFile(join(root, 'usr/local/bin/node'), '', { mode: 0o755 });
  await mkdir(join(root, 'usr/local/pgsql'), { recursive: true });
  const certificates = join(root, 'usr/share/ca-certificates');
  const files = (await readdir(certificates, { recursive: true })).filter(name => name.endsWith('.crt')).sort();
  const bundle = await Promise.all(files.map(name => readFile(join(certificates, name), 'utf8')));
  await mkdir(join(root, 'etc/ssl/certs'), { recursive: true });
  await writeFile(join(root, 'etc/ssl/certs/ca-certificates.crt'), bundle.join('\n'));
  for (const name of [
    'cron.daily',
    'cron.d',
    'init.d',
    'rcS.d',
    'perl',
    'systemd',
    'sensible-utils',
    'apt',
    'dpkg',
    'kernel',
    'logcheck',
  ]) {
    await rm(join(root, 'etc', name), { recursive: true, force: true });
  }
  await chmod(join(root), 0o755);
  const missing: string[] = [];
  for (const tool of essentialTools) if (!(await has(root, tool))) missing.push(tool);
  if (missing.length > 0) throw new Error(`unexpected package contents, expected ${missing.join(', ')}`);
}

/** Whether the layer holds a tool. A link counts by itself: it may lead to a place that only the sandbox has. */
async function has(root: string, tool: string): Promise<boolean> {
  return (await lstat(join(root, tool)).catch(() => undefined)) !== undefined;
}

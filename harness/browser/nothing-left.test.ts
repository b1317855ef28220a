import { expect, test } from '@playwright/test';
import { execa } from 'execa';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listen } from './testing/listener.ts';

const program = fileURLToPath(new URL('./testing/ask-and-wait.ts', import.meta.url));

/** Command lines of processes that name the folder: the browser and all its parts do, for their profile is in it. */
function naming(folder: string): readonly { readonly pid: number; readonly line: string }[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(pid => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(folder) ? [{ pid: Number(pid), line }] : [];
      } catch {
        return [];
      }
    });
}

/** Runs the program with a temporary folder of its own. */
async function asking(then: string, end: (child: ReturnType<typeof execa>, folder: string) => void): Promise<string> {
  await using listener = await listen('<h1>hello</h1>');
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-test-'));
  const child = execa(process.execPath, ['--import', 'tsx', program, `http://localhost:${listener.tcp}/`, then], {
    env: { TMPDIR: folder },
    reject: false,
    stdin: 'ignore',
    buffer: false,
  });
  child.stdout.on('data', (text: Buffer) => {
    if (String(text).includes('asked 200')) end(child as never, folder);
  });
  await child;
  return folder;
}

const browsers = (folder: string): readonly string[] => readdirSync(folder).filter(name => name.startsWith('drillbook-browser-'));

const endings: Readonly<Record<string, readonly [string, (child: { kill(signal: NodeJS.Signals): unknown }, folder: string) => void]>> = {
  'has done its work': ['end', () => undefined],
  'has failed': ['throw', () => undefined],
  'is interrupted': ['stay', child => child.kill('SIGINT')],
  'is killed': ['stay', child => child.kill('SIGKILL')],
};

for (const [how, [then, end]] of Object.entries(endings))
  test(`no process and no file of the browser is left when the program that asked ${how}`, async () => {
    let there = 0;
    const folder = await asking(then, (child, own) => {
      there = naming(own).length;
      end(child, own);
    });
    expect(there).toBeGreaterThan(1);
    await expect.poll(() => [...naming(folder).map(({ line }) => line), ...browsers(folder)]).toEqual([]);
    rmSync(folder, { recursive: true });
  });

test('when what drives the browser is killed too, the browser ends by itself, and the next one takes its files away', async () => {
  const folder = await asking('stay', (child, own) => {
    const [driver] = browsers(own).map(name => Number(readFileSync(join(own, name, 'owner'), 'utf8').split(' ')[0]));
    child.kill('SIGKILL');
    process.kill(driver ?? Number.NaN, 'SIGKILL');
  });
  await expect.poll(() => naming(folder)).toEqual([]);
  expect(browsers(folder)).toHaveLength(1);
  const [left = ''] = browsers(folder);
  const other = 'drillbook-browser-abcdef';
  mkdirSync(join(folder, other));
  writeFileSync(join(folder, other, 'owner'), '1 1 1');
  await using listener = await listen('<h1>hello</h1>');
  const next = await execa(process.execPath, ['--import', 'tsx', program, `http://localhost:${listener.tcp}/`, 'end'], {
    env: { TMPDIR: folder },
  });
  expect(next.stdout).toContain('asked 200');
  await expect.poll(() => browsers(folder)).not.toContain(left);
  // Of another namespace nothing is known.
  await expect.poll(() => browsers(folder)).toEqual([other]);
  rmSync(folder, { recursive: true });
});

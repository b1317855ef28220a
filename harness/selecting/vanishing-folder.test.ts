import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { vanishingFolder } from './vanishing-folder.ts';

test('is gone when it is removed, with all that is in it', async () => {
  const folder = await vanishingFolder('drillbook-test-');
  writeFileSync(join(folder.path, 'file'), 'x');
  await folder.remove();
  expect(existsSync(folder.path)).toBe(false);
});

for (const signal of ['SIGKILL', 'SIGINT', 'SIGHUP'] as const)
  test(`is gone after ${signal}`, async () => {
    const built = new URL('../../dist/selecting/vanishing-folder.js', import.meta.url).href;
    const program = `const { vanishingFolder } = await import(${JSON.stringify(built)}); const { path } = await vanishingFolder('drillbook-test-'); console.log(path); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const path = await new Promise<string>(resolve => child.stdout.once('data', (line: Buffer) => resolve(line.toString().trim())));
    expect(existsSync(path)).toBe(true);
    child.kill(signal);
    await expect.poll(() => existsSync(path)).toBe(false);
  });

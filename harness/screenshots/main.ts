import { execa } from 'execa';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findChromium } from '../browser/find-chromium.ts';
import { launch } from '../browser/launch.ts';
import { terminalPage } from './terminal-page.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));
const images = join(top, 'docs/images');
const scenario = 'fixtures/scenarios/broken/restart-on-full-disk.yaml';

/** Makes the pictures of the documentation from a real drill: `npm run screenshots`. */
const folder = mkdtempSync(join(tmpdir(), 'drillbook-screenshots-'));
try {
  const { stdout } = await execa(process.execPath, ['dist/cli.js', 'drill', scenario, '--engine', 'processes', '--evidence', folder], {
    cwd: top,
    env: { FORCE_COLOR: '1', CI: undefined, COLUMNS: '100' },
    stdin: 'ignore',
    stderr: 'inherit',
  });
  const run = readdirSync(folder).find(name => existsSync(join(folder, name, 'report.html')));
  const shown = stdout
    .split('\n')
    .filter(line => !/report\.html|evidence sealed/.test(line))
    .join('\n');
  const terminal = join(folder, 'terminal.html');
  writeFileSync(terminal, terminalPage(`npx drillbook drill ${scenario}`, shown));
  await picture(terminal, 'terminal.png', { of: 'pre' });
  await picture(join(folder, run ?? '', 'report.html'), 'report.png', { height: 1000 });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function picture(
  page: string,
  name: string,
  { of, height = 600 }: { readonly of?: string; readonly height?: number },
): Promise<void> {
  const chromium = findChromium(process.env);
  if (chromium === undefined) throw new Error('no Chromium was found: install the package chromium, or name one in DRILLBOOK_CHROMIUM');
  const browser = await launch(chromium, mkdtempSync(join(folder, 'browser-')));
  try {
    const window = await browser.newPage({ viewport: { width: 1100, height } });
    await window.goto(pathToFileURL(page).href);
    const path = join(images, name);
    await (of === undefined ? window.screenshot({ path }) : window.locator(of).screenshot({ path }));
    process.stdout.write(`docs/images/${name}\n`);
  } finally {
    await browser.close();
  }
}

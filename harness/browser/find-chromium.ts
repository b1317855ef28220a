import { chromium } from '@playwright/test';
import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { HarnessError } from '../support/harness-error.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * The browser that draws pages and prints reports: the one that `DRILLBOOK_CHROMIUM` names, else Playwright's own where it was
 * installed, else the system's. Undefined where there is none; nothing is ever downloaded.
 * @throws {HarnessError} `no-browser` when `DRILLBOOK_CHROMIUM` names nothing that can be started: a setting is never passed over.
 */
export function findChromium(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const named = env['DRILLBOOK_CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (isProgram(named)) return named;
    throw new HarnessError(
      'no-browser',
      `unexpected DRILLBOOK_CHROMIUM=${named}, expected the path of a Chromium that can be started`,
      'Correct the variable, or unset it to look on PATH.',
    );
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter(folder => isAbsolute(folder));
  return [...playwrights(), ...names.flatMap(name => folders.map(folder => join(folder, name)))].find(isProgram);
}

/** Playwright keeps a whole Chromium, a headless one, or both, each below a folder that ends in its revision. */
function playwrights(): readonly string[] {
  const whole = chromium.executablePath();
  const folder = dirname(dirname(whole));
  const headless = folder.replace(/chromium-(\d+)$/, 'chromium_headless_shell-$1');
  return headless === folder ? [whole] : [whole, ...below(headless).flatMap(inner => shells.map(name => join(headless, inner, name)))];
}

const shells = ['chrome-headless-shell', 'headless_shell'];

function below(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

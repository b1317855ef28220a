import { expect, test } from '@playwright/test';
import { chmodSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { findChromium } from './find-chromium.ts';

test('the browser that a variable names comes first', () => {
  const file = program(test.info().outputPath('my-chromium'));
  expect(findChromium({ DRILLBOOK_CHROMIUM: file, PATH: process.env['PATH'] })).toBe(file);
});

test('a variable that names no program is an error, never passed over', () => {
  const file = test.info().outputPath('no-program');
  writeFileSync(file, 'text');
  for (const named of [file, test.info().outputPath('absent'), dirname(file)])
    expect(() => findChromium({ DRILLBOOK_CHROMIUM: named, PATH: process.env['PATH'] })).toThrow(/expected the path of a Chromium/);
});

test('else one on PATH is found, and folders relative to somewhere are not looked into', () => {
  const file = program(test.info().outputPath('google-chrome'));
  const found = findChromium({ PATH: `.:${dirname(file)}` });
  // Where Playwright's own is installed, that one is right.
  expect(found === file || /chromium(_headless_shell)?-\d+/.test(found ?? '')).toBe(true);
});

function program(file: string): string {
  writeFileSync(file, '#!/bin/sh\n');
  chmodSync(file, 0o755);
  return file;
}

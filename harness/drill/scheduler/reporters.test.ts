import { expect, test } from '@playwright/test';
import { anyPrints, readReporters, reporterEntries } from './reporters.ts';

test("Playwright's own reporters are asked for by name, each once", () => {
  expect(readReporters('junit, html,html')).toEqual(['html', 'junit']);
  expect(() => readReporters('junitt')).toThrow('unexpected reporter "junitt", expected "junit"');
  expect(() => readReporters('./mine.ts')).toThrow(/expected one of list, line, dot, github, html, junit, json, blob/);
});

test('only those that print are heard on the terminal', () => {
  expect(anyPrints(['html', 'junit', 'json', 'blob'])).toBe(false);
  expect(anyPrints(['html', 'github'])).toBe(true);
});

test("files are left below the user's own folder", () => {
  for (const [name, options] of reporterEntries(['html', 'junit', 'json', 'blob'], '/project'))
    expect(JSON.stringify(options), name).toContain('/project');
});

import { expect, test } from '@playwright/test';
import type { Problem } from '../../model/problem.ts';
import { annotations, problemAnnotations } from './annotations.ts';
import { golden } from './testing/golden.ts';
import { down, hostile, hostileTexts, masked, oneOfEach, reportOf, unhealthy } from './testing/reports.ts';

/** A workflow command as actions/toolkit writes it, taken apart again. */
function read(line: string): { readonly level: string; readonly properties: Readonly<Record<string, string>>; readonly message: string } {
  const [, level = '', properties = '', message = ''] = /^::(\w+) ([^:]*)::(.*)$/.exec(line) ?? [];
  const unescape = (text: string): string =>
    text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
  return {
    level,
    properties: Object.fromEntries(
      properties.split(',').map(one => [one.slice(0, one.indexOf('=')), unescape(one.slice(one.indexOf('=') + 1))]),
    ),
    message: unescape(message),
  };
}

test('an error for each outcome that was not expected, worst first, then a warning for each finding; none for what is known to be broken', () => {
  expect(`${annotations(reportOf(oneOfEach)).join('\n')}\n`).toBe(golden('annotations'));
});

test('ten of a level and one notice of how many more there are', () => {
  const many = [
    ...Array.from({ length: 13 }, (_, index) => ({ ...down, facts: { scenario: `s/${index}`, title: `down ${index}` } })),
    ...Array.from({ length: 12 }, (_, index) => ({
      ...masked,
      steps:
        masked.steps?.map(step => ({
          ended: { masked: step.ended?.masked?.map(one => ({ ...one, location: { ...one.location, line: 20 + index } })) ?? [] },
        })) ?? [],
      facts: { scenario: `m/${index}`, title: `masked ${index}` },
    })),
  ];
  const lines = annotations(reportOf(many)).map(read);
  const count = (level: string): number => lines.filter(line => line.level === level).length;
  expect([count('error'), count('warning'), count('notice')]).toEqual([10, 10, 1]);
  expect(lines.at(-1)?.message).toBe('5 more in the summary');
});

test('refuted ones stand before those that could not be told', () => {
  const lines = annotations(reportOf([unhealthy, { ...down, facts: { scenario: 'other' } }])).map(read);
  expect(lines.map(({ properties }) => properties['title'])).toEqual([
    'Worker killed: refuted: not-restored',
    'Worker killed: inconclusive: baseline-unhealthy',
  ]);
});

test('two scenarios that find the same at one line tell it once', () => {
  expect(annotations(reportOf([masked, { ...masked, facts: { scenario: 'other' } }]))).toHaveLength(1);
});

test('mistakes in files: ten of a level and one notice of how many more there are', () => {
  const problem = (line: number): Problem => ({
    rule: 'x',
    severity: line > 12 ? 'warning' : 'error',
    message: 'unexpected x',
    location: { file: 'a.md', line, column: 1 },
  });
  const lines = problemAnnotations(Array.from({ length: 23 }, (_, index) => problem(index + 1)));
  expect(lines.map(line => line.split(' ')[0])).toEqual([
    ...Array<string>(10).fill('::error'),
    ...Array<string>(10).fill('::warning'),
    '::notice',
  ]);
  expect(lines.at(-1)).toBe('::notice title=drillbook::3 more in the log');
});

test('files are named from the top of the repository; one outside of it is named in the message', () => {
  const lines = annotations(reportOf([down, { ...unhealthy, facts: { scenario: 'other', scenarioFile: '../other.yaml' } }]), {
    pathOf: file => (file.startsWith('..') ? undefined : `ops/${file}`),
  }).map(read);
  expect(lines[0]?.properties).toMatchObject({ file: 'ops/runbook.md', line: '10' });
  expect(lines[1]?.properties).not.toHaveProperty('file');
  expect(lines[1]?.message).toContain('../other.yaml:1:1');
});

test('text of others ends no line, no property and no message, and is readable', () => {
  const report = reportOf(hostile.filter((_, index) => index % 2 === 0));
  for (const line of annotations(report)) {
    expect(line).toMatch(/^::(error|warning|notice) [^:]*::[^\r\n]*$/);
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|##\w*\[/u);
    const { level, properties } = read(line);
    if (level === 'notice') continue;
    expect(Object.keys(properties)).toEqual(['file', 'line', 'col', 'title']);
    expect(Number(properties['line'])).toBeGreaterThan(0);
  }
  const [error = ''] = annotations(reportOf([{ ...down, facts: { title: hostileTexts.at(-1) ?? '' } }]));
  expect(read(error).properties['title']).toBe('100% %0A::error::forged %25 , : ;: refuted: not-restored');
});

test('a title and a message are as long as GitHub takes them', () => {
  const [line = ''] = annotations(reportOf([{ ...down, failed: { recovery: 'x'.repeat(100_000) }, facts: { title: 't'.repeat(1_000) } }]));
  expect(read(line).properties['title']?.length).toBeLessThanOrEqual(255);
  expect(line.length).toBeLessThan(4_000);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { readControls } from './read-controls.ts';
import { folderWith, shown } from './testing/folder.ts';

const empty = (): string => folderWith({ 'scenarios/worker-killed.yaml': 'runbook: a.md\n' })('.');
const read = (text: string): ReturnType<typeof readControls> => readControls('controls.yaml', text, empty());

test('maps controls to scenarios, in the order of the file', () => {
  const { controls, problems } = read(`controls:
  - { id: SOC2-A1.3, title: Recovery is tried, catalog: SOC 2, limits: a copy, scenarios: [scenarios/worker-killed, ./scenarios/worker-killed.yaml] }
  - id: A-5.30
    title: Ready
`);
  expect(problems).toEqual([]);
  expect(controls).toEqual([
    { id: 'SOC2-A1.3', title: 'Recovery is tried', catalog: 'SOC 2', limits: 'a copy', scenarios: ['scenarios/worker-killed'] },
    { id: 'A-5.30', title: 'Ready', scenarios: [] },
  ]);
});

test('an empty file maps nothing', () => {
  for (const text of ['', '# later\n', 'controls: []\n']) expect(read(text)).toEqual({ controls: [], problems: [] });
});

test('a scenario that does not exist is told as a warning, with the one that was meant', () => {
  const { controls, problems } = read('controls:\n  - { id: a, title: b, scenarios: [scenarios/worker-kiled, other/x] }\n');
  expect(shown(problems)).toEqual([
    'controls.yaml:2:36 unexpected scenario "scenarios/worker-kiled", expected "scenarios/worker-killed"',
    'controls.yaml:2:60 unexpected scenario "other/x", expected one that exists, as a path from the working directory such as scenarios/worker-killed',
  ]);
  expect(problems.map(({ severity, hint }) => [severity, hint])).toEqual([
    ['warning', 'Did you mean "scenarios/worker-killed"?'],
    ['warning', undefined],
  ]);
  expect(controls).toHaveLength(1);
});

for (const [what, text, problem] of [
  ['an unknown key', 'controls:\n  - { id: a, titel: b }\n', '2:14 unexpected key "titel", expected "title"'],
  ['another first key', 'control: []\n', '1:1 unexpected key "control", expected "controls"'],
  ['a missing title', 'controls:\n  - id: a\n', '2:5 unexpected absence of "title", expected text'],
  ['an empty title', 'controls:\n  - { id: a, title: " " }\n', '2:22 unexpected " ", expected some words'],
  ['an id with blanks', 'controls:\n  - { id: A 5, title: b }\n', '2:11 unexpected "A 5", expected an id without blanks'],
  ['scenarios that are no list', 'controls:\n  - { id: a, title: b, scenarios: x }\n', '2:35 unexpected "x", expected a list'],
  [
    'a second control of one id',
    'controls:\n  - { id: a, title: b }\n  - { id: a, title: c }\n',
    '3:11 unexpected second control "a", expected each id once',
  ],
  ['a list without its key', '- { id: a, title: b }\n', '1:1 unexpected [{"id":"a","title":"b"}], expected a mapping'],
] as const)
  test(`${what} is told at its place`, () => {
    const { controls, problems } = read(text);
    expect(controls).toBeUndefined();
    expect(shown(problems)).toEqual([expect.stringContaining(`controls.yaml:${problem}`)]);
  });

test('the list of controls to start from is read without a Problem, says what each does not show, and claims nothing', () => {
  const file = join(import.meta.dirname, '../../docs/controls.example.yaml');
  const text = readFileSync(file, 'utf8');
  const { controls, problems } = readControls(file, text, empty());
  expect(problems).toEqual([]);
  expect(controls?.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['SOC2-A1.3', 'SOC2-CC7.5', 'ISO27001-A.5.30', 'ISO22301-8.5', 'DORA-12(7)', 'PCI-12.10.2', 'NIST-CP-10']),
  );
  for (const { id, limits, scenarios } of controls ?? [])
    expect({ id, hasLimits: limits !== undefined, scenarios }).toEqual({ id, hasLimits: true, scenarios: [] });
  expect(text).not.toMatch(/proves|certif|complian|guarantee|tamper-proof|satisfie/i);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { faults } from '../../faults/index.ts';
import { operations } from '../../operations/index.ts';
import { readScenario } from '../read-scenario.ts';
import { shown } from '../testing/folder.ts';

const text = readFileSync(join(import.meta.dirname, '../../../scenarios/worker-killed.yaml'), 'utf8').replace(/^about:\n(?: .*\n)+/m, '');
const read = (about: string): ReturnType<typeof readScenario> =>
  readScenario('scenarios/worker-killed.yaml', `${about}\n${text}`, { operations, faults });

test('says why a scenario is drilled', () => {
  const { scenario, problems } = read(
    'about: { objective: jobs go on within 30 s, risk: R-12, assumptions: [one worker], controls: [SOC2-A1.3, CP-10, SOC2-A1.3] }',
  );
  expect(problems).toEqual([]);
  expect(scenario?.about).toEqual({
    objective: 'jobs go on within 30 s',
    risk: 'R-12',
    assumptions: ['one worker'],
    controls: ['SOC2-A1.3', 'CP-10'],
  });
});

test('says only what was written, and changes nothing but the digest', () => {
  const [without, short] = [read('').scenario, read('about: { risk: R-12 }').scenario];
  expect(short?.about).toEqual({ risk: 'R-12', assumptions: [], controls: [] });
  expect(without).not.toHaveProperty('about');
  expect(short?.digest).not.toBe(without?.digest);
  // The file begins elsewhere.
  const plain = { about: undefined, digest: '', location: undefined };
  expect({ ...short, ...plain }).toEqual({ ...without, ...plain });
});

for (const [what, about, problem] of [
  ['a mistyped key', 'about: { objectiv: x }', '1:10 unexpected key "objectiv", expected "objective"'],
  ['an unknown key', 'about: { owner: x }', '1:10 unexpected key "owner", expected one of objective, risk, assumptions, controls'],
  ['an empty objective', 'about: { objective: "" }', '1:22 unexpected "", expected some words'],
  ['controls that are no list', 'about: { controls: SOC2-A1.3 }', '1:20 unexpected "SOC2-A1.3", expected a list'],
  ['a text alone', 'about: because', '1:8 unexpected "because", expected a mapping'],
] as const)
  test(`${what} is told at its place`, () => {
    const { scenario, problems } = read(about);
    expect(scenario).toBeUndefined();
    expect(shown(problems)).toEqual([`worker-killed.yaml:${problem}`]);
  });

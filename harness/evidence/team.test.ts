import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Team } from '../model/team.ts';
import { makeEvidenceFolder } from './folder.ts';
import type { EvidenceFolder } from './folder.ts';
import { readTeam, writeTeam } from './team.ts';

let root: string;
test.beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'drillbook-team-'));
});
test.afterEach(() => rmSync(root, { recursive: true, force: true }));

function evidence(): EvidenceFolder {
  return makeEvidenceFolder(root, {
    drillbook: '0.0.0',
    startedAt: '2026-11-21T03:00:00.000Z',
    machine: 'Linux',
    engine: 'processes',
    trials: [],
    scenarios: [],
    rules: 1,
    trigger: { kind: 'local' },
  });
}

const team: Team = {
  waivers: [
    { of: 'scenarios/a', until: '2026-12-31', reason: 'in work', owner: 'ana', location: { file: 'drillbook.yaml', line: 3, column: 5 } },
  ],
  followups: [{ scenario: 'scenarios/a', finding: 'masked', owner: 'ben' }],
  controls: [{ title: 'Recovery is tried', id: 'A1.3', scenarios: ['scenarios/a'] }],
};

test('is read back as it was written, from one line of canonical JSON', () => {
  const folder = evidence();
  writeTeam(folder, team);
  expect(readTeam(folder)).toEqual(team);
  const text = readFileSync(join(folder.path, 'team.json'), 'utf8');
  expect(text).toMatch(/^\{"controls":\[\{"id":"A1\.3","scenarios":.*\}\n$/);
  expect(text.split('\n')).toHaveLength(2);
});

test('keeps text that is no text in a form that can be read back', () => {
  const folder = evidence();
  writeTeam(folder, { ...team, followups: [{ scenario: 'a', finding: 'masked', owner: 'an\uD800a' }] });
  expect(readTeam(folder)?.followups[0]?.owner).toBe('an\uFFFDa');
});

test('is absent when the team adds nothing', () => {
  expect(readTeam(evidence())).toBeUndefined();
});

for (const [what, change] of [
  ['a blank more', (text: string) => text.replace('{', '{ ')],
  ['a cut end', (text: string) => text.slice(0, -2)],
  ['an end without a line break', (text: string) => text.trimEnd()],
  ['a list that is gone', (text: string) => text.replace('"waivers"', '"waivrs"')],
  ['an owner that is gone', (text: string) => text.replace('"owner":"ben",', '')],
  ['a member more', (text: string) => text.replace('{"controls"', '{"added":1,"controls"')],
  ['a number for a text', (text: string) => text.replace('"A1.3"', '3')],
  ['no JSON at all', () => 'hello\n'],
  ['null', () => 'null\n'],
] as const)
  test(`refuses ${what}, and names the file`, () => {
    const folder = evidence();
    writeTeam(folder, team);
    const file = join(folder.path, 'team.json');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    expect(() => readTeam(folder)).toThrow(/unexpected change of .*team\.json:1:1: .*, expected what a drill wrote/);
  });

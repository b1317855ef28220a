import { expect, test } from '@playwright/test';
import type { Config } from '../model/config.ts';
import { folderWith, shown } from '../reading/testing/folder.ts';
import { teamOf } from './team.ts';

const waiver = {
  of: 'scenarios/b',
  owner: 'ana',
  reason: 'in work',
  until: '2026-12-31',
  location: { file: 'drillbook.yaml', line: 4, column: 5 },
};
const config = (more: Partial<Config> = {}): Config => ({
  file: 'drillbook.yaml',
  digest: 'sha256:00',
  waivers: [],
  redactEnv: [],
  ...more,
});
const named = (value: string, line: number): { value: string; location: Config['waivers'][number]['location'] } => ({
  value,
  location: { file: 'drillbook.yaml', line, column: 11 },
});
const about = (controls: readonly string[]) => ({ assumptions: [], controls });

const files = {
  'scenarios/a.yaml': 'runbook: a.md\nabout:\n  controls: [A1.3, A1.4]\n',
  'scenarios/b.yaml': 'runbook: b.md\n',
  'controls.yaml': 'controls:\n  - { id: A1.3, title: Tried, catalog: SOC 2, scenarios: [scenarios/b] }\n',
  'other.yaml': 'controls:\n  - { id: A1.3, title: Later, scenarios: [scenarios/a] }\n  - { id: CP-4, title: Tested }\n',
  'followups.yaml':
    'followups:\n  - { scenario: scenarios/a, finding: masked, owner: ben }\n  - { scenario: scenarios/b, finding: masked, owner: eve }\n',
};

test('puts together what all configurations name, each file once', async () => {
  const cwd = folderWith(files)('.');
  const both = { controls: named('controls.yaml', 1), followups: named('followups.yaml', 2), waivers: [waiver] };
  const { team, problems } = await teamOf({
    configs: [
      config({
        file: 'sub/drillbook.yaml',
        controls: named('./other.yaml', 1),
        followups: named('./followups.yaml', 1),
        waivers: [waiver],
      }),
      config(both),
      config(both),
    ],
    cwd,
  });
  expect(problems).toEqual([]);
  expect(team).toEqual({
    controls: [
      { id: 'A1.3', title: 'Tried', catalog: 'SOC 2', scenarios: ['scenarios/a', 'scenarios/b'] },
      { id: 'CP-4', title: 'Tested', scenarios: [] },
    ],
    followups: [
      { scenario: 'scenarios/a', finding: 'masked', owner: 'ben' },
      { scenario: 'scenarios/b', finding: 'masked', owner: 'eve' },
    ],
    waivers: [waiver],
  });
});

test('adds what scenarios say of themselves, and tells of a control that no file knows', async () => {
  const cwd = folderWith(files)('.');
  const scenarios = [
    { scenario: 'scenarios/a', scenarioFile: 'scenarios/a.yaml', about: about(['A1.3', 'A1.4']) },
    { scenario: 'scenarios/b', scenarioFile: 'scenarios/b.yaml' },
  ];
  const { team, problems } = await teamOf({ configs: [config({ controls: named('controls.yaml', 1) })], cwd, scenarios });
  expect(team?.controls).toEqual([
    { id: 'A1.3', title: 'Tried', catalog: 'SOC 2', scenarios: ['scenarios/a', 'scenarios/b'] },
    { id: 'A1.4', title: '', scenarios: ['scenarios/a'] },
  ]);
  expect(shown(problems)).toEqual(['a.yaml:3:20 unexpected control "A1.4", expected "A1.3"']);
  expect(problems[0]?.severity).toBe('warning');

  const alone = await teamOf({ configs: [], cwd, scenarios });
  expect(alone).toEqual({
    problems: [],
    team: {
      controls: ['A1.3', 'A1.4'].map(id => ({ id, title: '', scenarios: ['scenarios/a'] })),
      followups: [],
      waivers: [],
    },
  });
});

test('a file that is not there, or is wrong, leaves no team', async () => {
  const cwd = folderWith({ 'controls.yaml': 'controls: 3\n' })('.');
  const { team, problems } = await teamOf({
    configs: [config({ controls: named('controls.yaml', 1), followups: named('folowups.yaml', 2), waivers: [waiver] })],
    cwd,
  });
  expect(team).toBeUndefined();
  expect(shown(problems)).toEqual([
    'controls.yaml:1:11 unexpected 3, expected a list',
    'drillbook.yaml:2:11 unexpected file "folowups.yaml", expected one that exists and can be read',
    'drillbook.yaml:4:5 unexpected scenario "scenarios/b", expected one that exists, as a path from the working directory such as scenarios/worker-killed',
  ]);
});

test('nothing to add is no team', async () => {
  expect(await teamOf({ configs: [config()], cwd: folderWith({})('.') })).toEqual({ problems: [] });
});

test('fills in the place of the run and the retests that the register tells', async () => {
  const cwd = folderWith(files)('.');
  const population = { position: 1, aborted: [], before: [] };
  expect((await teamOf({ configs: [], cwd, population })).team).toEqual({ controls: [], followups: [], waivers: [], population });

  const retest = { run: '20261120T030000Z-aaaaaa', at: '2026-11-20T03:00:00.000Z', outcome: 'verified', stillFound: false } as const;
  const { team } = await teamOf({
    configs: [config({ followups: named('followups.yaml', 1) })],
    cwd,
    retestOf: ({ scenario }) => (scenario === 'scenarios/a' ? retest : undefined),
  });
  expect(team?.followups).toEqual([
    { scenario: 'scenarios/a', finding: 'masked', owner: 'ben', retest },
    { scenario: 'scenarios/b', finding: 'masked', owner: 'eve' },
  ]);
});

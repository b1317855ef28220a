import { expect, test } from '@playwright/test';
import { loadConfigs } from '../planning/load-config.ts';
import { folderWith } from '../reading/testing/folder.ts';
import type { Policy } from './plan-file.ts';
import { policyOf, stricter, withoutSay } from './policy.ts';

let folders = 0;

/** Of `team/new/scenarios/a.yaml`, below a root and a nearer file. */
async function policy(root: string | undefined, nearer?: string): Promise<Policy> {
  const at = `${folders++}/repository`;
  const file = folderWith({
    [`${at}/.git/HEAD`]: '',
    [`${at}/team/new/scenarios/a.yaml`]: '',
    ...(root === undefined ? {} : { [`${at}/drillbook.yaml`]: root }),
    ...(nearer === undefined ? {} : { [`${at}/team/drillbook.yaml`]: nearer }),
  });
  const scenario = file(`${at}/team/new/scenarios/a.yaml`);
  return policyOf(scenario, await loadConfigs(scenario), path => path.replace(/^.*repository\//, ''));
}

const onboarding = (path: string, until = '2027-01-31'): string =>
  `policy:\n  onboarding:\n    - { path: "${path}", until: ${until}, owner: Ada, because: they are new }\n`;
const both = ['refuted', 'inconclusive'];

test('says nothing where no file does', async () => {
  expect(await policy(undefined)).toEqual({});
  expect(await policy('engine: processes\n')).toEqual({});
});

test('nearer files add what fails, and take nothing away', async () => {
  expect(await policy('policy: { failOn: [refuted] }\n')).toEqual({ failOn: ['refuted'] });
  expect(await policy('policy: { failOn: [refuted] }\n', 'policy: { failOn: [refuted, inconclusive] }\n')).toEqual({ failOn: both });
  expect(await policy('policy: { failOn: [refuted, inconclusive] }\n', 'policy: { failOn: [refuted] }\n')).toEqual({ failOn: both });
  expect(await policy('engine: processes\n', 'policy: { failOn: [refuted] }\n')).toEqual({});
  expect(await policy('engine: processes\n', 'policy: { failOn: [refuted, inconclusive] }\n')).toEqual({ failOn: both });
});

test('only the topmost file excuses', async () => {
  expect(await policy(onboarding('team/new/**'))).toEqual({
    onboarding: { path: 'team/new/**', until: '2027-01-31', owner: 'Ada', because: 'they are new', file: 'drillbook.yaml', line: 3 },
  });
  expect(await policy('engine: processes\n', onboarding('new/**'))).toEqual({});
  expect(await policy(undefined, onboarding('new/**'))).toMatchObject({ onboarding: { file: 'team/drillbook.yaml' } });
  const file = folderWith({ 'r/.git/HEAD': '', 'r/drillbook.yaml': '', 'r/team/drillbook.yaml': onboarding('**'), 'r/team/a.yaml': '' });
  expect(withoutSay((await loadConfigs(file('r/team/a.yaml'))).configs)).toHaveLength(1);
});

for (const [pattern, does] of [
  ['team/new/**', true],
  ['team/**/a.yaml', true],
  ['**/a.yaml', true],
  ['./team/*/scenarios/*.yaml', true],
  ['**', true],
  ['team/*', false],
  ['team/new', false],
  ['teams/new/**', false],
  ['new/**', false],
  ['team.new/**', false],
  [`${'**/'.repeat(30)}x`, false],
] as const)
  test(`${pattern.slice(0, 40)} is ${does ? '' : 'not '}the path of team/new/scenarios/a.yaml`, async () => {
    expect('onboarding' in (await policy(onboarding(pattern)))).toBe(does);
  });

test('one that cannot be read lets nothing pass', async () => {
  expect(await policy('policy: { failOn: [inconclusive] }\n', 'policy: { failOn: [refuted] }\n')).toEqual({ failOn: both });
  expect(await policy('policy: [\n', onboarding('**'))).toEqual({ failOn: both });
});

test('a change is not excused by what it brings itself', () => {
  const excuse = (until: string): Policy => ({
    onboarding: { path: '**', until, owner: 'Ada', because: 'new', file: 'drillbook.yaml', line: 1 },
  });
  expect(stricter({}, excuse('2027-01-01'))).toEqual({});
  expect(stricter(excuse('2027-01-01'), {})).toEqual({});
  expect(stricter(excuse('2027-01-01'), excuse('2099-01-01'))).toEqual(excuse('2027-01-01'));
  expect(stricter({}, { failOn: ['refuted'] })).toEqual({});
  expect(stricter({ failOn: ['refuted', 'inconclusive'] }, { failOn: ['refuted'] })).toEqual({ failOn: both });
  expect(stricter({ failOn: ['refuted', 'inconclusive'] }, {})).toEqual({ failOn: both });
  expect(stricter({ failOn: ['refuted'] }, { failOn: ['refuted', 'inconclusive'] })).toEqual({ failOn: both });
  expect(stricter({ failOn: ['refuted'] }, { failOn: ['refuted'] })).toEqual({ failOn: ['refuted'] });
});

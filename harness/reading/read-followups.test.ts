import { expect, test } from '@playwright/test';
import { readFollowups } from './read-followups.ts';
import { folderWith, shown } from './testing/folder.ts';

const read = (text: string): ReturnType<typeof readFollowups> =>
  readFollowups('followups.yaml', text, folderWith({ 'scenarios/worker-killed.yaml': 'runbook: a.md\n' })('.'));

test('says who sees to a finding, and nothing that was not written', () => {
  const { followups, problems } = read(`followups:
  - { scenario: scenarios/worker-killed.yaml, finding: masked, owner: ana, ticket: OPS-1, due: 2026-12-31, note: "line 11" }
  - { scenario: scenarios/worker-killed, finding: data-lost, owner: ben, acceptedBy: "head of ops" }
`);
  expect(problems).toEqual([]);
  expect(followups).toEqual([
    { scenario: 'scenarios/worker-killed', finding: 'masked', owner: 'ana', ticket: 'OPS-1', due: '2026-12-31', note: 'line 11' },
    { scenario: 'scenarios/worker-killed', finding: 'data-lost', owner: 'ben', acceptedBy: 'head of ops' },
  ]);
});

test('an empty file follows up nothing', () => {
  for (const text of ['', 'followups: []\n']) expect(read(text)).toEqual({ followups: [], problems: [] });
});

test('a scenario that does not exist and a mistyped reason are warnings', () => {
  const { followups, problems } = read('followups:\n  - { scenario: scenarios/worker-kild, finding: data-lots, owner: ana }\n');
  expect(shown(problems)).toEqual([
    'followups.yaml:2:17 unexpected scenario "scenarios/worker-kild", expected "scenarios/worker-killed"',
    'followups.yaml:2:49 unexpected finding "data-lots", expected "data-lost" or a finding\'s name',
  ]);
  expect(problems.every(({ severity }) => severity === 'warning')).toBe(true);
  expect(followups).toHaveLength(1);
});

test('the names of findings are no mistyped reasons', () => {
  const rules = ['breached-by-fault', 'cause-stays', 'closed-shell', 'endless', 'lost-by-fault', 'masked', 'needs-patience', 'timed-out'];
  for (const rule of rules)
    expect(read(`followups:\n  - { scenario: scenarios/worker-killed, finding: ${rule}, owner: ana }\n`).problems, rule).toEqual([]);
});

for (const [what, text, problem] of [
  ['a follow-up without owner', '{ scenario: a, finding: b }', '2:5 unexpected absence of "owner", expected text'],
  ['an unknown key', '{ scenario: a, finding: b, owner: c, tickt: d }', '2:42 unexpected key "tickt", expected "ticket"'],
  [
    'a day that is none',
    '{ scenario: a, finding: b, owner: c, due: 2026-02-30 }',
    '2:47 unexpected "2026-02-30", expected a date such as 2026-12-31',
  ],
  ['a retest by hand', '{ scenario: a, finding: b, owner: c, retest: { run: x } }', '2:42 unexpected key "retest", expected one of'],
] as const)
  test(`${what} is told at its place`, () => {
    const { followups, problems } = read(`followups:\n  - ${text}\n`);
    expect(followups).toBeUndefined();
    expect(shown(problems)).toEqual([expect.stringContaining(`followups.yaml:${problem}`)]);
  });

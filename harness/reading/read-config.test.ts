import { expect, test } from '@playwright/test';
import { readConfig } from './read-config.ts';
import { shown } from './testing/folder.ts';

const read = (text: string): ReturnType<typeof readConfig> => readConfig('drillbook.yaml', text);

test('names an engine and where images come from', () => {
  const { config, problems } = read(
    'engine: containers\nimages:\n  docker.io/*: registry.internal/hub/*\n  redis:7: registry.internal/redis:7\n',
  );
  expect(problems).toEqual([]);
  expect(config).toMatchObject({
    file: 'drillbook.yaml',
    engine: { value: 'containers', location: { line: 1, column: 1 } },
    images: { 'docker.io/*': 'registry.internal/hub/*', 'redis:7': 'registry.internal/redis:7' },
  });
});

test('says how long evidence is good for, what people need, and where the team keeps its own files', () => {
  const { config, problems } = readConfig(
    'teams/a/drillbook.yaml',
    [
      'maxAge: 90d',
      'people: { page: 5m, step: 20s }',
      'register: branch:drills@origin',
      'trust: keys.yaml',
      'controls: ../controls.yaml',
      'followups: followups.yaml',
      'waivers:',
      '  - { of: scenarios/x, owner: ops, reason: being rewritten, until: 2026-12-31 }',
      'redact: { env: [DRILL_TOKEN] }',
    ].join('\n'),
  );
  expect(problems).toEqual([]);
  expect(config).toMatchObject({
    maxAgeMs: 90 * 86_400_000,
    people: { pageMs: 300_000, stepMs: 20_000 },
    register: { value: 'branch:drills@origin', location: { file: 'teams/a/drillbook.yaml', line: 3 } },
    trust: { value: 'teams/a/keys.yaml' },
    controls: { value: 'teams/controls.yaml' },
    followups: { value: 'teams/a/followups.yaml' },
    waivers: [{ of: 'scenarios/x', owner: 'ops', reason: 'being rewritten', until: '2026-12-31', location: { line: 8 } }],
    redactEnv: ['DRILL_TOKEN'],
  });
});

test('a folder of the register is meant from where the file lies', () => {
  expect(readConfig('teams/a/drillbook.yaml', 'register: dir:../runs\n').config?.register?.value).toBe('dir:teams/runs');
  expect(readConfig('drillbook.yaml', 'register: dir:/srv/runs\n').config?.register?.value).toBe('dir:/srv/runs');
});

test('a waiver may name a scenario as people write its file', () => {
  const waiver = (of: string): string => `waivers: [{ of: ${of}, owner: a, reason: b, until: 2026-12-31 }]\n`;
  expect(read(waiver('./scenarios/a.yaml')).config?.waivers[0]?.of).toBe('scenarios/a');
  expect(read(waiver('runbooks/a.md#fix')).config?.waivers[0]?.of).toBe('runbooks/a.md#fix');
});

test('an empty file says nothing', () => {
  for (const text of ['', '# later\n', '{}\n']) expect(read(text)).toMatchObject({ problems: [], config: { file: 'drillbook.yaml' } });
});

for (const [what, text, problem, hint] of [
  ['an unknown key', 'enigne: processes\n', '1:1 unexpected key "enigne", expected "engine"', 'Did you mean "engine"?'],
  [
    'a mistyped engine',
    'engine: contaners\n',
    '1:9 unexpected "contaners", expected one of containers, processes',
    'Did you mean "containers"?',
  ],
  [
    'a waiver without an end',
    'waivers:\n  - { of: x, owner: y, reason: z }\n',
    '2:5 unexpected absence of "until", expected a date such as 2026-12-31',
    undefined,
  ],
  [
    'a waiver of nobody',
    "waivers:\n  - { of: x, owner: ' ', reason: z, until: 2026-12-31 }\n",
    '2:22 unexpected " ", expected some words',
    undefined,
  ],
  [
    'a register of an unknown kind',
    'register: s3://bucket\n',
    '1:11 unexpected "s3://bucket", expected dir:<folder>, branch:<name> or command:<command>',
    undefined,
  ],
  ['images that are no mapping', 'images: [a]\n', '1:9 unexpected ["a"], expected a mapping', undefined],
  [
    'a pattern with "*" inside',
    "images:\n  'docker.io/*/x': y/*\n",
    '2:4 unexpected "docker.io/*/x", expected an image, or the beginning of its name and "*" for the rest',
    undefined,
  ],
  [
    'a target that is no name',
    "images:\n  'docker.io/*': a b\n",
    '2:18 unexpected "a b", expected an image, with "*" for what the pattern\'s "*" stands for',
    undefined,
  ],
  [
    'a pattern for many and a target for one',
    "images:\n  'docker.io/*': registry.internal/x\n",
    '2:18 unexpected "registry.internal/x" for "docker.io/*", expected "*" in both: each image keeps its own name',
    undefined,
  ],
  [
    'a pattern for one and a target for many',
    "images:\n  redis:7: 'registry.internal/*'\n",
    '2:13 unexpected "registry.internal/*" for "redis:7", expected one image for one image, without "*"',
    undefined,
  ],
  ['text that is no YAML', 'engine: [\n', '2:1 unexpected YAML', 'Look at the indentation and the quotes on this line and the one above.'],
] as const)
  test(`${what} is told at its place`, () => {
    const { config, problems } = read(text);
    expect(config).toBeUndefined();
    expect(shown(problems)).toEqual([expect.stringContaining(`drillbook.yaml:${problem}`)]);
    expect(problems[0]?.hint).toBe(hint);
  });

import { expect, test } from '@playwright/test';
import { z } from 'zod';
import type { Problem } from '../model/problem.ts';
import type { Scenario } from '../model/scenario.ts';
import { registry } from '../support/registry.ts';
import { readScenario } from './read-scenario.ts';
import { folderWith, shown } from './testing/folder.ts';

const query = z.strictObject({ service: z.string(), query: z.string().optional(), file: z.string().optional() });
const known = {
  operations: registry([
    {
      kind: 'http',
      settings: z.preprocess(
        value => (typeof value === 'string' ? { url: value } : value),
        z.strictObject({ url: z.string().regex(/^https?:/, 'expected an address'), method: z.enum(['GET', 'POST']).default('GET') }),
      ),
    },
    { kind: 'sql', settings: query },
  ]),
  faults: registry([
    { kind: 'process.kill', settings: z.strictObject({ service: z.string(), signal: z.enum(['SIGKILL', 'SIGTERM']).default('SIGKILL') }) },
    { kind: 'service.stop', settings: z.strictObject({ service: z.string() }) },
  ]),
};

const head = 'runbook: ../runbooks/worker.md\nstack: [compose.yaml]\nsteadyState:\n  - http: http://localhost:3001/\n';
const faults = 'faults:\n  - process.kill: { service: worker }\n';

function read(text: string): { readonly scenario?: Scenario; readonly problems: readonly Problem[] } {
  return readScenario('scenarios/a.yaml', text, known);
}

function scenarioOf(text: string): Scenario {
  const { scenario, problems } = read(text);
  if (scenario === undefined) throw new Error(shown(problems).join('\n'));
  return scenario;
}

test('a fault says with which step it comes, and how long after its beginning', () => {
  const { faults: read } = scenarioOf(`${head}faults:\n  - process.kill: { service: a }\n    during: restart/1\n    after: 2s\n`);
  expect(read).toMatchObject([{ during: { value: 'restart/1', location: { line: 7, column: 13 } }, afterMs: 2000 }]);
});

test("a short scenario has the design's defaults", () => {
  expect(scenarioOf(head + faults)).toMatchObject({
    id: 'scenarios/a',
    title: 'scenarios/a.yaml',
    tags: [],
    follow: [],
    take: [],
    takesDecided: false,
    onFail: 'continue',
    cause: 'may-remain',
    exclusive: false,
    outcome: { is: 'verified', selfTest: false },
    runbook: { value: 'runbooks/worker.md', location: { line: 1, column: 10 } },
    stack: [{ value: 'scenarios/compose.yaml' }],
    budget: { provisionMs: 120_000, symptomMs: 30_000, recoveryMs: 30_000, controlMs: 0 },
    pace: { probeEveryMs: 500, probeLimitMs: 5000, holdMs: 5000, diagnoseMs: 30_000, actMs: 120_000, verifyMs: 30_000, endlessMs: 3000 },
    rpo: { lost: 0, duplicated: 0, resurrected: 0 },
    faults: [{ kind: 'process.kill', name: 'process.kill', afterMs: 0, settings: { service: 'worker', signal: 'SIGKILL' } }],
  });
});

test('every word of a scenario is read', () => {
  const file = folderWith({ 'rows.sql': 'select 1' });
  process.env['DRILL_TEST_TOKEN'] = 's3cret';
  const { scenario, problems } = readScenario(
    file('a.yaml'),
    `title: A drill
tags: [slow]
runbook: r.md
follow: [restart, "other.md#triage"]
take: []
stack: [compose.yaml, drill.yaml]
engine: processes
prepare:
  - sql: { service: database, file: rows.sql }
  - mark: backup
load:
  write: { http: { url: "http://x/\${id}", method: POST }, every: 50ms, within: 1s }
  read: { sql: { service: database, query: select id } }
steadyState:
  - name: jobs complete
    http: http://x
    expect: { status: [200, 201], json: { done: true }, text: ok, regex: o.?k, within: 2s }
never:
  - sql: { service: database, query: select 2 }
    expect: { rows: 0, number: { min: 1, max: 2 }, exit: 0 }
recovered:
  - name: read only
    http: http://y
symptom: [jobs complete]
faults:
  - process.kill: { service: worker }
    name: first
  - service.stop: { service: redis }
    after: 20s
variables: { "<HOST>": database, PORT: 5432, TOKEN: { env: DRILL_TEST_TOKEN } }
steps:
  - { at: restart/1, text: systemctl, timeout: 1m, skip: not here, exit: "0,3", why: because }
  - { at: call, text: Call, answer: called, takes: 5m, by: simulated }
inline: run
onFail: stop
outcome: { is: refuted, reason: data-lost, because: no backup, owner: ops, until: 2026-12-31 }
budget: { provision: 1m, symptom: 10s, recovery: 20s, control: 15s }
pace: { probe: 250ms, hold: 1s, act: 10s }
rto: 1m30s
rpo: { lost: 2, upTo: backup }
interruption: none
cause: must-be-gone
scaled: [{ what: a log is rotated after, production: 5m, here: 2s }]
exclusive: true
`,
    known,
  );
  delete process.env['DRILL_TEST_TOKEN'];
  expect(shown(problems)).toEqual([]);
  expect(scenario).toMatchObject({
    title: 'A drill',
    tags: ['slow'],
    follow: [{ value: 'restart' }, { value: 'other.md#triage', location: { line: 4, column: 20 } }],
    takesDecided: true,
    engine: 'processes',
    prepare: [
      { kind: 'operation', operation: { kind: 'sql', settings: { file: expect.stringMatching(/rows\.sql$/) } } },
      { kind: 'mark', name: 'backup' },
    ],
    load: { everyMs: 50, withinMs: 1000, write: { kind: 'http' }, read: { kind: 'sql' } },
    steadyState: [
      { name: 'jobs complete', expect: { status: [200, 201], json: { done: true }, text: 'ok', regex: 'o.?k', withinMs: 2000 } },
    ],
    never: [{ name: 'sql select 2', expect: { rows: 0, number: { min: 1, max: 2 }, exit: 0 } }],
    recovered: [{ name: 'read only' }],
    symptom: [{ value: 'jobs complete' }],
    faults: [
      { name: 'first', afterMs: 0 },
      { name: 'service.stop', afterMs: 20_000 },
    ],
    variables: [
      { text: '<HOST>', value: 'database', secret: false },
      { text: 'PORT', value: '5432' },
      { text: 'TOKEN', value: 's3cret', secret: true },
    ],
    steps: [
      { at: 'restart/1', text: 'systemctl', why: 'because', attributes: { timeoutMs: 60_000, skip: 'not here', exit: [0, 3] } },
      { at: 'call', answer: 'called', by: 'simulated', attributes: { takesMs: 300_000 } },
    ],
    inline: 'run',
    onFail: 'stop',
    outcome: { is: 'refuted', reason: 'data-lost', because: 'no backup', owner: 'ops', until: '2026-12-31', selfTest: false },
    budget: { provisionMs: 60_000, symptomMs: 10_000, recoveryMs: 20_000, controlMs: 15_000 },
    pace: { probeEveryMs: 250, holdMs: 5000, actMs: 10_000 },
    rtoMs: 90_000,
    rpo: { lost: 2, duplicated: 0, upTo: 'backup' },
    interruptionMs: 0,
    cause: 'must-be-gone',
    scaled: ['time is scaled 1:150: a log is rotated after 5 min 0 s in production, 2.0 s here'],
    exclusive: true,
  });
});

test('a planned procedure has a goal instead of faults', () => {
  expect(
    scenarioOf(`${head}goal:\n  - sql: { service: database, query: select 1 }\n    expect: { rows: { min: 1 } }\ninterruption: 30s\n`),
  ).toMatchObject({ faults: [], goal: [{ name: 'sql select 1', expect: { rows: { min: 1 } } }], interruptionMs: 30_000 });
});

test('settings know their places', () => {
  const [fault] = scenarioOf(`${head}faults:\n  - process.kill:\n      service: worker\n`).faults;
  expect(fault?.settingLocations).toEqual({ service: { file: 'scenarios/a.yaml', line: 7, column: 16 } });
});

test('the same bytes have the same digest', () => {
  expect(scenarioOf(head + faults).digest).toBe(scenarioOf(head + faults).digest);
  expect(scenarioOf(head + faults).digest).not.toBe(scenarioOf(`${head}${faults}# changed\n`).digest);
});

for (const { what, text, problem, hint } of [
  { what: 'malformed YAML', text: 'runbook: [\n', problem: expect.stringMatching(/^a.yaml:2:1 unexpected YAML/) },
  { what: 'a document that is none', text: '', problem: 'a.yaml:1:1 unexpected null, expected a mapping' },
  {
    what: 'a misspelt key',
    text: `${head}${faults}bugdet: { symptom: 1s }\n`,
    problem: 'a.yaml:7:1 unexpected key "bugdet", expected "budget"',
    hint: 'Did you mean "budget"?',
  },
  {
    what: 'an unknown fault',
    text: `${head}faults:\n  - proces.kill: { service: worker }\n`,
    problem: 'a.yaml:6:5 unexpected key "proces.kill", expected "process.kill"',
    hint: 'Did you mean "process.kill"?',
  },
  {
    what: 'an unknown setting of a fault',
    text: `${head}faults:\n  - process.kill: { servce: worker }\n`,
    problem: 'a.yaml:6:21 unexpected key "servce", expected "service"',
  },
  {
    what: "a fault's setting with a wrong value",
    text: `${head}faults:\n  - process.kill: { service: worker, signal: SIGTREM }\n`,
    problem: 'a.yaml:6:46 unexpected "SIGTREM", expected one of SIGKILL, SIGTERM',
    hint: 'Did you mean "SIGTERM"?',
  },
  {
    what: 'two faults in one entry',
    text: `${head}faults:\n  - process.kill: { service: a }\n    service.stop: { service: b }\n`,
    problem: expect.stringMatching(/^a.yaml:6:5 .*expected one fault: process.kill, service.stop$/),
  },
  {
    what: 'a time that is no shorter here',
    text: `${head}${faults}scaled:\n  - { what: it waits for, production: 5s, here: 5s }\n`,
    problem:
      'a.yaml:8:5 unexpected {"what":"it waits for","production":"5s","here":"5s"}, expected `here` above zero and shorter than `production`',
  },
  {
    what: 'a step that is no name',
    text: `${head}faults:\n  - process.kill: { service: a }\n    during: 5\n`,
    problem: expect.stringMatching(/^a\.yaml:7:13 unexpected 5, expected/),
  },
  {
    what: 'faults and a goal',
    text: `${head}goal:\n  - http: http://x\n${faults}`,
    problem: 'a.yaml:5:1 unexpected `goal` beside `faults`, expected one of them',
  },
  {
    what: 'neither faults nor a goal',
    text: head,
    problem: 'a.yaml:1:1 unexpected absence of `faults`, expected at least one, or `goal` for a planned procedure',
  },
  {
    what: 'an unknown operation',
    text: `${head}${faults}never:\n  - sqll: { service: a }\n`,
    problem: 'a.yaml:8:5 unexpected key "sqll", expected "sql"',
  },
  {
    what: 'a short form that is wrong',
    text: `${head}${faults}never:\n  - http: localhost\n`,
    problem: 'a.yaml:8:11 unexpected "localhost", expected an address',
  },
  {
    what: 'a misspelt expectation',
    text: `${head}${faults}never:\n  - http: http://x\n    expect: { statsu: 200 }\n`,
    problem: 'a.yaml:9:15 unexpected key "statsu", expected "status"',
  },
  {
    what: 'a time limit that is no duration',
    text: `${head}${faults}rto: 5\n`,
    problem: 'a.yaml:7:6 unexpected 5, expected a duration such as 30s',
  },
  {
    what: 'a pattern that cannot be read',
    text: `${head}${faults}never:\n  - http: http://x\n    expect: { regex: "(" }\n`,
    problem: 'a.yaml:9:23 unexpected "(", expected a pattern that JavaScript can read',
  },
  {
    what: 'a second probe of the same name',
    text: `${head}${faults}never:\n  - http: http://localhost:3001/\n`,
    problem: expect.stringMatching(/^a.yaml:8:5 unexpected second probe "http GET http:\/\/localhost:3001\/", expected a name of its own$/),
  },
  {
    what: 'a symptom that no probe has',
    text: `${head.replace('- http', '- name: jobs complete\n    http')}${faults}symptom: [job completes]\n`,
    problem: 'a.yaml:8:11 unexpected probe "job completes", expected one of jobs complete',
    hint: 'Did you mean "jobs complete"?',
  },
  {
    what: 'a mark that nobody sets',
    text: `${head}${faults}rpo: { upTo: backup }\n`,
    problem: 'a.yaml:7:14 unexpected mark "backup", expected one that `prepare` sets',
  },
  {
    what: 'a file that is missing',
    text: `${head}${faults}prepare:\n  - sql: { service: a, file: none.sql }\n`,
    problem: 'a.yaml:8:30 unexpected file "none.sql", expected one that exists',
  },
  {
    what: 'a secret that is not set',
    text: `${head}${faults}variables: { T: { env: DRILL_TEST_NOT_SET } }\n`,
    problem: 'a.yaml:7:17 unexpected absence of the environment variable DRILL_TEST_NOT_SET, expected a value for T',
  },
  {
    what: 'an unknown outcome',
    text: `${head}${faults}outcome: refused\n`,
    problem: 'a.yaml:7:10 unexpected "refused", expected one of verified, refuted, inconclusive or a mapping',
    hint: 'Did you mean "refuted"?',
  },
  {
    what: 'an expected failure without a reason',
    text: `${head}${faults}outcome: refuted\n`,
    problem: 'a.yaml:7:10 unexpected outcome "refuted" without a reason, expected the one that is known',
  },
  {
    what: 'an expected failure without an owner',
    text: `${head}${faults}outcome: { is: refuted, reason: data-lost }\n`,
    problem: 'a.yaml:7:10 unexpected known failure without `owner` and `until`, expected who mends it and by when',
  },
  {
    what: 'a reason that belongs to another outcome',
    text: `${head}${faults}outcome: { is: inconclusive, reason: data-lost, selfTest: true }\n`,
    problem: expect.stringMatching(/^a.yaml:7:38 unexpected reason "data-lost" of the outcome "inconclusive", expected one of interrupted/),
  },
  {
    what: 'a day that the calendar has not',
    text: `${head}${faults}outcome: { is: refuted, reason: data-lost, owner: a, until: 2026-02-30 }\n`,
    problem: 'a.yaml:7:61 unexpected "2026-02-30", expected a date such as 2026-12-31',
  },
  {
    what: 'a skip without a reason',
    text: `${head}${faults}steps:\n  - { at: a, text: b, skip: "" }\n`,
    problem: 'a.yaml:8:30 unexpected "", expected a reason',
  },
]) {
  test(`${what} is one problem at its place`, () => {
    const { scenario, problems } = read(text);
    expect(scenario).toBeUndefined();
    expect(shown(problems)).toEqual([problem]);
    if (hint !== undefined) expect(problems[0]?.hint).toBe(hint);
  });
}

test('takes no open value of a proposal for a value, and lets a probe expect that word', () => {
  const text = (url: string, variable: string): string =>
    `runbook: a.md\nstack: [compose.yaml]\nsteadyState:\n  - http: { url: "${url}" }\n    expect: { text: TODO }\n${faults}variables: { "<HOST>": ${variable} }\n`;
  expect(read(text('http://localhost/', 'database')).problems).toEqual([]);
  expect(shown(read(text('TODO', 'TODO')).problems)).toEqual([
    'a.yaml:4:19 unexpected TODO at steadyState.0.http.url, expected a value',
    'a.yaml:8:24 unexpected TODO at variables.<HOST>, expected a value',
  ]);
});

import { dirname } from 'node:path';
import { expect, test } from '@playwright/test';
import { faults } from '../faults/index.ts';
import type { Problem } from '../model/problem.ts';
import { operations } from '../operations/index.ts';
import { folderWith, shown } from '../reading/testing/folder.ts';
import { shims } from '../shims/index.ts';
import { loadPlan } from './load-plan.ts';
import type { Plan } from './plan.ts';

const stack = `services:
  database: { image: "postgres:15", x-drillbook: { run: postgres } }
  worker: { image: node, x-drillbook: { run: node worker.js } }
`;

const scenario = `runbook: worker.md
stack: [compose.yaml]
steadyState:
  - name: healthy
    http: http://localhost:3001/health
faults:
  - process.kill: { service: worker }
`;

const runbook = `# Worker stopped

## Diagnosis

\`\`\`bash
systemctl status worker
\`\`\`

## Resolution

\`\`\`bash
systemctl restart worker
\`\`\`

## Verify

\`\`\`bash
curl -fsS http://localhost:3001/health
\`\`\`
`;

/** A fenced block of bash. */
const bash = (script: string, attributes = ''): string => `\`\`\`bash${attributes === '' ? '' : ` ${attributes}`}\n${script}\n\`\`\`\n`;

type Files = Readonly<Record<string, string>>;

async function plannedOf(files: Files = {}): Promise<Awaited<ReturnType<typeof loadPlan>>> {
  const file = folderWith({ 'a.yaml': scenario, 'compose.yaml': stack, 'worker.md': runbook, ...files });
  return loadPlan(file('a.yaml'), { operations, faults, shims });
}

async function planOf(files: Files = {}): Promise<Plan> {
  const planned = await plannedOf(files);
  if (!planned.ok) throw new Error(shown(planned.problems).join('\n'));
  return planned.plan;
}

async function problemsOf(files: Files = {}): Promise<readonly Problem[]> {
  const planned = await plannedOf(files);
  return planned.ok ? [] : planned.problems;
}

const ids = ({ steps }: Plan): readonly string[] => steps.map(({ block }) => block.id);

test.describe('what is followed', () => {
  test('diagnosis, action and verification, in order, with the defaults of their roles', async () => {
    const plan = await planOf();
    expect(plan.steps.map(({ block, timeoutMs, endlessMs, gate }) => [block.id, block.role, timeoutMs, endlessMs, gate])).toEqual([
      ['diagnosis/1', 'diagnose', 30_000, 3000, false],
      ['resolution/1', 'act', 120_000, 3000, false],
      ['verify/1', 'verify', 30_000, 3000, false],
    ]);
  });

  test("the runbook's own time limits, and what makes a step a gate", async () => {
    const { steps } = await planOf({
      'worker.md': `# R\n\n## Diagnosis\n\n${bash('true', '{"timeout":"7s","endless":"1s","exit":"0"}')}\n${bash('echo a')}\n\`\`\`output\na\n\`\`\`\n\n## Resolution\n\n${bash('true')}`,
    });
    expect(steps.map(({ timeoutMs, endlessMs, gate }) => [timeoutMs, endlessMs, gate])).toEqual([
      [7000, 1000, true],
      [30_000, 3000, true],
      [120_000, 3000, false],
    ]);
  });

  test('rollback and prevention are left out unless they are named', async () => {
    const text = `${runbook}\n## Rollback\n\n${bash('git revert HEAD')}\n## Prevention\n\n${bash('echo more memory')}`;
    expect(ids(await planOf({ 'worker.md': text }))).toEqual(['diagnosis/1', 'resolution/1', 'verify/1']);
    expect(ids(await planOf({ 'worker.md': text, 'a.yaml': `${scenario}follow: [resolution, rollback]\n` }))).toEqual([
      'resolution/1',
      'rollback/1',
    ]);
  });

  test('one way of several below a rollback heading can be named', async () => {
    const text = `${runbook}\n## Rollback\n\n### By git\n\n${bash('git revert HEAD')}\n### By hand\n\n${bash('cp app.old app')}`;
    expect(ids(await planOf({ 'worker.md': text, 'a.yaml': `${scenario}follow: [by-git]\n` }))).toEqual(['by-git/1']);
  });

  test('a single step, and a procedure of another file', async () => {
    const plan = await planOf({
      'a.yaml': `${scenario}follow: ["triage.md#look-first", resolution/1]\n`,
      'triage.md': `# Triage\n\n## Look first\n\n${bash('uptime', '{"role":"diagnose"}')}`,
    });
    expect(plan.steps.map(({ runbook: { file }, block }) => [file.split('/').at(-1), block.id])).toEqual([
      ['triage.md', 'look-first/1'],
      ['worker.md', 'resolution/1'],
    ]);
    expect(plan.runbooks).toHaveLength(2);
  });

  test('branches that are taken run, the others do not, and an empty list takes none', async () => {
    const text = `# R\n\n## Resolution\n\n${bash('systemctl restart worker')}\nIf the disk is full, free some space:\n\n${bash('rm /tmp/old', '{"name":"free"}')}`;
    expect((await planOf({ 'worker.md': text, 'a.yaml': `${scenario}take: [free]\n` })).steps.map(({ omitted }) => omitted?.kind)).toEqual([
      undefined,
      undefined,
    ]);
    expect((await planOf({ 'worker.md': text, 'a.yaml': `${scenario}take: []\n` })).steps.map(({ omitted }) => omitted?.kind)).toEqual([
      undefined,
      'not-branch',
    ]);
    expect(shown(await problemsOf({ 'worker.md': text }))).toEqual([
      expect.stringMatching(
        /^a\.yaml:1:10 unexpected branches in what is followed, expected `take` to name those to carry out: free \(line 11: ".*disk is full.*"\)$/,
      ),
    ]);
  });

  test('several acting procedures are a problem that lists them', async () => {
    const text = `# R\n\n## Restart the worker\n\n${bash('systemctl restart worker')}\n## Restart the database\n\n${bash('systemctl restart postgresql')}`;
    expect(shown(await problemsOf({ 'worker.md': text }))).toEqual([
      'a.yaml:1:10 unexpected 2 acting procedures in worker.md, expected `follow` to name those to carry out: restart-the-worker (line 3), restart-the-database (line 9)',
    ]);
    expect(ids(await planOf({ 'worker.md': text, 'a.yaml': `${scenario}follow: [restart-the-database]\n` }))).toEqual([
      'restart-the-database/1',
    ]);
  });
});

test.describe('variables', () => {
  test('are put in before a step is read, and exported where they are names', async () => {
    const plan = await planOf({
      'worker.md': `# R\n\n## Resolution\n\n${bash('psql -h <HOST> "$PGDATABASE" https://your-domain.com')}`,
      'a.yaml': `${scenario}variables: { "<HOST>": database, your-domain.com: localhost, PGDATABASE: chat }\n`,
    });
    expect(plan.steps[0]?.script).toBe('psql -h database "$PGDATABASE" https://localhost');
    expect(plan.environment).toEqual({ PGDATABASE: 'chat' });
    expect(plan.facts.steps[0]).toMatchObject({
      text: 'psql -h <HOST> "$PGDATABASE" https://your-domain.com',
      bound: 'psql -h database "$PGDATABASE" https://localhost',
    });
  });

  test('that are secrets are told to the drill', async () => {
    process.env['DRILL_TEST_TOKEN'] = 's3cret';
    const plan = await planOf({
      'worker.md': `# R\n\n## Resolution\n\n${bash('curl -H "Authorization: <TOKEN>" http://x')}`,
      'a.yaml': `${scenario}variables: { <TOKEN>: { env: DRILL_TEST_TOKEN } }\n`,
    });
    delete process.env['DRILL_TEST_TOKEN'];
    expect(plan.secrets).toEqual(['s3cret']);
    expect(plan.environment).toEqual({ SECRET_TOKEN: 's3cret' });
    expect(plan.steps[0]?.script).toBe('curl -H "Authorization: ${SECRET_TOKEN}" http://x');
    expect(JSON.stringify(plan.facts)).not.toContain('s3cret');
  });

  test('that are missing stop planning, each at its place', async () => {
    const problems = await problemsOf({ 'worker.md': `# R\n\n## Resolution\n\n${bash('psql -h <HOST>\ncurl https://<HOST>/ -u <USER>')}` });
    expect(shown(problems)).toEqual([
      'worker.md:6:9 unexpected placeholder "<HOST>" in step resolution/1, expected a value',
      'worker.md:7:25 unexpected placeholder "<USER>" in step resolution/1, expected a value',
    ]);
    expect(problems[0]?.hint).toContain('variables: { "<HOST>": … }');
  });

  test('are not asked for where a step is not run', async () => {
    const text = `# R\n\n## Resolution\n\n${bash('true')}\nIf you have a replica:\n\n${bash('psql -h <HOST>', '{"name":"replica"}')}`;
    expect(await problemsOf({ 'worker.md': text, 'a.yaml': `${scenario}take: []\n` })).toEqual([]);
  });

  test('are asked for in running text that runs', async () => {
    const text = `# R\n\n## Resolution\n\n1. Run \`psql -h <HOST> -c 'select 1'\` on the server.\n2. Then:\n\n   \`\`\`bash\n   true\n   \`\`\`\n`;
    expect(shown(await problemsOf({ 'worker.md': text, 'a.yaml': `${scenario}inline: run\n` }))).toEqual([
      expect.stringMatching(/^worker\.md:5:\d+ unexpected placeholder "<HOST>"/),
    ]);
    expect(
      (await planOf({ 'worker.md': text, 'a.yaml': `${scenario}inline: run\nvariables: { "<HOST>": database }\n` })).steps.map(
        ({ script }) => script,
      ),
    ).toEqual(["psql -h database -c 'select 1'", 'true']);
  });
});

test.describe('what the scenario says of steps', () => {
  test('time limits are free, other changes are adaptations', async () => {
    const plan = await planOf({
      'a.yaml': `${scenario}steps:\n  - { at: resolution/1, text: restart worker, timeout: 5s, exit: "0,3", why: it is slow }\n`,
    });
    expect(plan.steps[1]).toMatchObject({ timeoutMs: 5000, gate: true, block: { attributes: { exit: [0, 3] } } });
    expect(plan.facts.adaptations).toEqual([
      {
        step: 'resolution/1',
        what: 'exit 0,3',
        why: 'it is slow',
        location: { file: expect.stringMatching(/a\.yaml$/), line: 9, column: 5 },
      },
    ]);
  });

  test('skipping an acting or verifying step deviates, also when its role is changed first; a diagnosing one does not', async () => {
    const steps =
      'steps:\n  - { at: diagnosis/1, text: systemctl, skip: no }\n  - { at: resolution/1, text: systemctl, skip: no, role: diagnose }\n  - { at: verify/1, text: curl, skip: no }\n';
    expect((await planOf({ 'a.yaml': scenario + steps })).steps.map(({ omitted }) => omitted?.deviates)).toEqual([false, true, true]);
  });

  test('skipping a branch does not deviate', async () => {
    const text = `# R\n\n## Resolution\n\n${bash('true')}\nIf the disk is full:\n\n${bash('rm /tmp/old', '{"name":"free"}')}`;
    expect(
      (await planOf({ 'worker.md': text, 'a.yaml': `${scenario}take: [free]\nsteps: [{ at: free, text: rm, skip: no disk }]\n` })).steps[1]
        ?.omitted,
    ).toEqual({ why: 'no disk', kind: 'skip', deviates: false });
  });

  test('a text that is no longer there stops planning', async () => {
    expect(
      shown(await problemsOf({ 'a.yaml': `${scenario}steps:\n  - { at: resolution/1, text: reload worker, timeout: 5s }\n` })),
    ).toEqual([
      expect.stringMatching(/^a\.yaml:9:5 unexpected text of step resolution\/1, expected it to hold "reload worker" \(.*worker\.md:11\)$/),
    ]);
  });

  test('a step that is not followed is a problem with the nearest one', async () => {
    const problems = await problemsOf({ 'a.yaml': `${scenario}steps:\n  - { at: resolutoin/1, text: a, timeout: 5s }\n` });
    expect(shown(problems)).toEqual([
      'a.yaml:9:5 unexpected step "resolutoin/1", expected one that is followed: diagnosis/1, resolution/1, verify/1',
    ]);
    expect(problems[0]?.hint).toBe('Did you mean "resolution/1"?');
  });

  test('a manual step is answered, or a command stands in for it', async () => {
    const text = `# R\n\n## Resolution\n\n- [ ] Call the database team\n- [ ] Take the site out of the load balancer\n\n${bash('systemctl restart worker')}`;
    const plan = await planOf({
      'worker.md': text,
      'a.yaml': `${scenario}steps:\n  - { at: resolution/1, text: Call, answer: they know, takes: 5m, by: simulated }\n  - { at: resolution/2, text: load balancer, call: touch /tmp/out, why: there is none }\n`,
    });
    expect(plan.steps.map(({ block, script, omitted }) => [block.language, script, omitted?.kind])).toEqual([
      ['person', '', 'answered'],
      ['shell', 'touch /tmp/out', undefined],
      ['shell', 'systemctl restart worker', undefined],
    ]);
    expect(plan.facts.adaptations).toMatchObject([{ step: 'resolution/2', what: 'call touch /tmp/out', why: 'there is none' }]);
  });

  test('a service that is not there is a problem where it was written', async () => {
    expect(shown(await problemsOf({ 'a.yaml': `${scenario}steps:\n  - { at: resolution/1, text: restart, on: databse }\n` }))).toEqual([
      'a.yaml:9:5 unexpected service "databse", expected one of database, worker',
    ]);
    expect(shown(await problemsOf({ 'worker.md': `# R\n\n## Resolution\n\n${bash('true', '{"on":"wroker"}')}` }))).toEqual([
      expect.stringMatching(/^worker\.md:5:\d+ unexpected service "wroker", expected one of database, worker$/),
    ]);
  });
});

test.describe('commands in running text', () => {
  const text = `# R\n\n## Resolution\n\n1. Stop it with \`systemctl stop worker\` first.\n2. Start it:\n\n   \`\`\`bash\n   systemctl start worker\n   \`\`\`\n`;

  test('that nobody carries out are told, at their places', async () => {
    const { left, steps } = await planOf({ 'worker.md': text });
    expect(left).toEqual([{ message: expect.stringContaining('`systemctl stop worker`'), location: expect.objectContaining({ line: 5 }) }]);
    expect(steps).toHaveLength(1);
  });

  test('run where they stand when the scenario says so', async () => {
    const { left, steps } = await planOf({ 'worker.md': text, 'a.yaml': `${scenario}inline: run\n` });
    expect([left, steps.map(({ script }) => script)]).toEqual([[], ['systemctl stop worker', 'systemctl start worker']]);
  });

  test('are skipped with a reason, which is an adaptation', async () => {
    const { left, facts } = await planOf({
      'worker.md': text,
      'a.yaml': `${scenario}steps: [{ at: resolution, text: systemctl stop worker, skip: it is stopped }]\n`,
    });
    expect([left, facts.adaptations.map(({ what, why }) => [what, why])]).toEqual([[], [['skip', 'it is stopped']]]);
  });
});

test.describe('probes, faults and facts', () => {
  test('a service whose clock a fault sets is started with a clock of its own, and no other one', async () => {
    const own = async (files: Files): Promise<readonly unknown[]> => (await planOf(files)).stack.services.map(({ ownClock }) => ownClock);
    expect(await own({})).toEqual([undefined, undefined]);
    const skewed = scenario.replace('process.kill: { service: worker }', 'clock.skew: { service: database, by: +2h }');
    expect(await own({ 'a.yaml': skewed })).toEqual([true, undefined]);
  });

  test('are bound to their definitions', async () => {
    const plan = await planOf({
      'a.yaml': `${scenario}never:\n  - sql: { service: database, query: select 1 }\n    expect: { rows: 0 }\n`,
    });
    expect(plan.probes.map(({ name, of, operation, expect: { rows } }) => [name, of, operation.kind, rows])).toEqual([
      ['healthy', 'steady', 'http', undefined],
      ['sql select 1', 'never', 'sql', 0],
    ]);
    expect(plan.faults.map(({ fault, spec }) => [fault.kind, spec.settings])).toEqual([
      ['process.kill', expect.objectContaining({ service: 'worker' })],
    ]);
  });

  test('say all that a verdict needs', async () => {
    const { facts } = await planOf({ 'worker.md': `---\nrto: 5m\n---\n\n${runbook}` });
    expect(facts).toMatchObject({
      planned: false,
      rtoMs: 300_000,
      probeEveryMs: 500,
      holdMs: 5000,
      hasLoad: false,
      cause: 'may-remain',
      outcome: { is: 'verified' },
    });
    expect(Object.keys(facts.digests)).toEqual(expect.arrayContaining(['scenario', 'stack', expect.stringMatching(/worker\.md$/)]));
    expect((await planOf({ 'worker.md': `---\nrto: 5m\n---\n\n${runbook}`, 'a.yaml': `${scenario}rto: 1m\n` })).facts.rtoMs).toBe(60_000);
  });

  test('know the files that operations name by their digests', async () => {
    const digests = async (rows: string): Promise<readonly string[]> =>
      Object.entries(
        (await planOf({ 'rows.sql': rows, 'a.yaml': `${scenario}prepare:\n  - sql: { service: database, file: rows.sql }\n` })).facts
          .digests,
      )
        .filter(([file]) => file.endsWith('rows.sql'))
        .map(([, digest]) => digest);
    const [one, other] = [await digests('select 1'), await digests('select 2')];
    expect(one).toHaveLength(1);
    expect(one).not.toEqual(other);
  });

  test('of a planned procedure have a goal', async () => {
    const plan = await planOf({
      'a.yaml': `${scenario.split('faults:')[0] ?? ''}goal:\n  - name: rotated\n    command: test -f /tmp/rotated\n    expect: { exit: 0 }\ninterruption: 10s\n`,
    });
    expect(plan.facts).toMatchObject({ planned: true, interruptionMs: 10_000 });
    expect(plan.probes.map(({ of }) => of)).toEqual(['steady', 'goal']);
  });
});

for (const { what, files, problem, hint } of [
  { what: 'a malformed scenario', files: { 'a.yaml': 'runbook: [\n' }, problem: expect.stringMatching(/^a\.yaml:2:1 unexpected YAML/) },
  {
    what: 'a misspelt key',
    files: { 'a.yaml': `${scenario}bugdet: {}\n` },
    problem: 'a.yaml:8:1 unexpected key "bugdet", expected "budget"',
    hint: 'Did you mean "budget"?',
  },
  {
    what: 'a missing runbook',
    files: { 'a.yaml': scenario.replace('worker.md', 'none.md') },
    problem: expect.stringMatching(/^a\.yaml:1:10 unexpected runbook ".*none\.md", expected a file that exists$/),
  },
  {
    what: 'a missing stack',
    files: { 'a.yaml': scenario.replace('compose.yaml', 'none.yaml') },
    problem: expect.stringMatching(/^a\.yaml:2:9 unexpected file ".*none\.yaml" \(there is none\), expected one that can be read$/),
  },
  {
    what: 'a missing other runbook',
    files: { 'a.yaml': `${scenario}follow: ["none.md#x", resolution]\n` },
    problem: expect.stringMatching(/^a\.yaml:8:11 unexpected runbook ".*none\.md", expected a file that exists$/),
  },
  {
    what: 'a runbook without steps',
    files: { 'worker.md': '# Worker stopped\n\nAsk somebody.\n' },
    problem: 'worker.md:1:1 unexpected runbook without a step to follow, expected at least one acting block in worker.md',
  },
  {
    what: 'an unknown procedure',
    files: { 'a.yaml': `${scenario}follow: [resolutoin]\n` },
    problem: 'a.yaml:8:10 unexpected procedure or step "resolutoin" of worker.md, expected "resolution"',
    hint: 'Did you mean "resolution"?',
  },
  {
    what: 'an unknown branch',
    files: { 'a.yaml': `${scenario}take: [free]\n` },
    problem: 'a.yaml:8:8 unexpected branch "free", expected none: what is followed has no branch',
  },
  {
    what: 'an unknown service of a fault',
    files: { 'a.yaml': scenario.replace('service: worker', 'service: wroker') },
    problem: expect.stringMatching(/^a\.yaml:7:30 unexpected service "wroker", expected one of database, worker; did you mean "worker"\?$/),
  },
  {
    what: 'an unknown service of a probe',
    files: { 'a.yaml': `${scenario}never:\n  - sql: { service: databse, query: select 1 }\n` },
    problem: expect.stringMatching(
      /^a\.yaml:9:21 unexpected service "databse", expected one of database, worker; did you mean "database"\?$/,
    ),
  },
  {
    what: 'an unknown service of a preparation',
    files: { 'a.yaml': `${scenario}prepare:\n  - sql: { service: databse, query: select 1 }\n` },
    problem: expect.stringMatching(/^a\.yaml:9:21 unexpected service "databse"/),
  },
  {
    what: 'a port that is taken twice in layout host',
    files: {
      'compose.yaml': `x-drillbook: { layout: host }\n${stack}  one: { image: a, ports: ["8080:80"] }\n  two: { image: a, ports: ["8081:80"] }\n`,
    },
    problem: expect.stringMatching(/^compose\.yaml:6:\d+ unexpected second use of port 80 by two, expected one that one does not use/),
  },
  {
    what: 'a fault that passes by itself',
    files: {
      'a.yaml': scenario.replace('process.kill: { service: worker }', 'command: { inject: a, prove: b, persistence: transient }'),
    },
    problem: expect.stringMatching(/^a\.yaml:7:5 unexpected fault command, which passes by itself \(transient\), expected one that lasts/),
  },
  {
    what: 'a cause that no procedure can remove and that must be gone',
    files: {
      'a.yaml': `${scenario.replace('process.kill: { service: worker }', 'command: { inject: a, prove: b, persistence: external }')}cause: must-be-gone\n`,
    },
    problem: expect.stringMatching(/^a\.yaml:7:5 unexpected `cause: must-be-gone` with fault command/),
  },
  {
    what: 'a network fault in layout host',
    files: {
      'compose.yaml': `x-drillbook: { layout: host }\n${stack}`,
      'a.yaml': scenario.replace('process.kill: { service: worker }', 'network.disconnect: { service: worker, network: default }'),
    },
    problem: expect.stringMatching(/^a\.yaml:7:5 unexpected fault network\.disconnect in layout host/),
  },
] satisfies readonly { what: string; files: Files; problem: unknown; hint?: string }[]) {
  test(`${what} is one problem at its place`, async () => {
    const problems = await problemsOf(files);
    expect(shown(problems)).toEqual([problem]);
    if (hint !== undefined) expect(problems[0]?.hint).toBe(hint);
  });
}

test('a missing scenario is a problem', async () => {
  const planned = await loadPlan('none.yaml', { operations, faults, shims });
  expect(planned.ok ? [] : shown(planned.problems)).toEqual([
    'none.yaml:1:1 unexpected scenario "none.yaml" (there is none), expected a file that can be read',
  ]);
});

test("drillbook.yaml's engine holds where the scenario names none, and its image map goes with the stack", async () => {
  const config = "engine: containers\nimages:\n  'docker.io/*': registry.internal/hub/*\n";
  const plan = await planOf({ 'drillbook.yaml': config });
  expect(plan.engine).toBe('containers');
  expect(plan.stack.images).toEqual({ 'docker.io/*': 'registry.internal/hub/*' });
  expect(Object.keys(plan.facts.digests)).toContainEqual(expect.stringMatching(/drillbook\.yaml$/));
  expect((await planOf({ 'drillbook.yaml': config, 'a.yaml': `${scenario}engine: processes\n` })).engine).toBe('processes');
});

test('without drillbook.yaml no engine is named and no image mapped', async () => {
  const plan = await planOf({ '.git': '' });
  expect([plan.engine, plan.config, plan.stack.images]).toEqual([undefined, undefined, undefined]);
});

test('a mistake in drillbook.yaml stops planning at its place', async () => {
  const problems = await problemsOf({ 'drillbook.yaml': 'image: {}\n' });
  expect(shown(problems)).toEqual(['drillbook.yaml:1:1 unexpected key "image", expected "images"']);
});

test('an engine that there is not stops planning at its place', async () => {
  const problems = await problemsOf({ 'a.yaml': `${scenario}engine: proceses\n` });
  expect(shown(problems)).toEqual(['a.yaml:8:9 unexpected "proceses", expected one of containers, processes']);
  expect(problems[0]?.hint).toBe('Did you mean "processes"?');
});

for (const [what, block, runs] of [
  ["root's prompt in a session", '```console\n$ systemctl restart worker\n# systemctl restart nothing\n```', true],
  ["root's prompt alone", '```console\n# systemctl restart nothing\n```', true],
  ['a prompt with a host and a folder', '```console\nweb:/srv# systemctl restart nothing\n```', true],
  ['a session without prompts', '```console\nsystemctl restart nothing\n```', true],
  ['a line without a prompt behind one that has one', '```bash\n$ true\nsystemctl restart nothing\n```', true],
  ['an unlabelled fence', '```\nsystemctl restart nothing\n```', true],
  ['a language that nobody knows', '```docker\ndocker restart nothing\n```', true],
  ["another tool's mark that leaves a block out", '```bash {"excludeFromRunAll":"true"}\nsystemctl restart nothing\n```', false],
  ['a language that nobody here carries out', '```powershell\nRestart-Service nothing\n```', false],
] as const)
  test(`what a reader sees like a step is never silently left out: ${what}`, async () => {
    const page = runbook.replace('## Verify', `${block}\n\n## Verify`);
    const { left } = await planOf({ 'worker.md': page });
    expect(left.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^nobody carries out `.*nothing`, which a reader sees like a step/),
    ]);
    const inline = await planOf({ 'worker.md': page, 'a.yaml': `${scenario}inline: run\n` });
    expect(inline.left).toHaveLength(runs ? 0 : 1);
    const text = /`([^`]*)`/.exec(left[0]?.message ?? '')?.[1] ?? '';
    const skipped = `${scenario}steps: [{ at: resolution, text: ${JSON.stringify(text)}, skip: not on this system, why: elsewhere }]\n`;
    expect((await planOf({ 'worker.md': page, 'a.yaml': skipped })).steps.some(({ omitted }) => omitted?.deviates === true)).toBe(true);
  });

test('a runbook that is kept elsewhere: followed where its folder is named, else skipped, and never another way', async () => {
  const texts = folderWith({ 'worker.md': runbook });
  const away = scenario.replace('worker.md', '${DRILLBOOK_TEST_TEXTS}/worker.md');
  const files = { 'a.yaml': away, 'drillbook.yaml': 'runbooksFrom: [DRILLBOOK_TEST_TEXTS]\n' };
  const refusedWith = async (more: Files, value?: string): Promise<readonly [string | undefined, string | undefined]> => {
    if (value === undefined) delete process.env['DRILLBOOK_TEST_TEXTS'];
    else process.env['DRILLBOOK_TEST_TEXTS'] = value;
    const planned = await plannedOf({ ...files, ...more }).finally(() => delete process.env['DRILLBOOK_TEST_TEXTS']);
    return planned.ok ? ['planned', planned.plan.runbooks[0]?.digest] : [planned.skipped?.rule, planned.problems[0]?.message];
  };
  expect(await refusedWith({}, dirname(texts('worker.md')))).toEqual(['planned', (await planOf()).runbooks[0]?.digest]);
  expect(await refusedWith({})).toEqual([
    'runbook-elsewhere',
    'unexpected absence of the environment variable DRILLBOOK_TEST_TEXTS, expected the folder that holds worker.md',
  ]);
  // Something else is wrong as well: that is told wherever it is planned.
  expect(await refusedWith({ 'a.yaml': away.replace('service: worker', 'servise: worker') })).toEqual([undefined, expect.any(String)]);
  expect(await refusedWith({}, '/nowhere/secret')).toEqual([
    undefined,
    'unexpected value of DRILLBOOK_TEST_TEXTS, expected a folder that exists',
  ]);
  expect(await refusedWith({ 'drillbook.yaml': 'owner: chat\n' }, '/tmp')).toEqual([
    undefined,
    'unexpected variable "DRILLBOOK_TEST_TEXTS", expected none: drillbook.yaml names none',
  ]);
  for (const written of ['${DRILLBOOK_TEST_TEXTS}/../worker.md', 'a/${DRILLBOOK_TEST_TEXTS}/worker.md', '${DRILLBOOK_TEST_TEXTS}'])
    expect(await refusedWith({ 'a.yaml': scenario.replace('worker.md', written) }, '/tmp')).toEqual([
      undefined,
      expect.stringContaining(`unexpected runbook "${written}", expected one variable at its beginning`),
    ]);
});

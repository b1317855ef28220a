import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import { Bench, sealed } from '../audit/testing/sealed-run.ts';
import { writeReport } from './write-report.ts';
import { sealedResults } from '../audit/sealed-results.ts';
import { openEvidenceFolder } from '../evidence/folder.ts';
import type { EvidenceFolder, RunHeader } from '../evidence/folder.ts';
import { mergeEvidence } from '../evidence/merge.ts';
import { readRuns } from '../evidence/read-runs.ts';
import { sealEvidence } from '../evidence/seal.ts';
import type { Story } from '../judging/testing/journal-builder.ts';
import { sealPlan } from '../selecting/plan-file.ts';
import type { PlanFile, PlanFileScenario } from '../selecting/plan-file.ts';
import { main } from './main.ts';

let bench: Bench;
test.beforeEach(() => void (bench = new Bench()));
test.afterEach(() => bench.close());

interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function gate(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const status = await main(['gate', ...argv], { stdout, stderr, cwd: bench.root, env, signal: new AbortController().signal }, [
    { name: 'gate', load: async () => (await import('./gate-command.ts')).command },
  ]);
  const read = (stream: PassThrough): string => String((stream.read() as Buffer | null) ?? '');
  return { status, stdout: read(stdout), stderr: read(stderr) };
}

const commit = '0123456789abcdef0123456789abcdef01234567';

function planned(id: string, more: Partial<PlanFileScenario> = {}): PlanFileScenario {
  return {
    id,
    file: `${id}.yaml`,
    title: 'Worker killed',
    inputDigest: `sha256:${'4'.repeat(64)}`,
    expected: { is: 'verified' },
    because: ['it is new'],
    estimatedMs: 1000,
    estimateFrom: 'default',
    shard: 1,
    policy: {},
    ...more,
  };
}

/** Writes a plan of these scenarios and answers how it is named. */
function plan(scenarios: readonly PlanFileScenario[], more: Partial<PlanFile> = {}): string {
  const file = sealPlan({
    version: 1,
    drillbook: '0.1.0',
    by: 'base',
    base: { ref: 'origin/main', commit },
    head: { commit, dirty: false },
    scenarios,
    notAffected: [],
    removed: [],
    renamed: [],
    leftOut: [],
    problems: [],
    missingSecrets: [],
    notes: [],
    shards: Math.max(0, ...scenarios.map(({ shard }) => shard)),
    minutes: 1,
    ...more,
  });
  writeFileSync(join(bench.root, 'plan.json'), JSON.stringify(file));
  return 'plan.json';
}

const worker = 'scenarios/worker';
const stays: Story = { rounds: { recovery: 'rx60' }, failed: { recovery: 'a job completes: 503' } };
const unnoticed: Story = { rounds: { symptom: 'ggg' }, failed: { symptom: '' }, until: 'symptom' };

/** Evidence of one scenario, sealed; answers the folder. */
function drilled(name: string, story: Story = {}, scenario = worker, more: Partial<RunHeader> = {}, shard?: RunHeader['shard']): string {
  const evidence = bench.run(name, story, shard, scenario, more);
  return (shard === undefined ? sealed(evidence) : sealedPart(evidence)).path;
}

test('each planned scenario once, with evidence that holds and as expected: passes', async () => {
  const output = join(bench.root, 'output');
  const answer = await gate(['--plan', plan([planned(worker, { owner: 'payments' })]), drilled('a')], { GITHUB_OUTPUT: output });
  expect(answer).toEqual({ status: 0, stdout: 'payments:\nverified  scenarios/worker\npass: 1 verified\n', stderr: '' });
  expect(readFileSync(output, 'utf8')).toBe('decision=pass\n');
});

test('in CI, what was planned or drilled with files that are in no commit does not pass; elsewhere it is told', async () => {
  const dirty = { commit, dirty: true };
  const drilledDirty = drilled('a', {}, worker, { source: dirty });
  const ofFiles = ['--plan', plan([planned(worker)], { head: dirty }), drilledDirty];
  const inCi = await gate(ofFiles, { CI: 'true' });
  expect(inCi.status).toBe(1);
  expect(inCi.stdout).toContain('the plan was made of files that are in no commit');
  expect(inCi.stdout).toContain('it was drilled with files that are in no commit');
  expect(await gate(ofFiles)).toMatchObject({ status: 0, stderr: expect.stringContaining('in no commit: a gate in CI refuses that') });
});

test('a rehearsal is no drill, however it ended', async () => {
  const rehearsal = { people: [], untimed: false, blind: false };
  const answer = await gate(['--plan', plan([planned(worker)]), drilled('a', { rehearsal })]);
  expect(answer.status).toBe(1);
  expect(answer.stdout).toContain('it was rehearsed by a person, verified (clean)');
});

test('a plan that chose nothing passes with a sentence', async () => {
  expect(await gate(['--plan', plan([])])).toMatchObject({
    status: 0,
    stdout: 'pass: no scenario is affected by what changed since origin/main: there was nothing to drill\n',
  });
});

/** A part of a run, or what parts were put together in: the register knows none before it. */
function sealedPart(evidence: EvidenceFolder): EvidenceFolder {
  sealEvidence(evidence, { results: sealedResults(readRuns(evidence), evidence.header.startedAt) });
  return evidence;
}

/** Where each is wrong in its own way. */
const wrong: readonly (readonly [what: string, of: () => readonly string[], says: string, status?: number])[] = [
  [
    'refuted',
    () => ['--plan', plan([planned(worker)]), drilled('a', stays)],
    'FAILED  scenarios/worker  runbook.md:10:1\n  refuted (not-restored)',
  ],
  ['inconclusive', () => ['--plan', plan([planned(worker)]), drilled('a', unnoticed)], 'inconclusive (no-symptom)', 3],
  ['no folder at all', () => ['--plan', plan([planned(worker)])], 'MISSING  scenarios/worker'],
  ['a folder that is not there', () => ['--plan', plan([planned(worker)]), 'nowhere'], 'MISSING  scenarios/worker'],
  [
    'an empty folder',
    () => {
      mkdirSync(join(bench.root, 'empty'));
      return ['--plan', plan([planned(worker)]), 'empty'];
    },
    'MISSING  scenarios/worker',
  ],
  [
    'a missing shard',
    () => [
      '--plan',
      plan([planned('scenarios/worker-1'), planned('scenarios/worker-2', { shard: 2 })]),
      drilled('a', {}, 'scenarios/worker-1', {}, { current: 1, total: 2 }),
    ],
    'MISSING  scenarios/worker-2',
  ],
  [
    'a shard twice',
    () => {
      const folder = drilled('a', {}, worker, {}, { current: 1, total: 1 });
      cpSync(folder, join(bench.root, 'copy'), { recursive: true });
      return ['--plan', plan([planned(worker)]), folder, 'copy'];
    },
    'it is reported 2 times',
  ],
  [
    'the same folder twice',
    () => {
      const folder = drilled('a');
      return ['--plan', plan([planned(worker)]), folder, folder];
    },
    'TWICE  scenarios/worker',
  ],
  [
    'a shard of another division',
    () => ['--plan', plan([planned(worker)]), drilled('a', {}, worker, {}, { current: 1, total: 2 })],
    'it is shard 1 of 2, and the plan has 1',
  ],
  [
    'a scenario drilled by another shard than planned',
    () => ['--plan', plan([planned(worker, { shard: 2 }), planned('scenarios/x')]), drilled('a', {}, worker, {}, { current: 1, total: 2 })],
    'was planned for another shard',
  ],
  [
    'evidence of another commit',
    () => ['--plan', plan([planned(worker)]), drilled('a', {}, worker, { source: { commit: 'f'.repeat(40), dirty: false } })],
    `it was drilled at commit ${'f'.repeat(40)}`,
  ],
  [
    'a plan of another commit',
    () => ['--plan', plan([planned(worker)], { head: { commit: 'f'.repeat(40), dirty: false } }), drilled('a')],
    'it was drilled at commit',
  ],
  [
    'a plan without a commit',
    () => {
      const file = plan([planned(worker)]);
      const { digest: _digest, head: _head, ...rest } = JSON.parse(readFileSync(join(bench.root, file), 'utf8')) as PlanFile;
      writeFileSync(join(bench.root, file), JSON.stringify(sealPlan(rest)));
      return ['--plan', file, drilled('a')];
    },
    'planned at none',
  ],
  [
    'other inputs than planned',
    () => ['--plan', plan([planned(worker, { inputDigest: `sha256:${'5'.repeat(64)}` })]), drilled('a')],
    'CHANGED  scenarios/worker',
  ],
  ['what nobody planned', () => ['--plan', plan([]), drilled('a')], 'scenarios/worker was drilled and not planned'],
  ['another version of drillbook', () => ['--plan', plan([planned(worker)]), drilled('a', {}, worker, { drillbook: '0.0.9' })], '0.0.9'],
  ['evidence that was never sealed', () => ['--plan', plan([planned(worker)]), bench.run('a').path], 'the evidence does not hold'],
  [
    'a forged report.json',
    () => {
      const folder = drilled('a', stays);
      const file = join(folder, 'report.json');
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replaceAll('"refuted"', '"verified"').replaceAll('"asExpected": false', '"asExpected": true'),
      );
      return ['--plan', plan([planned(worker)]), folder];
    },
    'report.json: changed',
  ],
  [
    'a forged report under a seal of its own',
    () => {
      const { path } = bench.run('a', stays);
      const file = join(path, 'report.json');
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replaceAll('"refuted"', '"verified"').replaceAll('"asExpected": false', '"asExpected": true'),
      );
      return ['--plan', plan([planned(worker)]), sealed(openEvidenceFolder(path)).path];
    },
    'the evidence does not hold',
  ],
  [
    'a journal that was cut',
    () => {
      const folder = drilled('a', stays);
      const file = join(folder, 'journals/scenarios/worker/as-written.ndjson');
      const lines = readFileSync(file, 'utf8').split('\n');
      writeFileSync(file, `${lines.slice(0, 20).join('\n')}\n`);
      return ['--plan', plan([planned(worker)]), folder];
    },
    'the evidence does not hold',
  ],
  [
    'a control that was taken out',
    () => {
      const { path } = bench.run('a');
      rmSync(join(path, 'journals/scenarios/worker/without-runbook.ndjson'));
      const evidence = openEvidenceFolder(path);
      writeReport(evidence, readRuns(evidence));
      return ['--plan', plan([planned(worker)]), sealed(evidence).path];
    },
    'inconclusive (incomplete)',
    3,
  ],
  [
    'a run without its header',
    () => {
      const folder = drilled('a');
      rmSync(join(folder, 'run.json'));
      return ['--plan', plan([planned(worker)]), folder];
    },
    'the evidence does not hold',
  ],
  [
    'sound evidence beside evidence that does not hold',
    () => ['--plan', plan([planned(worker)]), drilled('a'), bench.run('b').path],
    'the evidence does not hold',
  ],
  [
    'verified, where its author expects it to be refuted',
    () => [
      '--plan',
      plan([planned(worker, { expected: { is: 'refuted', reason: 'not-restored' } })]),
      drilled('a', { facts: { outcome: { is: 'refuted', reason: 'not-restored', selfTest: true } } }),
    ],
    'unexpected verified, expected refuted',
  ],
  [
    'known to be broken, past its day by now',
    () => [
      '--plan',
      plan([planned(worker, { expected: { is: 'refuted', reason: 'not-restored', until: '2020-01-01' } })]),
      drilled(
        'a',
        { ...stays, facts: { outcome: { is: 'refuted', reason: 'not-restored', selfTest: false, owner: 'ada', until: '2020-01-01' } } },
        worker,
        { startedAt: '2020-01-01T00:00:00.000Z' },
      ),
    ],
    'after 2020-01-01, until which it was accepted (ada)',
  ],
  [
    'an expectation that the evidence brings itself',
    () => [
      '--plan',
      plan([planned(worker)]),
      drilled('a', { ...stays, facts: { outcome: { is: 'refuted', reason: 'not-restored', selfTest: true } } }),
    ],
    'CHANGED  scenarios/worker',
  ],
  [
    'a Problem in a file',
    () => [
      '--plan',
      plan([planned(worker)], {
        problems: [
          {
            file: 'scenarios/b.yaml',
            line: 3,
            column: 1,
            message: 'unexpected x, expected y',
            hint: 'Did you mean y?',
            scenarios: ['scenarios/b'],
          },
        ],
      }),
      drilled('a'),
    ],
    'PROBLEM  scenarios/b  scenarios/b.yaml:3:1\n  unexpected x, expected y\n  Did you mean y?',
    2,
  ],
  [
    'onboarding that has ended',
    () => ['--plan', plan([planned(worker, { policy: { onboarding: until('2026-01-31') } })]), drilled('a', stays)],
    'its onboarding ended on 2026-01-31 (drillbook.yaml:3, ada: new here)',
  ],
  [
    'onboarding without a result',
    () => ['--plan', plan([planned(worker, { policy: { onboarding: until('2999-01-31') } })])],
    'MISSING  scenarios/worker',
  ],
  [
    'a policy that the call would loosen',
    () => [
      '--plan',
      plan([planned(worker, { policy: { failOn: ['refuted', 'inconclusive'] } })]),
      drilled('a', unnoticed),
      '--fail-on',
      'refuted',
    ],
    'FAILED',
    3,
  ],
  [
    'a call that the policy would loosen',
    () => [
      '--plan',
      plan([planned(worker, { policy: { failOn: ['refuted'] } })]),
      drilled('a', unnoticed),
      '--fail-on',
      'refuted,inconclusive',
    ],
    'FAILED',
    3,
  ],
];

function until(day: string): NonNullable<PlanFileScenario['policy']['onboarding']> {
  return { path: '**', until: day, owner: 'ada', because: 'new here', file: 'drillbook.yaml', line: 3 };
}

for (const [what, argv, says, status = 1] of wrong)
  test(`does not pass: ${what}`, async () => {
    const answer = await gate(argv());
    expect(answer.stdout + answer.stderr).toContain(says);
    expect(answer.status).toBe(status);
    if (status !== 0) expect(answer.stdout.trimEnd().split('\n').at(-1)).toMatch(/^fail: /);
  });

test('an inconclusive outcome that is let pass is loud, and never verified', async () => {
  const answer = await gate(['--plan', plan([planned(worker)]), drilled('a', unnoticed), '--fail-on', 'refuted']);
  expect(answer).toMatchObject({
    status: 0,
    stderr: expect.stringContaining('1 inconclusive scenario was let pass: nothing is known of it'),
  });
  expect(answer.stdout).toContain('LET PASS, NOT VERIFIED  scenarios/worker');
  expect(answer.stdout).toContain('pass: 1 inconclusive, let pass');
});

test('an outcome below an onboarding path does not fail before its day, and is counted apart', async () => {
  const { stdout, status } = await gate([
    '--plan',
    plan([planned(worker, { policy: { onboarding: until('2999-01-31') } })]),
    drilled('a', stays),
    '--json',
  ]);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    decision: 'pass',
    sentence: 'pass: 1 not as expected, onboarding',
    counts: { verified: 0, expected: 0, onboarding: 1 },
    scenarios: [{ standing: 'onboarding', result: { outcome: 'refuted' } }],
  });
});

test('what is known to be broken and drilled as such passes, and is counted apart', async () => {
  const folder = drilled('a', { ...stays, facts: { outcome: { is: 'refuted', reason: 'not-restored', selfTest: true } } });
  const { stdout, status } = await gate([
    '--plan',
    plan([planned(worker, { expected: { is: 'refuted', reason: 'not-restored' } })]),
    folder,
  ]);
  expect(status).toBe(0);
  expect(stdout).toBe('known to be broken: refuted (not-restored)  scenarios/worker\npass: 1 known to be broken, as expected\n');
});

test('shards each by itself, put together, or below one folder: the same decision', async () => {
  const file = plan([planned('scenarios/worker-1'), planned('scenarios/worker-2', { shard: 2 })]);
  const shards = [1, 2].map(current => drilled(`runs-${current}`, {}, `scenarios/worker-${current}`, {}, { current, total: 2 }));
  const whole = mergeEvidence(shards, join(bench.root, 'merged'));
  writeReport(whole, readRuns(whole));
  sealedPart(openEvidenceFolder(whole.path));
  expect(await gate(['--plan', file, ...shards])).toMatchObject({ status: 0, stdout: expect.stringContaining('pass: 2 verified') });
  expect(await gate(['--plan', file, 'merged'])).toMatchObject({ status: 0, stdout: expect.stringContaining('pass: 2 verified') });
  expect(await gate(['--plan', file, 'runs-1', 'runs-2'])).toMatchObject({ status: 0 });
  expect(await gate(['--plan', file, 'merged', 'runs-1'])).toMatchObject({ status: 1, stdout: expect.stringContaining('TWICE') });
});

test('secrets that are not here are neutral, and never green; what fails beside them wins', async () => {
  const missingSecrets = [{ id: 'scenarios/secret', names: ['TOKEN'], because: ['it is new'] }];
  const output = join(bench.root, 'output');
  const neutral = await gate(['--plan', plan([planned(worker)], { missingSecrets }), drilled('a')], { GITHUB_OUTPUT: output });
  expect(neutral).toMatchObject({ status: 3, stdout: expect.stringContaining('neutral: 1 verified, 1 not drilled for want of a secret') });
  expect(neutral.stdout).toContain('A maintainer has to drill it');
  expect(readFileSync(output, 'utf8')).toBe('decision=neutral\n');
  expect(await gate(['--plan', plan([planned(worker)], { missingSecrets }), drilled('b', stays)])).toMatchObject({ status: 1 });
  expect(await gate(['--plan', plan([planned(worker)], { missingSecrets }), drilled('c', unnoticed)])).toMatchObject({
    status: 3,
    stdout: expect.stringContaining('fail: '),
  });
});

test('a job that failed for no reason that evidence tells is no pass', async () => {
  const argv = ['--plan', plan([planned(worker)]), drilled('a')];
  const needs = (result: string): { DRILLBOOK_NEEDS: string } => ({
    DRILLBOOK_NEEDS: JSON.stringify({ plan: { result: 'success', outputs: {} }, drill: { result } }),
  });
  expect((await gate(argv, needs('success'))).status).toBe(0);
  expect(await gate(argv, needs('failure'))).toMatchObject({ status: 1, stdout: expect.stringContaining('the job drill ended "failure"') });
  expect((await gate(argv, needs('cancelled'))).status).toBe(1);
  expect((await gate(['--plan', plan([])], needs('skipped'))).status).toBe(0);
  expect(await gate(argv, { DRILLBOOK_NEEDS: '{' })).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('unexpected DRILLBOOK_NEEDS'),
  });
});

test('a plan that was edited, cut off, or is none is refused', async () => {
  const file = plan([planned(worker), planned('scenarios/other')]);
  const text = readFileSync(join(bench.root, file), 'utf8');
  const refused = async (changed: string, says: string): Promise<void> => {
    writeFileSync(join(bench.root, file), changed);
    expect(await gate(['--plan', file])).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(says) });
  };
  const { scenarios, ...rest } = JSON.parse(text) as PlanFile;
  await refused(JSON.stringify({ ...rest, scenarios: scenarios.slice(1) }), 'unexpected digest of the plan');
  await refused(
    JSON.stringify({ ...rest, scenarios: scenarios.map(one => ({ ...one, policy: { onboarding: until('2999-01-01') } })) }),
    'unexpected digest of the plan',
  );
  await refused(text.slice(0, 50), 'it is no JSON');
  await refused('{}', 'version');
  await refused(JSON.stringify({ ...rest, scenarios, more: 1 }), 'unexpected plan');
  expect((await gate(['--plan', 'nowhere.json'])).status).toBe(2);
  expect(await gate([])).toMatchObject({ status: 2, stderr: expect.stringContaining('unexpected absence of --plan') });
});

test('no list lets a refuted runbook pass', async () => {
  const file = plan([planned(worker)]);
  for (const list of ['', ',', 'inconclusive', 'nothing', 'refutd'])
    expect(await gate(['--plan', file, drilled(`a${list.length}`, stays), '--fail-on', list]), list).toMatchObject({
      status: 2,
      stdout: '',
    });
});

test('text of files makes no line and no command of its own', async () => {
  const hostile = planned('scenarios/x', { title: 'x', owner: 'me\n::error::gone\u001B[2J', file: 'a\n::set-output name=x::y' });
  const { stdout } = await gate([
    '--plan',
    plan([hostile], { notes: ['\n::stop-commands::x', '::warning::x'], removed: ['::add-mask::a'] }),
  ]);
  expect(stdout).not.toMatch(/^\s*::/m);
  expect(stdout).not.toContain('\u001B');
});

test('writes nothing into the evidence', async () => {
  const folder = drilled('a');
  appendFileSync(join(bench.root, 'output'), '');
  await gate(['--plan', plan([planned(worker)]), folder]);
  expect(existsSync(join(folder, 'manifest.json'))).toBe(true);
  expect((await gate(['--plan', plan([planned(worker)]), folder])).status).toBe(0);
});

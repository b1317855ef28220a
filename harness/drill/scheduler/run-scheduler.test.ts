import { cpSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { JSONReport, JSONReportSpec, JSONReportTestStep } from '@playwright/test/reporter';
import { mergeEvidence } from '../../evidence/merge.ts';
import type { EvidenceFolder } from '../../evidence/folder.ts';
import { readRuns } from '../../evidence/read-runs.ts';
import { judgeScenario } from '../../judging/judge-scenario.ts';
import type { Failure } from './run-scheduler.ts';
import { ofShard } from './shard.ts';
import { playwright } from './testing/playwright-cli.ts';
import { readZip } from './testing/read-zip.ts';
import { smallProject } from './testing/small-project.ts';
import type { SmallProject } from './testing/small-project.ts';

test.describe.configure({ timeout: 180_000 });

const secret = 'hunter2-correct-horse';
const names = ['good', 'known', 'unprepared', 'wrong'];

let project: SmallProject;
let evidence: EvidenceFolder;
let failures: readonly Failure[];
let printed = '';
let junit: string;
let report: JSONReport;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  process.env['H7_TOKEN'] = secret;
  project = smallProject();
  project.write(
    'runbooks/wrong.md',
    `# Web is down

## Resolution

Look for it.

\`\`\`bash
ls "/nowhere/<TOKEN>"
\`\`\`

Then hope.

\`\`\`bash
echo done
\`\`\`

## Verification

\`\`\`bash { timeout=3s }
curl -sf http://localhost:3000/
\`\`\`
`,
  );
  project.scenario('good', 'web-down.md');
  project.scenario('wrong', 'wrong.md', 'variables: { <TOKEN>: { env: H7_TOKEN } }\n');
  project.scenario(
    'known',
    'wrong.md',
    'variables: { <TOKEN>: nothing }\noutcome: { is: refuted, reason: not-restored, because: nobody has mended it, selfTest: true }\n',
  );
  project.scenario('unprepared', 'web-down.md', 'prepare:\n  - command: { on: web, run: "exit 1" }\n');
  process.env['GITHUB_WORKSPACE'] = project.folder;
  ({ evidence, failures } = await project.drill(await project.plans(...names), {
    reporters: ['list', 'github', 'html', 'junit', 'json', 'blob'],
    onOutput: text => (printed += text),
  }));
  junit = readFileSync(join(project.folder, 'junit-drill.xml'), 'utf8');
  report = JSON.parse(readFileSync(join(project.folder, 'playwright-drill.json'), 'utf8')) as JSONReport;
});
test.afterAll(() => {
  delete process.env['H7_TOKEN'];
  delete process.env['GITHUB_WORKSPACE'];
  project.remove();
});

function spec(title: string): JSONReportSpec {
  const found = report.suites.flatMap(({ specs }) => specs).find(one => one.title === title);
  if (found === undefined) throw new Error(`unexpected report without "${title}": ${printed}`);
  return found;
}

function step(title: string, ...path: readonly string[]): JSONReportTestStep {
  let steps = spec(title).tests[0]?.results[0]?.steps ?? [];
  let found: JSONReportTestStep | undefined;
  for (const name of path) {
    found = steps.find(one => one.title.startsWith(name));
    steps = found?.steps ?? [];
  }
  if (found === undefined) throw new Error(`unexpected test without the step ${path.join(' › ')}`);
  return found;
}

/** Outcome of each scenario by its name, from the journals alone. */
function outcomes(folder: EvidenceFolder): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readRuns(folder).map(run => {
      const { outcome, reason } = judgeScenario(run);
      return [run.facts.title, outcome === 'verified' ? outcome : `${outcome}: ${reason}`];
    }),
  );
}

const expected = {
  good: 'verified',
  known: 'refuted: not-restored',
  unprepared: 'inconclusive: not-prepared',
  wrong: 'refuted: not-restored',
};

test('what is judged comes from the journals, and a test that failed for its outcome is no failure of ours', () => {
  expect(outcomes(evidence)).toEqual(expected);
  expect(failures).toEqual([]);
  expect(junit).not.toContain('steps not shown');
  expect(Object.fromEntries(names.map(name => [name, spec(name).ok]))).toEqual({
    good: true,
    known: true,
    unprepared: false,
    wrong: false,
  });
});

test('trials, phases and steps are shown where they stand in the Markdown, and last as long as they did', () => {
  const act = step('wrong', 'as-written', 'respond', 'act: ls');
  expect(act.error?.message).toContain('the step did not hold (exit 2)');
  expect(act.error?.location).toMatchObject({ file: join(project.folder, 'runbooks/wrong.md'), line: 7 });
  expect(step('wrong', 'as-written', 'respond', 'act: echo done').error).toBeUndefined();
  expect(step('wrong', 'as-written', 'respond', 'verify: curl').steps?.length).toBeGreaterThan(0);
  // The step was tried for as long as it may take, and no phase is shorter than what it holds.
  const [respond, verify] = [step('wrong', 'as-written', 'respond'), step('wrong', 'as-written', 'respond', 'verify: curl')];
  expect(verify.duration).toBeGreaterThan(1000);
  expect(respond.duration).toBeGreaterThanOrEqual(verify.duration);
  // What a control is for is no failure of it.
  expect(step('good', 'without-runbook').error).toBeUndefined();
  expect(step('good', 'without-runbook', 'recovery').error).toBeUndefined();
});

test('every reporter points at the line of the runbook', () => {
  const line = spec('wrong').tests[0]?.results[0]?.errorLocation;
  expect(line?.file).toBe(join(project.folder, 'runbooks/wrong.md'));
  expect(printed).toMatch(new RegExp(`^::error file=runbooks/wrong\\.md,title=[^\\n]*wrong,line=${line?.line ?? 0},col=1::`, 'm'));
  expect(junit).toContain(`runbooks/wrong.md:${line?.line ?? 0}:1`);
  expect(junit).toMatch(/<testsuite name="runbooks\/wrong\.md"[^>]* tests="2" failures="1" [^>]*errors="0">/);
  expect(junit).toMatch(/<testsuite name="runbooks\/web-down\.md"[^>]* tests="2" failures="0" [^>]*errors="1">/);
  expect(junit).toContain('<property name="expected refuted" value="not-restored: nobody has mended it">');
  const html = htmlData();
  const wrong = [...html.values()].find(text => text.includes('"fileName":"runbooks/wrong.md"') && text.includes('"act: ls'));
  expect(wrong).toContain('"file":"runbooks/wrong.md","line":7');
  expect(wrong).toContain('7 | ```bash');
});

test('no secret reaches a reporter', () => {
  const texts = new Map([
    ['terminal', printed],
    ['junit', junit],
    ['json', JSON.stringify(report)],
    ...htmlData(),
    ...readZip(readFileSync(join(project.folder, 'blob-report', 'report.zip'))),
  ]);
  expect(texts.get('json')).toContain('[redacted]');
  for (const [name, text] of texts) expect(text, name).not.toContain(secret);
});

function htmlData(): ReadonlyMap<string, string> {
  const html = readFileSync(join(project.folder, 'playwright-report', 'index.html'), 'utf8');
  const data = /data:application\/zip;base64,([^<]*)<\/template>/.exec(html)?.[1] ?? '';
  return readZip(Buffer.from(data, 'base64'));
}

test('shards leave evidence of their own, which together is that of one run, and so are their blobs', async () => {
  const plans = await project.plans(...names);
  const blobs = join(project.folder, 'blobs');
  mkdirSync(blobs);
  const shards: EvidenceFolder[] = [];
  for (const current of [1, 2]) {
    const shard = { current, total: 2 };
    let said = '';
    const drilled = await project.drill(
      ofShard(plans, ({ facts }) => facts.scenario, shard),
      { shard, reporters: ['blob'], onOutput: text => (said += text) },
    );
    expect(drilled.failures).toEqual([]);
    expect(said).toBe('');
    shards.push(drilled.evidence);
    cpSync(join(project.folder, 'blob-report'), blobs, { recursive: true });
  }
  expect(readdirSync(blobs).sort()).toEqual(['report-1.zip', 'report-2.zip']);
  const whole = mergeEvidence(
    shards.map(({ path }) => path),
    join(project.folder, 'merged'),
  );
  expect(outcomes(whole)).toEqual(expected);
  expect(whole.header.scenarios).toEqual(evidence.header.scenarios);

  const merged = await playwright(['merge-reports', '--reporter', 'json', blobs], { cwd: project.folder });
  const again = JSON.parse(merged.output) as JSONReport;
  const places = ({ suites }: JSONReport): readonly string[] =>
    suites.flatMap(({ specs }) => specs.map(({ file, line, title, ok }) => `${file}:${line} ${title} ${ok ? 'passed' : 'failed'}`)).sort();
  expect(places(again)).toEqual(places(report));
});

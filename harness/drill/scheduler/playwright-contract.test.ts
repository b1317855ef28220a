import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { JSONReport, JSONReportSpec, JSONReportTestStep } from '@playwright/test/reporter';
import { slots } from '../slots.ts';
import { listenForWorkers } from './control-server.ts';
import type { ToParent } from './protocol.ts';
import { configOf } from './runner-config.ts';
import { playwright } from './testing/playwright-cli.ts';
import { readZip } from './testing/read-zip.ts';

// What the scheduler leans on and Playwright does not promise. When an upgrade breaks one of these, nothing false is judged, for
// verdicts come from journals; but reporters show wrong places until it is mended.

let folder: string;
let report: JSONReport;
let output: string;
const heard: ToParent[] = [];

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-contract-'));
  writeFileSync(join(folder, 'runbook.md'), '# One\n\n## Fix\n\n```bash\nfirst\nsecond\n```\n');
  writeFileSync(join(folder, 'other.md'), '# Two\n\n## Fix\n\n```bash\nthird\n```\n');
  const control = await listenForWorkers(slots(1), message => heard.push(message));
  try {
    mkdirSync(join(control.folder, 'specs'));
    const ours = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);
    const spec = (name: string, body: string): void =>
      writeFileSync(
        join(control.folder, 'specs', name),
        `import { test } from ${JSON.stringify(import.meta.resolve('@playwright/test'))};
import { testAt } from ${ours('./test-at.ts')};
import { testScope } from ${ours('./step-scope.ts')};
import { errorAt } from ${ours('./error-at.ts')};
const at = (line, file = 'runbook.md') => ({ file: ${JSON.stringify(folder)} + '/' + file, line, column: 1 });
${body}`,
      );
    spec(
      'one.spec.mjs',
      `testAt(test, { ...at(3), column: 4 }, { title: 'fails', details: { annotation: { type: 'scenario', description: 'fails' } }, body: async () => {
  const root = testScope(test);
  const [left, right] = [root.begin('left', at(3)), root.begin('right', at(3))];
  const one = left.begin('one', at(6));
  const two = right.begin('two', at(7));
  const three = left.begin('three', at(7));
  one.end(errorAt('did not hold', at(6)));
  three.end();
  two.end();
  await Promise.resolve();
  right.begin('four', at(6));
  root.end();
  await root.ended;
  test.info().annotations.push({ type: 'outcome', description: 'refuted: not-restored' });
  throw errorAt('expect(runbook).toRestoreService(): it is\\n::error::forged', at(7));
} });
testAt(test, at(3), { title: 'goes on', details: {}, body: async () => {
  const root = testScope(test);
  root.begin('step', at(6)).end(errorAt('did not hold', at(6)));
  root.end();
  await root.ended;
} });
`,
    );
    spec(
      'two.spec.mjs',
      "testAt(test, at(3, 'other.md'), { title: 'crashes', details: { annotation: { type: 'scenario', description: 'crashes' } }, body: async () => { throw new Error('ours'); } });\n",
    );
    const requestFile = join(control.folder, 'request.json');
    writeFileSync(requestFile, JSON.stringify({ socket: control.socket }));
    const config = configOf({
      folder: control.folder,
      workers: 1,
      reporters: ['github', 'html', 'junit', 'json', 'blob'],
      outputFolder: folder,
      shard: { current: 2, total: 3 },
    });
    writeFileSync(join(control.folder, 'playwright.config.mjs'), `export default ${JSON.stringify(config)};\n`);
    ({ output } = await playwright(['test', '--config', join(control.folder, 'playwright.config.mjs')], {
      cwd: folder,
      env: { DRILLBOOK_REQUEST: requestFile, GITHUB_WORKSPACE: folder, PLAYWRIGHT_JUNIT_OUTPUT_NAME: 'named-by-the-environment.xml' },
    }));
    await control.silent();
  } finally {
    await control.close();
  }
  report = JSON.parse(readFileSync(join(folder, 'playwright-drill.json'), 'utf8')) as JSONReport;
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

function spec(title: string): JSONReportSpec {
  const found = report.suites.flatMap(({ specs }) => specs).find(one => one.title === title);
  if (found === undefined) throw new Error(`unexpected report without "${title}": ${output}`);
  return found;
}

const steps = (title: string): readonly JSONReportTestStep[] => spec(title).tests[0]?.results[0]?.steps ?? [];

test('a test stands where the Markdown says, and tests are grouped by their runbook', () => {
  expect(spec('fails')).toMatchObject({ file: 'runbook.md', line: 3, column: 4 });
  expect(report.suites.map(({ title, file }) => [title, file])).toEqual([
    ['runbook.md', 'runbook.md'],
    ['other.md', 'other.md'],
  ]);
});

test('sharding is ours: Playwright runs all that it is given', () => {
  expect(report.stats).toMatchObject({ expected: 1, unexpected: 2, skipped: 0 });
});

test('steps that are begun side by side stay in their own parents', () => {
  const titles = (all: readonly JSONReportTestStep[]): unknown => all.map(step => [step.title, titles(step.steps ?? [])]);
  expect(titles(steps('fails'))).toEqual([
    [
      'left',
      [
        ['one', []],
        ['three', []],
      ],
    ],
    [
      'right',
      [
        ['two', []],
        ['four', []],
      ],
    ],
  ]);
});

test('a step that did not hold is shown as failed, and the test goes on', () => {
  expect(spec('goes on').ok).toBe(true);
  expect(steps('goes on')[0]?.error?.message).toContain('did not hold');
});

test('an error points at the Markdown, with its lines around it', () => {
  const [error] = spec('fails').tests[0]?.results[0]?.errors ?? [];
  expect(error?.location).toMatchObject({ file: join(folder, 'runbook.md'), line: 7, column: 1 });
  expect(error?.message).toMatch(/> 7 \| second\n/);
  expect(output).toMatch(/^::error file=runbook\.md,title=runbook\.md%3A3%3A4 › fails,line=7,col=1::/m);
  expect(output).not.toMatch(/^\s*::error::forged/m);
});

test('JUnit counts a refuted runbook as a failure and anything else as an error', () => {
  const junit = readFileSync(join(folder, 'named-by-the-environment.xml'), 'utf8');
  expect(junit).toMatch(/<testsuite name="runbook\.md"[^>]* tests="2" failures="1" [^>]*errors="0">/);
  expect(junit).toMatch(/<testsuite name="other\.md"[^>]* tests="1" failures="0" [^>]*errors="1">/);
  expect(junit).toContain('<property name="outcome" value="refuted: not-restored">');
  expect(junit).toContain('type="expect.toRestoreService"');
  expect(junit).toContain('runbook.md:3:4');
});

test('a blob keeps steps with their places, and reports are made of it again', async () => {
  const blob = readZip(readFileSync(join(folder, 'blob-report', 'report-2.zip')));
  expect(blob.get('report.jsonl')).toMatch(/"title":"one"[^\n]*"location":\{"file":"runbook\.md","line":6,"column":1\}/);
  const merged = await playwright(['merge-reports', '--reporter', 'json', 'blob-report'], { cwd: folder });
  expect(merged.status, merged.output).toBe(0);
  const again = JSON.parse(merged.output) as JSONReport;
  expect(again.suites.flatMap(({ specs }) => specs).map(({ title, file, line }) => `${file}:${line} ${title}`)).toEqual([
    'runbook.md:3 fails',
    'runbook.md:3 goes on',
    'other.md:3 crashes',
  ]);
});

test("the HTML report groups by runbook, and Playwright's hints for web tests are left out", () => {
  const html = readFileSync(join(folder, 'playwright-report', 'index.html'), 'utf8');
  const data = /<template id="playwrightReportBase64">data:application\/zip;base64,([^<]*)<\/template>/.exec(html)?.[1] ?? '';
  const files = readZip(Buffer.from(data, 'base64'));
  const summary = JSON.parse(files.get('report.json') ?? '{}') as { readonly files: readonly { readonly fileName: string }[] };
  expect(summary.files.map(({ fileName }) => fileName).sort()).toEqual(['other.md', 'runbook.md']);
  for (const [name, text] of files) expect(text, name).not.toContain('error-context');
  expect(readZip(readFileSync(join(folder, 'blob-report', 'report-2.zip'))).get('report.jsonl')).not.toContain('error-context');
});

test('the parent is told of what failed for us, and how many tests failed for their outcome', () => {
  expect(heard).toEqual([
    { type: 'failed', scenario: 'crashes', message: expect.stringContaining('ours') as unknown },
    { type: 'ended', judged: 1 },
  ]);
});

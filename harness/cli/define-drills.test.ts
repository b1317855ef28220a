import { spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import type { JSONReport, JSONReportSpec, JSONReportSuite } from '@playwright/test/reporter';
import { webScenario } from '../engines/testing/web-project.ts';
import { foreign, mustInstall } from './testing/foreign-repository.ts';
import type { Foreign } from './testing/foreign-repository.ts';

// A project with a Playwright of its own, which is not the one that we bring: two copies fail where they meet.

test.describe.configure({ timeout: 240_000 });

const theirs = '1.54.2';
const spec = (options: string, extra = ''): string =>
  `import { test } from '@playwright/test';\nimport { defineDrills } from 'drillbook';\n${extra}defineDrills(test, ${options});\n`;

let away: Foreign;
let cwd: string;
test.beforeAll(async () => {
  test.setTimeout(240_000);
  away = await foreign();
  cwd = away.repository('own-playwright', {
    'package.json': '{"private":true}\n',
    'playwright.config.ts': `export default { retries: 2, timeout: 5000, workers: 3, outputDir: process.env['OUT'] ?? 'results', globalSetup: './setup.ts' };\n`,
    'setup.ts': `import { writeFileSync } from 'node:fs';\nexport default () => writeFileSync('their-config-was-read', '');\n`,
    'scenarios/known.yaml': webScenario(
      'known',
      '../runbooks/wrong.md',
      'outcome: { is: refuted, reason: not-restored, because: nobody has mended it, selfTest: true }\n',
    ),
    'others/exclusive.yaml': webScenario('exclusive', '../runbooks/web-down.md', 'exclusive: true\n'),
    'others/mistaken.yaml': webScenario('mistaken', '../runbooks/web-down.md', 'bugdet: 3s\n'),
    'required.spec.ts': spec(
      "{ scenarios: ['scenarios/good.yaml', 'scenarios/wrong.yaml'], engine: 'processes', evidence: 'evidence/required' }",
    ),
    'imported.spec.mts': spec("{ scenarios: 'scenarios/known.yaml', engine: 'processes', evidence: 'evidence/imported' }"),
    'refused.spec.ts': spec("{ scenarios: 'others', engine: 'processes', evidence: 'evidence/refused' }"),
    'failing.spec.ts': `import { test } from '@playwright/test';\nimport { defineDrills } from 'drillbook';\ntest.describe(() => {\n  test.fail();\n  defineDrills(test, { scenarios: 'scenarios/wrong.yaml', engine: 'processes', evidence: 'evidence/failing' });\n});\n`,
    'unknown-step.spec.ts': spec(
      "{ scenarios: 'scenarios/good.yaml', engine: 'processes', trials: ['without-step:nowhere'], evidence: 'evidence/unknown-step' }",
    ),
    'disturbed.spec.ts': spec("{ scenarios: 'scenarios/good.yaml', engine: 'processes', evidence: `evidence/${process.env.DISTURBED}` }"),
    'mistyped.spec.ts': spec("{ scenario: 'scenarios' } as object"),
    'untyped.spec.ts': spec("{ scenario: 'scenarios' }"),
    'nothing.spec.ts': spec("{ scenarios: 'runbooks' }"),
  });
  await mustInstall(away.run(['npm', 'install', '--save-dev', `@playwright/test@${theirs}`, away.tarball], { cwd }));
});
test.afterAll(() => away.remove());

function playwright(files: readonly string[], env: Readonly<Record<string, string>> = {}): ReturnType<Foreign['run']> {
  return away.run([process.execPath, 'node_modules/@playwright/test/cli.js', 'test', '--reporter', 'json', ...files], {
    cwd,
    env: { OUT: `results-${files.join('-')}`, ...env },
  });
}

function specsOf(stdout: string): Readonly<Record<string, JSONReportSpec>> {
  const all = (suite: JSONReportSuite): readonly JSONReportSpec[] => [...suite.specs, ...(suite.suites ?? []).flatMap(all)];
  return Object.fromEntries((JSON.parse(stdout) as JSONReport).suites.flatMap(all).map(one => [one.title, one]));
}

const program = 'node_modules/drillbook/dist/cli.js';
const runsIn = (folder: string): readonly string[] =>
  existsSync(join(cwd, 'evidence', folder))
    ? readdirSync(join(cwd, 'evidence', folder), { withFileTypes: true }).flatMap(entry =>
        entry.isDirectory() ? [join('evidence', folder, entry.name)] : [],
      )
    : [];

test('the package and the project each have a Playwright of their own', () => {
  const version = (folder: string): string =>
    (JSON.parse(readFileSync(join(cwd, folder, 'node_modules/@playwright/test/package.json'), 'utf8')) as { version: string }).version;
  expect(version('.')).toBe(theirs);
  expect(version('node_modules/drillbook')).not.toBe(theirs);
});

test('what is imported loads no Playwright, from a module and from CommonJS, and says nothing', async () => {
  const guard = `export async function resolve(name, context, next) { if (/playwright/.test(name)) throw new Error('loads ' + name); return await next(name, context); }`;
  const register = `require('node:module').register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(guard)}`)}, 'file:///');`;
  const imported = await away.run(
    [process.execPath, '-e', `${register}import('drillbook').then(all => console.log(typeof all.defineDrills))`],
    { cwd },
  );
  expect(imported.said).toBe('function\n');
  const required = await away.run([process.execPath, '--no-warnings', '-e', "console.log(typeof require('drillbook').defineDrills)"], {
    cwd,
  });
  expect(required.said).toBe('function\n');
});

test("its types fit another version's `test`", async () => {
  const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
  const options = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--lib',
    'es2023,esnext.disposable,dom',
  ];
  const compile = (...files: string[]): ReturnType<Foreign['run']> => away.run([process.execPath, tsc, ...options, ...files], { cwd });
  const right = await compile('required.spec.ts', 'imported.spec.mts');
  expect(right.status, right.said).toBe(0);
  expect((await compile('untyped.spec.ts')).said).toContain("'scenario' does not exist in type 'DrillsOptions'");
});

test('drills in a spec of their own and by the program, beside each other', async () => {
  const [own, drilled] = await Promise.all([
    playwright(['required', 'imported']),
    away.run(
      [process.execPath, program, 'drill', 'scenarios/wrong.yaml', '--engine', 'processes', '--json', '--evidence', 'evidence/program'],
      { cwd },
    ),
  ]);

  // One is refuted, so all fail; it was tried once, whatever `retries` says.
  expect(own.status, own.said).toBe(1);
  const specs = specsOf(own.stdout);
  expect(
    Object.fromEntries(Object.entries(specs).map(([title, { ok, tests }]) => [title, { ok, tries: tests[0]?.results.length }])),
  ).toEqual({
    good: { ok: true, tries: 1 },
    known: { ok: true, tries: 1 },
    wrong: { ok: false, tries: 1 },
  });
  // Found by the spec's name; failed at the runbook's line.
  expect(specs['wrong']).toMatchObject({ file: 'required.spec.ts', line: 3 });
  const [result] = specs['wrong']?.tests[0]?.results ?? [];
  expect(result?.error?.location).toMatchObject({ file: join(cwd, 'runbooks/wrong.md'), line: 7 });
  expect(result?.error?.message).toContain('not-restored: did not restore service');
  expect(result?.steps?.map(step => step.title)).toEqual(expect.arrayContaining(['as-written', 'without-runbook']));
  expect(result?.steps?.find(step => step.title === 'as-written')?.steps?.map(step => step.title)).toEqual(
    expect.arrayContaining(['baseline', 'inject', 'respond', 'recovery']),
  );
  expect(specs['good']?.tests[0]?.annotations).toContainEqual({ type: 'outcome', description: 'verified' });
  expect(specs['known']?.tests[0]?.annotations).toContainEqual({
    type: 'expected refuted',
    description: 'not-restored: nobody has mended it',
  });
  // Each leaves a run that stands an audit.
  expect([runsIn('required').length, runsIn('imported').length]).toEqual([2, 1]);
  for (const run of [...runsIn('required'), ...runsIn('imported')]) {
    const audited = await away.run([process.execPath, program, 'audit', run], { cwd });
    expect(audited.status, audited.said).toBe(0);
  }

  expect(drilled.status, drilled.said).toBe(1);
  expect(JSON.parse(drilled.stdout)).toMatchObject({ scenarios: [{ outcome: 'refuted', reason: 'not-restored' }] });
});

test('what cannot be drilled fails and says why: a mistake at its line, a scenario that must be alone, a step that is not there, a test that shall fail', async () => {
  const refused = await playwright(['refused', 'failing', 'unknown-step']);
  expect(refused.status, refused.said).toBe(1);
  const specs = specsOf(refused.stdout);
  const errorOf = (title: string): unknown => specs[title]?.tests[0]?.results[0]?.error;
  expect(errorOf('mistaken')).toMatchObject({
    message: expect.stringContaining('"budget"') as unknown,
    location: { file: join(cwd, 'others/mistaken.yaml'), line: 11 },
  });
  expect(errorOf('exclusive')).toMatchObject({ message: expect.stringContaining('unexpected 3 workers, expected 1') as unknown });
  expect(errorOf('good')).toMatchObject({ message: expect.stringContaining('unexpected step "nowhere"') as unknown });
  expect(specs['wrong']?.ok).toBe(false);
  expect([...runsIn('refused'), ...runsIn('failing'), ...runsIn('unknown-step')]).toEqual([]);
  for (const [name, message] of [
    ['mistyped', 'unexpected option "scenario" of defineDrills, expected "scenarios"'],
    ['nothing', 'unexpected scenarios runbooks, expected one or more scenario files there'],
  ] as const) {
    const { status, said } = await playwright([name]);
    expect(status, said).toBe(1);
    expect(said).toContain(message.replaceAll('"', '\\"'));
  }
});

test('nothing is left after Ctrl-C and the death of the worker or of the runner, and nothing is green', async () => {
  await Promise.all([
    disturb('ctrl-c', { signal: 'SIGINT', to: 'runner' }),
    disturb('death-of-the-worker', { signal: 'SIGKILL', to: 'worker' }),
    disturb('death-of-the-runner', { signal: 'SIGKILL', to: 'runner' }),
  ]);
  // Whoever had time to clean up has sealed what there was.
  const audited = async (name: string): Promise<number | null> =>
    (await away.run([process.execPath, program, 'audit', runsIn(name)[0] ?? ''], { cwd })).status;
  expect(await audited('ctrl-c')).toBe(0);
  expect(await audited('death-of-the-worker')).not.toBe(0);
});

async function disturb(name: string, { signal, to }: { readonly signal: NodeJS.Signals; readonly to: 'runner' | 'worker' }): Promise<void> {
  const child = away.start([process.execPath, 'node_modules/@playwright/test/cli.js', 'test', 'disturbed', '--reporter', 'line'], {
    cwd,
    env: { DISTURBED: name, OUT: `results-${name}` },
  });
  const ended = new Promise<number | null>(resolve => child.once('close', resolve));
  await expect
    .poll(() => runsIn(name).some(run => journalsOf(run).includes('"type":"fault.injected"')), { message: name, timeout: 90_000 })
    .toBe(true);
  const all = descendants(child);
  expect(all.length, name).toBeGreaterThan(5);
  const worker = all.find(({ parent }) => parent === child.pid);
  process.kill((to === 'worker' ? worker?.pid : child.pid) ?? 0, signal);
  expect(await ended, name).not.toBe(0);
  await expect.poll(() => all.filter(isAlive), { message: name, timeout: 60_000 }).toEqual([]);
  const [run = ''] = runsIn(name);
  const report = await away.run([process.execPath, program, 'report', run], { cwd });
  expect(report.said).toContain('inconclusive');
  expect(report.said).not.toMatch(/^✓/m);
}

function journalsOf(run: string): string {
  return readdirSync(join(cwd, run), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ndjson'))
    .map(file => readFileSync(join(cwd, run, file), 'utf8'))
    .join('');
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** A number may be given to another process later. */
  readonly began: string;
}

/** All processes below one, those of its sandboxes included. */
function descendants({ pid }: ChildProcess): readonly Process[] {
  const all = spawnSync('ps', ['-eo', 'pid=,ppid=,lstart='], { encoding: 'utf8' })
    .stdout.trim()
    .split('\n')
    .map((line): Process => {
      const [one = '', parent = '', ...began] = line.trim().split(/\s+/);
      return { pid: Number(one), parent: Number(parent), began: began.join(' ') };
    });
  const below = (above: number): readonly Process[] =>
    all.filter(({ parent }) => parent === above).flatMap(one => [one, ...below(one.pid)]);
  return below(pid ?? 0);
}

function isAlive({ pid, began }: Process): boolean {
  return (
    spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
      .stdout.trim()
      .split(/\s+/)
      .join(' ') === began
  );
}

import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { execa } from 'execa';
import { webScenario, writeInto, writeWebStack } from '../engines/testing/web-project.ts';
import type { Report } from '../reports/report-schema.ts';

test.describe.configure({ timeout: 120_000 });

/** The program as users have it; `npm test` builds it first. */
const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-teams-'));
  for (const team of ['pay', 'ship']) {
    mkdirSync(join(folder, 'teams', team), { recursive: true });
    writeWebStack(join(folder, 'teams', team));
    writeInto(folder, `teams/${team}/drillbook.yaml`, `owner: team ${team}\n`);
    writeInto(folder, `teams/${team}/web.md`, '# Web is down\n\n## Resolution\n\n```bash\nsystemctl start web\n```\n');
    writeInto(folder, `teams/${team}/scenarios/down.yaml`, webScenario('web down', '../web.md'));
  }
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = async (cwd: string, argv: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  await execa(process.execPath, [program, ...argv], {
    cwd: join(folder, cwd),
    reject: false,
    stdin: 'ignore',
    env: { CI: '', NO_COLOR: '1', ...env },
  });

test("a mistake in one team's file keeps that team's scenarios alone from being drilled, and the others stay apart", async () => {
  writeInto(folder, 'teams/late/drillbook.yaml', '');
  writeInto(
    folder,
    'teams/late/scenarios/down.yaml',
    webScenario('down', '../../pay/web.md').replace('../compose.yaml', '../../pay/compose.yaml'),
  );
  writeInto(
    folder,
    'teams/late/scenarios/other.yaml',
    webScenario('other', '../web.md').replace('steadyState', '"sted\\ud800 ::error::forged"'),
  );
  const { stdout, stderr, exitCode } = await run('.', ['drill', '--engine', 'processes'], { GITHUB_ACTIONS: 'true' });
  expect(exitCode, stderr).toBe(2);
  expect(stdout).toMatch(/── team pay\n\n✓ web down[^─]*teams\/pay\/web.md:5:1[^─]*── team ship\n\n✓ web down[^─]*teams\/ship\/web.md:5:1/);
  expect(stdout).toContain('– teams/late/scenarios/down.yaml  not drilled\n    another file of its team has a problem\n');
  expect(stdout).toContain('2 verified · 2 not drilled');
  expect(
    stdout.match(
      /^::error file=teams\/late\/scenarios\/other.yaml,line=4,col=2,title=drillbook%3A unknown-key::unexpected key "sted\uFFFD ::error::forged"/gm,
    ),
  ).toHaveLength(1);
  const [evidence = ''] = readdirSync(join(folder, '.drillbook', 'runs')).filter(name => name !== '.gitignore');
  const path = join('.drillbook', 'runs', evidence);
  const report = JSON.parse(readFileSync(join(folder, path, 'report.json'), 'utf8')) as Report;
  expect(report.scenarios).toMatchObject([
    { id: 'teams/pay/scenarios/down', outcome: 'verified', owner: 'team pay' },
    { id: 'teams/ship/scenarios/down', outcome: 'verified', owner: 'team ship' },
  ]);
  expect(report.notDrilled).toMatchObject([
    { file: 'teams/late/scenarios/down.yaml', team: 'teams/late', problems: [] },
    {
      file: 'teams/late/scenarios/other.yaml',
      team: 'teams/late',
      problems: [{ rule: 'type' }, { rule: 'unknown-key', location: { line: 4, column: 2 } }],
    },
  ]);
  expect(readdirSync(join(folder, path, 'journals', 'teams')).sort()).toEqual(['pay', 'ship']);
  expect((await run('.', ['audit', path])).exitCode).toBe(0);
});

test('where every team that was asked for has a mistake, nothing is drilled', async () => {
  writeInto(folder, 'teams/ship/drillbook.yaml', 'ownr: team ship\n');
  const { stdout, stderr, exitCode } = await run('.', ['drill', 'teams/ship', '--json']);
  expect(stdout).toBe('');
  expect(stderr).toContain('teams/ship/drillbook.yaml:1:1: error: unexpected key "ownr", expected "owner"');
  expect(stderr).toContain('drillbook: nothing was drilled: mend the problems above first');
  expect(exitCode).toBe(2);
});

test('plan and coverage tell by owner, of the teams below wherever they are started', async () => {
  const plan = await run('.', ['plan']);
  expect(plan.stdout).toMatch(/── team pay\n\nweb down {2}teams\/pay\/scenarios\/down.yaml[^─]*── team ship\n\nweb down {2}teams\/ship/);
  expect(plan.exitCode).toBe(0);
  expect((await run('.', ['coverage'])).stdout).toContain(
    '── team pay\nno history  teams/pay/scenarios/down\n── team ship\nno history  teams/ship/scenarios/down\n',
  );
  const inside = await run('teams/pay', ['plan', '--json']);
  expect(JSON.parse(inside.stdout)).toMatchObject({ scenarios: [{ id: 'scenarios/down', owner: 'team pay' }] });
  const beside = await run('teams/pay', ['plan', '../ship/scenarios/down.yaml', '--json']);
  expect(JSON.parse(beside.stdout)).toMatchObject({ scenarios: [{ id: '../ship/scenarios/down', owner: 'team ship' }] });
});

test("one team's mistake takes nothing away from what coverage tells of the others", async () => {
  writeInto(folder, 'teams/ship/scenarios/other.yaml', webScenario('other', '../none.md'));
  const { stdout, exitCode } = await run('.', ['coverage']);
  expect(stdout).toContain('no history  teams/pay/scenarios/down\n');
  expect(stdout).not.toContain('teams/ship/scenarios');
  expect(exitCode).toBe(2);
});

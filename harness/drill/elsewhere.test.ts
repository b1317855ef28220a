import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../engines/testing/engines-under-test.ts';
import { engineNamed } from '../engines/testing/with-stack.ts';
import { faults } from '../faults/index.ts';
import { judgeScenario } from '../judging/judge-scenario.ts';
import { judgeTrial } from '../judging/judge-trial.ts';
import type { ScenarioVerdict } from '../model/verdict.ts';
import { operations } from '../operations/index.ts';
import { loadPlan } from '../planning/load-plan.ts';
import { folderWith, shown } from '../reading/testing/folder.ts';
import { shims } from '../shims/index.ts';
import { runScenario } from './run-scenario.ts';

test.describe.configure({ timeout: 180_000 });

const stack = `x-drillbook:
  bastion:
    workdir: /opt/shop
    copy: { ops: /opt/shop/ops }
    environment: { PGHOST: database, PGUSER: keeper, PGPASSWORD: in-the-vault, PGDATABASE: shelves }
services:
  database:
    image: postgres:15
    environment: { POSTGRES_USER: keeper, POSTGRES_PASSWORD: in-the-vault, POSTGRES_DB: shelves }
    volumes: ["./init:/docker-entrypoint-initdb.d:ro"]
    healthcheck: { test: [CMD, pg_isready, -h, localhost, -U, keeper, -d, shelves], interval: 200ms, timeout: 2s, retries: 50 }
    x-drillbook: { run: postgres, roles: { app: { user: clerk, password: paper }, operator: keeper } }
`;
const schema = `create role clerk login password 'paper';
create table items (id serial primary key);
grant all on items to clerk;
grant usage on sequence items_id_seq to clerk;
`;
const scenario = `runbook: items.md
stack: [compose.yaml]
steadyState:
  - name: an item is added
    sql: { service: database, query: "insert into items default values" }
    expect: { within: 1s }
faults:
  - postgres.lock-table: { service: database, table: items }
`;
const free = "select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction'";

async function drilled(runbook: string, engine: string): Promise<ScenarioVerdict> {
  const file = folderWith({
    'a.yaml': scenario,
    'compose.yaml': stack,
    'init/schema.sql': schema,
    'ops/free.sh': `psql -c "${free}"\n`,
    'items.md': `# Items cannot be added\n\n${runbook}`,
  });
  const planned = await loadPlan(file('a.yaml'), { operations, faults, shims });
  if (!planned.ok) throw new Error(shown(planned.problems).join('\n'));
  const evidence = mkdtempSync(join(tmpdir(), 'drillbook-elsewhere-'));
  try {
    await engineNamed(engine).prepare(planned.plan.stack);
    const run = await runScenario(planned.plan, {
      engine: engineNamed(engine),
      evidence,
      genesis: 'sha256:test',
      drillbook: '0.0.0',
      signal: new AbortController().signal,
      judgeTrial,
      trials: ['as-written', 'without-runbook', 'elsewhere'],
    });
    return judgeScenario(run);
  } finally {
    rmSync(evidence, { recursive: true, force: true });
  }
}

const block = (text: string): string => `\`\`\`bash\n${text}\n\`\`\`\n`;
const hiddenIn = ({ findings }: ScenarioVerdict): readonly string[] =>
  findings.flatMap(({ rule, message, location }) => (rule === 'hidden-state' ? [`${location?.line} ${message}`] : []));

for (const engine of enginesUnderTest)
  test(`${engine}: who relies on variables of a shell is told which; the verdict stays`, async () => {
    const verdict = await drilled(`## Resolution\n\n${block(`psql -c "${free}"`)}`, engine);
    expect(verdict).toMatchObject({ outcome: 'verified', hidden: { outcome: 'relies' } });
    expect(hiddenIn(verdict)).toEqual([
      expect.stringMatching(
        /^5 step resolution\/1 relies on variable PGHOST, variable PGUSER, variable PGPASSWORD, variable PGDATABASE, which/,
      ),
    ]);
  });

test('who names what is needed needs nothing else, whatever password and database there are', async () => {
  const needs = 'Needs PGHOST, PGUSER (keeper), PGPASSWORD and PGDATABASE, see the vault.\n\n';
  const verdict = await drilled(`${needs}## Resolution\n\n${block('sh ops/free.sh')}`, 'processes');
  expect(hiddenIn(verdict)).toEqual([]);
  expect(verdict).toMatchObject({ outcome: 'verified', hidden: { outcome: 'needs-nothing', unchanged: [] } });
  expect(verdict.hidden?.differs).toEqual([
    "the database's name, POSTGRES_DB of database (shelves)",
    'the password, POSTGRES_PASSWORD of database',
  ]);
});

test('who names a database that is only the default of a tool finds another one; SQL is typed into a session that is open', async () => {
  const relies = await drilled(`Needs PGPASSWORD.\n\n## Resolution\n\n${block(`psql -h database -U keeper -c "${free}"`)}`, 'processes');
  expect(hiddenIn(relies)[0]).toMatch(/^7 step resolution\/1 relies on variable PGDATABASE, which the runbook does not name/);
  const sql = await drilled(`## Resolution\n\n\`\`\`sql\n${free};\n\`\`\`\n`, 'processes');
  expect(sql).toMatchObject({ outcome: 'verified', hidden: { outcome: 'needs-nothing' } });
});

test('who needs a superuser without saying so is refused', async () => {
  const needs = 'Needs PGHOST, PGUSER, PGPASSWORD and PGDATABASE.\n\n';
  const act = block(`psql -c "${free}"\npsql -c "alter system set log_lock_waits = on"`);
  const verdict = await drilled(`${needs}## Resolution\n\n${act}`, 'processes');
  expect(verdict).toMatchObject({ outcome: 'verified', hidden: { outcome: 'relies' } });
  expect(hiddenIn(verdict)[0]).toContain('relies on the superuser keeper of database, which the runbook does not name');
  const allowed = await drilled(`${needs}## Resolution\n\n${block(`psql -c "${free}"`)}`, 'processes');
  expect(allowed).toMatchObject({ outcome: 'verified', hidden: { outcome: 'needs-nothing' } });
});

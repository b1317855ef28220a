import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import {
  asExpected,
  engines,
  faults,
  judgeScenario,
  judgeTrial,
  loadPlan,
  makeEvidenceFolder,
  operations,
  runScenario,
  shims,
} from '../harness/index.ts';

/** Those that show how it is done, and the deliberately broken ones, whose `outcome:` says how they must fail. */
const folders = ['scenarios', 'fixtures/scenarios/broken'];

test.describe.configure({ mode: 'parallel' });

for (const file of folders.flatMap(folder =>
  readdirSync(folder)
    .filter(name => name.endsWith('.yaml'))
    .map(name => join(folder, name)),
)) {
  test(`${file} ends as it says`, async () => {
    const planned = await loadPlan(file, { operations, faults, shims });
    expect(planned.ok ? [] : planned.problems).toEqual([]);
    if (!planned.ok) return;
    const { plan } = planned;
    const engine = engines.find('processes');
    if (engine === undefined) throw new Error('unexpected absence of the engine "processes"');
    await engine.prepare(plan.stack);

    const scenarios = [{ id: plan.facts.scenario, file, digests: plan.facts.digests }];
    const evidence = makeEvidenceFolder(test.info().outputPath('evidence'), {
      drillbook: 'tests',
      startedAt: new Date().toISOString(),
      machine: 'tests',
      engine: engine.kind,
      trials: [],
      scenarios,
    });
    const run = await runScenario(plan, {
      engine,
      operations,
      shims,
      evidence: evidence.path,
      genesis: evidence.genesis,
      drillbook: 'tests',
      judgeTrial,
      signal: new AbortController().signal,
    });

    const verdict = judgeScenario(run);
    const { ok, message } = asExpected(plan.facts.outcome, verdict, new Date().toISOString().slice(0, 10));
    expect(ok, `${message}\n${verdict.sentence}\nevidence: ${evidence.path}`).toBe(true);
  });
}

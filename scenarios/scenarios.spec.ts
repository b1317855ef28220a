import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { yamlFilesBelow } from '../harness/cli/yaml-files-below.ts';
import { enginesUnderTest } from '../harness/engines/testing/engines-under-test.ts';
import { engineNamed } from '../harness/engines/testing/with-stack.ts';
import {
  asExpected,
  faults,
  judgeScenario,
  judgeTrial,
  loadPlan,
  makeEvidenceFolder,
  operations,
  rulesVersion,
  runScenario,
  shims,
  type Plan,
} from '../harness/index.ts';

/** Those that show how it is done, those that need a browser, and the deliberately broken ones, whose `outcome:` says how they must fail. */
const folders = ['scenarios', 'fixtures/scenarios/browser', 'fixtures/scenarios/broken'];

/** One of each pack, on the engine that it names; `npm run drill:packs` drills them all. */
const ofPacks = [
  'scenarios/agent-platform/app-frozen.yaml',
  'scenarios/ai-chat/backend-down-frontend-up.yaml',
  'scenarios/chatai/postgres-stopped.yaml',
  'scenarios/chatbot/worker-stopped.yaml',
].map(file => ({ file, engines: ['processes'] }));

/** Twelve of the sixty whose right outcome is known, the same ones each time; `npm run labelled` drills them all. */
const ofLabelled = yamlFilesBelow('fixtures/labelled', process.cwd())
  .filter(file => /^tags: \[.*\bsample\b/m.test(readFileSync(file, 'utf8')))
  .map(file => ({ file, engines: enginesUnderTest }))
  .sort((one, other) => (one.file < other.file ? -1 : 1));
const files = folders.flatMap(folder =>
  readdirSync(folder)
    .filter(name => name.endsWith('.yaml'))
    .map(name => ({ file: join(folder, name), engines: enginesUnderTest })),
);

test.describe.configure({ mode: 'parallel' });

for (const { file, engines } of [...files, ...ofPacks, ...ofLabelled]) {
  test(`${file} ends as it says, on ${engines.join(' and ')}`, async () => {
    const planned = await loadPlan(file, { operations, faults, shims });
    expect(planned.ok ? [] : planned.problems).toEqual([]);
    if (!planned.ok) return;
    const on = async (engine: string): Promise<{ engine: string } & Awaited<ReturnType<typeof drill>>> => ({
      engine,
      ...(await test.step(engine, () => drill(planned.plan, file, engine))),
    });
    // Side by side, as many trials as a drill has under way on two cores; one that is heavy has the machine for itself.
    const drilled: Awaited<ReturnType<typeof on>>[] = [];
    if (planned.plan.scenario.exclusive) for (const engine of engines) drilled.push(await on(engine));
    else drilled.push(...(await Promise.all(engines.map(on))));
    const verdicts = drilled.map(({ engine, verdict, evidence }) => {
      const { ok, message } = asExpected(planned.plan.facts.outcome, verdict, new Date().toISOString().slice(0, 10));
      expect.soft(ok, `${engine}: ${message}\n${verdict.sentence}\nevidence: ${evidence}`).toBe(true);
      return { engine, outcome: verdict.outcome, reason: verdict.reason };
    });
    // A difference between engines is a defect, even where each of them would do.
    for (const { engine, outcome, reason } of verdicts)
      expect.soft({ outcome, reason }, engine).toEqual({ outcome: verdicts[0]?.outcome, reason: verdicts[0]?.reason });
  });
}

async function drill(
  plan: Plan,
  file: string,
  kind: string,
): Promise<{ readonly verdict: ReturnType<typeof judgeScenario>; readonly evidence: string }> {
  const engine = engineNamed(kind);
  await engine.prepare(plan.stack);
  const evidence = makeEvidenceFolder(test.info().outputPath(kind), {
    drillbook: 'tests',
    startedAt: new Date().toISOString(),
    machine: 'tests',
    engine: kind,
    trials: [],
    scenarios: [{ id: plan.facts.scenario, file, digests: plan.facts.digests, inputDigest: plan.facts.inputDigest }],
    rules: rulesVersion,
    trigger: { kind: 'local' },
  });
  const run = await runScenario(plan, {
    engine,
    evidence: evidence.path,
    genesis: evidence.genesis,
    drillbook: 'tests',
    judgeTrial,
    signal: new AbortController().signal,
  });
  return { verdict: judgeScenario(run), evidence: evidence.path };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { webScenario, writeInto, writeWebStack } from '../../../engines/testing/web-project.ts';
import { makeEvidenceFolder } from '../../../evidence/folder.ts';
import type { EvidenceFolder } from '../../../evidence/folder.ts';
import { faults } from '../../../faults/index.ts';
import { rulesVersion } from '../../../model/rules-version.ts';
import { operations } from '../../../operations/index.ts';
import { loadPlan } from '../../../planning/load-plan.ts';
import type { Plan } from '../../../planning/plan.ts';
import { shims } from '../../../shims/index.ts';
import { requestScenario } from '../request-scenario.ts';
import { runScheduler } from '../run-scheduler.ts';
import type { Failure, ScheduleOptions } from '../run-scheduler.ts';

/** A project with one web server that can be killed, drilled on the engine `processes`. */
export interface SmallProject {
  readonly folder: string;
  write(file: string, text: string): void;
  /** Writes `scenarios/<name>.yaml` for a runbook of the project. */
  scenario(name: string, runbook: string, more?: string): void;
  plans(...names: string[]): Promise<readonly Plan[]>;
  drill(
    plans: readonly Plan[],
    options?: Partial<ScheduleOptions>,
  ): Promise<{ readonly evidence: EvidenceFolder; readonly failures: readonly Failure[] }>;
  remove(): void;
}

export function smallProject(): SmallProject {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-scheduler-'));
  const write = (file: string, text: string): void => writeInto(folder, file, text);
  writeWebStack(folder);
  write('runbooks/web-down.md', '# Web is down\n\n## Resolution\n\nStart it again.\n\n```bash\nsudo systemctl start web\n```\n');
  write(
    'runbooks/wrong.md',
    '# Web is down\n\n## Resolution\n\nLook for it.\n\n```bash\nls /nowhere\n```\n\nThen hope.\n\n```bash\necho done\n```\n',
  );
  return {
    folder,
    write,
    scenario: (name, runbook, more = '') => write(`scenarios/${name}.yaml`, webScenario(name, `../runbooks/${runbook}`, more)),
    plans: async (...names) =>
      await Promise.all(
        names.map(async name => {
          const planned = await loadPlan(join(folder, 'scenarios', `${name}.yaml`), { operations, faults, shims });
          if (!planned.ok) throw new Error(planned.problems.map(({ message }) => message).join('\n'));
          return planned.plan;
        }),
      ),
    async drill(plans, options = {}) {
      const evidence = makeEvidenceFolder(join(folder, 'runs'), {
        drillbook: '0.0.0',
        startedAt: new Date().toISOString(),
        machine: 'test',
        engine: 'processes',
        rules: rulesVersion,
        trials: [],
        trigger: { kind: 'local' },
        ...(options.shard === undefined ? {} : { shard: options.shard }),
        scenarios: plans.map(({ facts }) => ({
          id: facts.scenario,
          file: facts.scenarioFile,
          digests: facts.digests,
          inputDigest: facts.inputDigest,
        })),
      });
      const failures = await runScheduler(
        {
          evidence: evidence.path,
          genesis: evidence.genesis,
          drillbook: '0.0.0',
          secondAttempt: false,
          scenarios: plans.map(plan => requestScenario(plan, 'processes')),
        },
        { inFlight: 4, onMessage: () => undefined, signal: new AbortController().signal, outputFolder: folder, ...options },
      );
      return { evidence, failures };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

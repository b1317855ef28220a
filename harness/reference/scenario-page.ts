import { faults } from '../faults/index.ts';
import { operations } from '../operations/index.ts';
import { scenarioSchema } from '../reading/scenario/scenario-schema.ts';
import { inputSchema } from '../schema/input-schema.ts';
import { fence } from './markdown.ts';
import type { Page } from './pages.ts';
import { settingsTable } from './settings-table.ts';

const example = `# yaml-language-server: $schema=../node_modules/drillbook/harness/schema/scenario.schema.json
title: Worker killed by the kernel
runbook: ../runbooks/worker-stopped.md
stack: [../compose.yaml]
steadyState:
  - name: a new job completes
    http: POST http://localhost:3001/canary
    expect: { status: 200, within: 2s }
faults:
  - process.kill: { service: worker }
rto: 5m`;

export const scenarioPage: Page = {
  file: 'scenario.md',
  title: 'Scenarios',
  about: 'The YAML file that says which runbook is followed on which stack against which fault.',
  async body() {
    return [
      fence('yaml', example),
      'Paths are relative to the file. Either `faults` or `goal` is needed. Each entry of `faults` has one kind of [fault](faults.md); probes, preparations and `load` have one kind of [operation](probes.md), which also tells of `expect`. `never`, `recovered` and `goal` are lists like `steadyState`.',
      settingsTable(inputSchema(scenarioSchema({ operations, faults })), {
        without: [...faults.kinds, ...operations.kinds],
        closed: ['never', 'recovered', 'goal', 'expect'],
        depth: 3,
      }),
    ].join('\n\n');
  },
};

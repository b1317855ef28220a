import { operations } from '../operations/index.ts';
import { scenarioSchema } from '../reading/scenario/scenario-schema.ts';
import { faults } from '../faults/index.ts';
import { inputSchema } from '../schema/input-schema.ts';
import { code, fence, table } from './markdown.ts';
import { yamlLine } from '../support/yaml-line.ts';
import type { Page } from './pages.ts';
import { settingsTable } from './settings-table.ts';

export const probesPage: Page = {
  file: 'probes.md',
  title: 'Probes',
  about:
    'What a stack can be asked, and what can be expected of the answer, for `steadyState`, `never`, `recovered` and `goal` in a [scenario](scenario.md).',
  async body() {
    const all = [...operations.all].sort((one, other) => (one.kind < other.kind ? -1 : 1));
    const expect = inputSchema(scenarioSchema({ operations, faults })).properties?.['steadyState']?.items?.properties?.['expect'] ?? {};
    return [
      table(
        ['Probe', 'Asks'],
        all.map(({ kind, about = '' }) => [`[${code(kind)}](#${kind})`, about]),
      ),
      'The same operations prepare a stack (`prepare:`) and write and read under `load:`. A probe of your own: a [plugin](../plugins.md).',
      '## What can be expected',
      'All that is given must hold. Where nothing is said, the answer must be a success by its kind: a 2xx, exit status 0, no error.',
      fence(
        'yaml',
        'steadyState:\n  - name: a new job completes\n    http: POST http://localhost:3001/canary\n    expect: { status: 200, json: { done: true }, within: 2s }',
      ),
      settingsTable(expect),
      ...all.map(({ kind, about = '', example, settings }) => {
        const schema = inputSchema(settings);
        return [
          `## ${kind}`,
          about,
          ...(example === undefined ? [] : [fence('yaml', `steadyState:\n  - ${kind}: ${yamlLine(example)}`)]),
          settingsTable(schema),
        ].join('\n\n');
      }),
    ].join('\n\n');
  },
};

import { composeExtensions } from '../reading/stack/stack-schema.ts';
import { inputSchema } from '../schema/input-schema.ts';
import { fence } from './markdown.ts';
import type { Page } from './pages.ts';
import { settingsTable } from './settings-table.ts';

const example = `# compose.drill.yaml, beside production's untouched compose.yaml
x-drillbook:
  bastion: { workdir: /opt/chat, copy: { ".": /opt/chat }, packages: [jq] }
  differs: [single node, no TLS]
services:
  database: { x-drillbook: { run: postgres, roles: { app: chat, operator: postgres }, systemd: postgresql } }
  worker:   { x-drillbook: { run: node worker.js, pm2: worker } }`;

export const stackPage: Page = {
  file: 'stack.md',
  title: 'Stacks',
  about: 'What drillbook adds to Compose files: `x-drillbook`, of the stack and of each service.',
  async body() {
    const schema = inputSchema(composeExtensions);
    const services = schema.properties?.['services']?.additionalProperties;
    return [
      fence('yaml', example),
      'Several files are merged by the rules of Compose. What each engine does with their keys stands in [Engines](../engines.md).',
      '## `x-drillbook` of the stack',
      settingsTable(schema.properties?.['x-drillbook'] ?? {}),
      '## `x-drillbook` of a service',
      settingsTable((typeof services === 'object' ? services.properties?.['x-drillbook'] : undefined) ?? {}),
    ].join('\n\n');
  },
};

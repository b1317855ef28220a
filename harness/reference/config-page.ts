import { configSchema } from '../reading/config/config-schema.ts';
import { controlsSchema } from '../reading/team/controls-schema.ts';
import { followupsSchema } from '../reading/team/followups-schema.ts';
import { inputSchema } from '../schema/input-schema.ts';
import { fence } from './markdown.ts';
import type { Page } from './pages.ts';
import { settingsTable } from './settings-table.ts';

export const configPage: Page = {
  file: 'config.md',
  title: 'drillbook.yaml',
  about: "A team's own settings, and the files of controls and follow-ups that it may name.",
  async body() {
    return [
      fence('yaml', 'owner: payments\nengine: containers\nmaxAge: 90d\nregister: branch:drillbook-register'),
      'The nearest one above a scenario holds for it, no higher than the top of the repository. All keys are optional, and so is the file. What lies below one `drillbook.yaml` is a team: a Problem in one of its files keeps all of its scenarios from being drilled, and no others. Without names, `drill` takes the folder `scenarios` of the working directory and those beside every `drillbook.yaml` below it.',
      settingsTable(inputSchema(configSchema)),
      '## The file of `controls`',
      settingsTable(inputSchema(controlsSchema)),
      '## The file of `followups`',
      settingsTable(inputSchema(followupsSchema)),
      'See [What a team adds](../team.md), [Plugins](../plugins.md) and the [environment](cli.md#environment).',
    ].join('\n\n');
  },
};

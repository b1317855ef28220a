import { jsonSchemaOf } from '../schema/json-schema.ts';
import { reportSchema } from '../reports/report-schema.ts';
import { fence } from './markdown.ts';
import type { Page } from './pages.ts';
import type { JsonSchema } from '../schema/settings-rows.ts';
import { settingsTable } from './settings-table.ts';

export const reportPage: Page = {
  file: 'report.md',
  title: 'report.json',
  about: 'What a drill found, for programs: `drill --json` prints it, and the evidence folder holds it.',
  async body() {
    const schema = jsonSchemaOf({ file: '', title: '', schema: reportSchema, io: 'output' }) as JsonSchema;
    return [
      fence('bash', "drillbook drill --json | jq '.scenarios[] | {id, outcome, reason}'"),
      'A pure function of the journals beside it. Times end in `Ms` and are milliseconds. It has a [JSON Schema](../../harness/schema/report.schema.json), which tells all of a trial; here is what most programs need.',
      settingsTable(schema, { without: ['endLine', 'endColumn'], closed: ['problems', 'team'], written: true }),
    ].join('\n\n');
  },
};

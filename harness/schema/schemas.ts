import { z } from 'zod';
import { faults } from '../faults/index.ts';
import { operations } from '../operations/index.ts';
import { configSchema } from '../reading/config/config-schema.ts';
import { readyProbesSchema } from '../reading/scenario/probe-schema.ts';
import { scenarioSchema } from '../reading/scenario/scenario-schema.ts';
import { composeExtensions } from '../reading/stack/stack-schema.ts';
import { controlsSchema } from '../reading/team/controls-schema.ts';
import { followupsSchema } from '../reading/team/followups-schema.ts';
import { matrixSchema } from '../reports/matrix/matrix-schema.ts';
import { reportSchema } from '../reports/report-schema.ts';
import { planFileSchema } from '../selecting/plan-file.ts';

export interface SchemaFile {
  /** Its name in this folder. */
  readonly file: string;
  readonly title: string;
  readonly schema: z.ZodType;
  /** Whether it describes what people write (`input`) or what drillbook writes (`output`). */
  readonly io: 'input' | 'output';
}

/** Every JSON Schema that is generated and committed: one line each. */
export const schemas: readonly SchemaFile[] = [
  { file: 'scenario.schema.json', title: 'drillbook scenario', schema: scenarioSchema({ operations, faults }), io: 'input' },
  { file: 'probes.schema.json', title: 'drillbook ready probes', schema: readyProbesSchema({ operations }), io: 'input' },
  { file: 'stack.schema.json', title: 'drillbook in Compose files (x-drillbook)', schema: composeExtensions, io: 'input' },
  { file: 'config.schema.json', title: 'drillbook.yaml', schema: configSchema, io: 'input' },
  { file: 'controls.schema.json', title: 'controls of a team', schema: controlsSchema, io: 'input' },
  { file: 'followups.schema.json', title: 'follow-ups of a team', schema: followupsSchema, io: 'input' },
  { file: 'report.schema.json', title: 'drillbook report', schema: reportSchema, io: 'output' },
  { file: 'matrix.schema.json', title: 'drillbook matrix', schema: matrixSchema, io: 'output' },
  { file: 'plan.schema.json', title: 'drillbook plan (plan --out)', schema: planFileSchema, io: 'output' },
];

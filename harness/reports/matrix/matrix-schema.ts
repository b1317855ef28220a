import { z } from 'zod';
import { cellResults, notTriedReasons, unclearReasons } from '../../model/matrix.ts';
import { reasons } from '../../model/verdict.ts';

const location = z.strictObject({ file: z.string(), line: z.int(), column: z.int() }).describe('a place in a file that people edit');
const count = z.int().min(0);
const number = z.int().min(1).describe('number of a scenario of this matrix');

const scenario = z.strictObject({
  number,
  id: z.string(),
  file: z.string(),
  title: z.string(),
  runbook: z.string(),
  procedures: z.array(z.string()).describe('`<runbook file>#<slug of its heading>`'),
  faults: z.array(z.string()).describe('what is put in, in words'),
  inputDigest: z.string().describe('digest over all that a drill of this scenario puts to the test'),
  canStop: z.boolean().describe('its diagnosis has a step at which the procedure can stop, before the first that acts'),
  prepares: z
    .boolean()
    .describe(
      "it prepares something, which is not there when its procedure is followed against another's fault, but where it may have stopped for want of it",
    ),
  adaptations: count.describe('what the scenario changed in its procedure'),
  harmSeenBy: z.array(z.enum(['never', 'load'])).describe('by what harm is seen in its column; without any, none is'),
});

const cell = z.strictObject({
  procedureOf: number,
  faultOf: number,
  own: z.boolean().describe('the fault is the one that the procedure is for'),
  diagnosisTried: z.boolean().describe('its diagnosis was put to the test: it has a gate before the first step that acts, or acts itself'),
  result: z.enum(cellResults),
  reason: z
    .enum([...reasons, ...unclearReasons])
    .optional()
    .describe('why it failed, or was not judged'),
  sentence: z.string(),
  at: location.optional(),
  acted: z.array(z.string()).describe('ids of the steps that act and were begun'),
  stoppedAt: z.string().optional().describe('id of the step at which the procedure stopped'),
  attempts: count,
  journal: z.string().optional().describe('of the attempt that counts; absent where none was left'),
  head: z.string().optional().describe("digest of the journal's last line, by which its chain is pinned"),
  control: z
    .strictObject({ journal: z.string(), head: z.string() })
    .optional()
    .describe('the same fault with nobody acting, where something bad had come about'),
  prepared: z
    .strictObject({ journal: z.string(), head: z.string() })
    .optional()
    .describe(
      "the same with what the procedure's own scenario prepares, where it had stopped and may have done so for want of that: by this it is judged",
    ),
});

const notTried = z.strictObject({ procedureOf: number, faultOf: number, why: z.enum(notTriedReasons), detail: z.string() });

export const matrixSchema = z.strictObject({
  version: z.literal(1),
  matrix: z.string(),
  drillbook: z.string(),
  rules: z.int().describe('number of the rules by which trials are judged'),
  startedAt: z.string(),
  endedAt: z.string(),
  machine: z.string(),
  engine: z.string(),
  trigger: z.strictObject({
    kind: z.enum(['ci', 'local']),
    event: z.string().exactOptional(),
    url: z.string().exactOptional(),
    actor: z.string().exactOptional(),
  }),
  source: z.strictObject({ commit: z.string(), dirty: z.boolean(), repository: z.string().exactOptional() }).optional(),
  all: z.boolean().describe('all combinations were asked for, not near misses alone'),
  verifies: z.literal(false).describe('always: a matrix has no trial without the runbook beside each cell, which a verdict needs'),
  interrupted: z.boolean(),
  totals: z.strictObject({
    cells: count,
    ...(Object.fromEntries(cellResults.map(result => [result, count])) as Record<(typeof cellResults)[number], typeof count>),
    notTried: count,
  }),
  stacks: z.array(
    z.strictObject({
      name: z.string(),
      files: z.array(z.string()),
      digest: z.string(),
      scenarios: z.array(scenario),
      cells: z.array(cell),
      notTried: z.array(notTried),
    }),
  ),
  leftOut: z.array(z.strictObject({ id: z.string(), why: z.string() })).describe('scenarios that were asked for and are in no matrix'),
});

export type Matrix = z.infer<typeof matrixSchema>;
export type MatrixCell = Matrix['stacks'][number]['cells'][number];

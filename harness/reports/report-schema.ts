import { z } from 'zod';
import { phases, trialKinds } from '../model/event.ts';
import { roles } from '../model/runbook.ts';
import { outcomes, reasons } from '../model/verdict.ts';
import { teamSchema } from './team-schema.ts';

const location = z
  .strictObject({ file: z.string(), line: z.int(), column: z.int(), endLine: z.int().optional(), endColumn: z.int().optional() })
  .describe('a place in a file that people edit; lines and columns start at 1');
const interval = z.strictObject({ lower: z.number(), upper: z.number() }).describe('milliseconds between which the true value lies');
const outcome = z.enum(outcomes);
const reason = z.enum(reasons);

const finding = z.strictObject({
  rule: z.string().describe('stable name, such as masked or unsteady'),
  message: z.string(),
  evidence: z.array(z.int()).describe('entries (seq) of the journal that show it'),
  location: location.optional(),
});

const adaptation = z.strictObject({ step: z.string(), what: z.string(), why: z.string(), location });

const step = z.strictObject({
  id: z.string(),
  role: z.enum(roles),
  roleFrom: z.enum(['attribute', 'heading', 'guess']),
  at: location,
  status: z.enum(['held', 'not-held', 'skipped', 'not-reached']),
  exit: z.int().optional().describe('status that the shell reported for the attempt that counts'),
  attempts: z.int(),
  startedMs: z.number().optional().describe('milliseconds since the trial began'),
  durationMs: z.number().optional().describe('of all attempts, without the pauses between them'),
  message: z.string().describe('what was seen instead, or why it was skipped; empty when it held'),
  expects: z.string().optional().describe('what its author expects of it, in words'),
  timeoutMs: z.int().describe('its time limit'),
  masked: z
    .array(z.strictObject({ at: location, status: z.int(), text: z.string() }))
    .describe('statements that failed inside of it without deciding its status'),
});

const trial = z.strictObject({
  trial: z.union([z.enum(trialKinds), z.literal('unknown')]),
  attempt: z.int(),
  because: z.enum(['human-pace', 'alone', 'second-attempt']).optional().describe('why it was repeated'),
  journal: z.string().describe('path of its journal, relative to the evidence folder'),
  entries: z.int().describe('lines of the journal'),
  lastedMs: z.int().describe('from its first to its last entry'),
  outcome,
  reason,
  sentence: z.string(),
  at: location.optional(),
  recoveryMs: interval.optional(),
  interruptionMs: interval.optional(),
  ledger: z
    .strictObject({
      acknowledged: z.int(),
      indeterminate: z.int(),
      refused: z.int(),
      lost: z.int(),
      duplicated: z.int(),
      resurrected: z.int(),
    })
    .optional(),
  engine: z.string(),
  startedAt: z.string(),
  services: z.array(z.strictObject({ name: z.string(), runs: z.string() })),
  standIns: z.array(z.string()).describe("operator's tools that were replaced by stand-ins"),
  faults: z.array(
    z.strictObject({
      fault: z.string(),
      kind: z.string(),
      summary: z.string(),
      persistence: z.string(),
      at: location,
      injectedMs: z.int().describe('milliseconds since the trial began'),
      proof: z.string(),
      atEnd: z.string(),
    }),
  ),
  health: z
    .array(z.strictObject({ green: z.boolean(), fromMs: z.int(), toMs: z.int(), rounds: z.int() }))
    .describe('rounds, with neighbours of one colour put together'),
  deviations: z.array(z.string()).describe('what was not done as written in this trial'),
  phases: z.array(
    z.strictObject({ phase: z.enum(phases), startedMs: z.number(), endedMs: z.number(), held: z.boolean(), note: z.string() }),
  ),
  steps: z.array(step),
  findings: z.array(finding),
});

const scenario = z.strictObject({
  id: z.string(),
  title: z.string(),
  file: z.string(),
  runbook: z.string(),
  outcome,
  reason,
  sentence: z.string(),
  next: z.string().describe('one line: what to do next; empty when nothing is'),
  expected: z.strictObject({
    is: outcome,
    reason: reason.optional(),
    because: z.string().optional(),
    owner: z.string().optional(),
    until: z.string().optional(),
    selfTest: z.boolean(),
  }),
  asExpected: z.boolean(),
  unexpected: z.string().describe('what was seen and what was expected; empty when both agree'),
  at: location,
  recoveryMs: interval.optional(),
  rtoMs: z.number().optional(),
  ledger: trial.shape.ledger,
  adaptations: z.array(adaptation),
  notMeasured: z.array(z.string()).describe('what this drill says nothing about'),
  notExercised: z
    .array(z.strictObject({ what: z.string(), at: location.optional() }))
    .describe('what stands in the files and was not put to the test'),
  about: z
    .strictObject({
      objective: z.string().optional(),
      risk: z.string().optional(),
      assumptions: z.array(z.string()),
      controls: z.array(z.string()).describe('ids of controls that its evidence is for'),
    })
    .optional()
    .describe("why it is drilled, in the team's words"),
  procedures: z.array(z.strictObject({ id: z.string(), title: z.string(), at: location })).describe('what was followed'),
  runbooks: z.array(
    z.strictObject({
      file: z.string(),
      title: z.string(),
      digest: z.string(),
      owner: z.string().optional(),
      severity: z.string().optional(),
      service: z.string().optional(),
      review: z.string().optional().describe("when it was last reviewed, in its author's words"),
    }),
  ),
  faults: z.array(z.strictObject({ name: z.string(), kind: z.string(), settings: z.json(), at: location })).describe('as planned'),
  people: z
    .strictObject({ pageMs: z.int(), stepMs: z.int(), totalMs: z.int() })
    .optional()
    .describe('what people need beside the machine, as the team declares it; not measured'),
  inputDigest: z.string().describe('one digest over all that was put to the test; when it changes, this is stale'),
  differs: z.array(z.string()).describe('declared differences from production'),
  digests: z.record(z.string(), z.string()),
  trials: z.array(trial),
  findings: z.array(finding),
});

const count = z.int().min(0);

/** `report.json`: what a drill found, computed from its journals alone. */
export const reportSchema = z
  .strictObject({
    version: z.literal(1),
    rules: z.int().describe('number of the rules by which the journals were judged'),
    drillbook: z.string(),
    startedAt: z.string(),
    endedAt: z.string().describe("end of the last trial's journal"),
    machine: z.string(),
    run: z.string().optional(),
    engine: z.string().optional(),
    trigger: z
      .strictObject({
        kind: z.enum(['ci', 'local']),
        event: z.string().optional(),
        url: z.string().optional(),
        actor: z.string().optional(),
      })
      .optional()
      .describe('what started the run, as its environment says'),
    source: z.strictObject({ commit: z.string(), dirty: z.boolean(), repository: z.string().optional() }).optional(),
    shard: z.strictObject({ current: z.int(), total: z.int() }).optional().describe('part of a run that was divided'),
    maxAgeMs: z.int().optional().describe('evidence that is older is stale'),
    limits: z.array(z.string()).describe('what no drill shows'),
    team: teamSchema.optional(),
    totals: z
      .strictObject({ scenarios: count, verified: count, refuted: count, inconclusive: count, expectedOtherwise: count, unexpected: count })
      .describe('a scenario that is expected to be refuted or inconclusive, and is, counts in expectedOtherwise alone'),
    scenarios: z.array(scenario),
  })
  .meta({ title: 'drillbook report' });

export type Report = z.infer<typeof reportSchema>;
export type ReportScenario = Report['scenarios'][number];
export type ReportTrial = ReportScenario['trials'][number];
export type ReportStep = ReportTrial['steps'][number];

import { z } from 'zod';
import { aspectNames } from '../model/effects.ts';
import { phases } from '../model/event.ts';
import { stepTrials, wholeTrials } from '../model/trial-kind.ts';
import { gateActions, personRoles } from '../model/gate.ts';
import { roles } from '../model/runbook.ts';
import { outcomes, reasons } from '../model/verdict.ts';
import { teamSchema } from './team-schema.ts';

const location = z
  .strictObject({ file: z.string(), line: z.int(), column: z.int(), endLine: z.int().optional(), endColumn: z.int().optional() })
  .describe('a place in a file that people edit; lines and columns start at 1');
const interval = z.strictObject({ lower: z.number(), upper: z.number() }).describe('milliseconds between which the true value lies');
const withReader = z.literal(true).describe('a person read and decided meanwhile: recovery time is with the reader, not at machine pace');
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
  edited: z.string().optional().describe('what was carried out instead, as a person at the gate edited it'),
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

const count = z.int().min(0);

const steps = z
  .strictObject({
    score: z.strictObject({
      tried: count.describe('acting steps that were left out, each in a trial of its own'),
      necessary: count,
      noticed: count.describe('of the necessary ones, those whose absence a later step notices'),
      redundantHere: count,
      harmful: count,
      notJudged: count,
    }),
    marks: z.array(
      z.strictObject({
        step: z.string(),
        at: location,
        mark: z.enum(['necessary', 'redundant-here', 'harmful', 'not-judged']),
        why: z.string(),
        noticed: z.enum(['noticed', 'not-noticed', 'not-judged']).optional().describe('only of a necessary step'),
        by: z.string().optional().describe('the later step that fails without it'),
      }),
    ),
  })
  .describe('what each acting step is worth; absent where none was left out');

const hidden = z
  .strictObject({
    outcome: z.enum(['needs-nothing', 'relies', 'not-judged']),
    why: z.string(),
    differs: z.array(z.string()).describe('what was absent or otherwise there'),
    unchanged: z.array(z.strictObject({ what: z.string(), why: z.string() })).describe('what had to stay, and was not tried'),
  })
  .describe('whether the procedure needs what it does not name; absent where the trial elsewhere was not run');

const by = z.string().optional().describe('who, where only one can have been it');
const rehearsal = z
  .strictObject({
    people: z.array(z.strictObject({ name: z.string(), role: z.enum(personRoles) })).describe('as they were named; not checked'),
    untimed: z.boolean().describe('for learning, without recovery time'),
    blind: z.boolean().describe('the fault was not shown before the end'),
    readMs: z.int().describe('of all choices together: reading and deciding'),
    choices: z.array(
      z.strictObject({
        atMs: z.int(),
        step: z.string(),
        action: z.enum(gateActions),
        readMs: z.int(),
        by,
        text: z.string().optional().describe('the block as it was edited, the line that was typed, or what was said'),
      }),
    ),
    typed: z.array(z.strictObject({ atMs: z.int(), text: z.string(), status: z.int() })).describe("lines on the operator's shell"),
    notes: z.array(z.strictObject({ atMs: z.int(), step: z.string(), text: z.string(), by })),
    diagnoses: z.array(z.strictObject({ atMs: z.int(), text: z.string(), by })).describe('what people took for the cause'),
    keptMs: z.int().optional().describe('for how long the stack was kept after the verdict'),
  })
  .describe('what people did, in a trial with somebody at the gate');

const effects = z
  .strictObject({
    changes: z.array(
      z.strictObject({ aspect: z.enum(aspectNames), thing: z.string(), before: z.string().optional(), after: z.string().optional() }),
    ),
    more: z.int().describe('changes that are not listed'),
    restless: z.array(z.string()).describe('what changes without anybody'),
    unseen: z.array(z.strictObject({ aspect: z.enum(aspectNames), what: z.string(), why: z.string() })),
  })
  .describe('what following the procedure changed on a healthy system');

const trial = z.strictObject({
  trial: z.union([z.enum(wholeTrials), z.templateLiteral([z.enum(stepTrials), ':', z.string().min(1)]), z.literal('unknown')]),
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
  withReader: withReader.optional(),
  interruptionMs: interval.optional(),
  split: z
    .strictObject({
      detectedMs: z.int(),
      diagnosedMs: z.int().optional(),
      repairedMs: z.int().optional(),
      verifiedMs: z.int().optional(),
      heldMs: z.int().optional(),
    })
    .optional()
    .describe(
      'where the time went: from the fault until probes noticed it, until the first acting step, until the last had ended, until service was back, and how long it was watched then',
    ),
  ledger: z
    .strictObject({
      acknowledged: z.int(),
      indeterminate: z.int(),
      refused: z.int(),
      lost: z.int(),
      duplicated: z.int(),
      resurrected: z.int(),
      neverExecuted: z.int().optional().describe('acknowledged writes whose job was never executed'),
      executedTwice: z.int().optional().describe('writes whose job was executed more than once'),
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
  rehearsal: rehearsal.optional(),
  effects: effects.optional(),
  phases: z.array(
    z.strictObject({ phase: z.enum(phases), startedMs: z.number(), endedMs: z.number(), held: z.boolean(), note: z.string() }),
  ),
  steps: z.array(step),
  findings: z.array(finding),
});

const scenario = z.strictObject({
  id: z.string().describe('path of its file, without the ending'),
  title: z.string(),
  file: z.string(),
  runbook: z.string().describe('file of the runbook'),
  owner: z.string().optional().describe('who answers for it, where drillbook.yaml says so'),
  outcome,
  reason,
  sentence: z.string().describe('the same in words'),
  next: z.string().describe('one line: what to do next; empty when nothing is'),
  expected: z
    .strictObject({
      is: outcome,
      reason: reason.optional(),
      because: z.string().optional(),
      owner: z.string().optional(),
      until: z.string().optional(),
      selfTest: z.boolean(),
    })
    .describe('what the scenario says that is found'),
  asExpected: z.boolean().describe('whether outcome and reason are those; the exit status comes from it'),
  unexpected: z.string().describe('what was seen and what was expected; empty when both agree'),
  at: location,
  recoveryMs: interval.optional(),
  withReader: withReader.optional(),
  rtoMs: z.number().optional().describe('target of the recovery time'),
  ledger: trial.shape.ledger.describe('what became of the writes'),
  adaptations: z.array(adaptation).describe('what the scenario changes of the runbook'),
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
  digests: z.record(z.string(), z.string()).describe('of each file'),
  steps: steps.optional(),
  hidden: hidden.optional(),
  trials: z.array(trial).describe('in the order in which they began, with journal, steps and phases'),
  findings: z.array(finding).describe('promises that were broken without deciding the outcome, and those that did'),
});

/** `report.json`: what a drill found, computed from its journals alone. */
export const reportSchema = z
  .strictObject({
    version: z.literal(1).describe('of this form'),
    rules: z.int().describe('number of the rules by which the journals were judged'),
    drillbook: z.string().describe('version that made it'),
    startedAt: z.string().describe('time, UTC'),
    endedAt: z.string().describe("end of the last trial's journal"),
    machine: z.string().describe('operating system, processor and Node'),
    run: z.string().optional().describe('name of the run and of its folder'),
    engine: z.string().optional().describe('what made the stacks run'),
    trigger: z
      .strictObject({
        kind: z.enum(['ci', 'local']),
        event: z.string().optional(),
        url: z.string().optional(),
        actor: z.string().optional(),
      })
      .optional()
      .describe('what started the run, as its environment says'),
    source: z
      .strictObject({
        commit: z.string(),
        dirty: z.boolean().describe('whether files differ from the commit'),
        repository: z.string().optional(),
      })
      .optional()
      .describe('where the files came from'),
    shard: z.strictObject({ current: z.int(), total: z.int() }).optional().describe('part of a run that was divided'),
    maxAgeMs: z.int().optional().describe('evidence that is older is stale'),
    notDrilled: z
      .array(
        z.strictObject({
          file: z.string().describe('of the scenario'),
          team: z.string().describe('folder of its drillbook.yaml'),
          problems: z
            .array(
              z.strictObject({
                rule: z.string(),
                severity: z.enum(['error', 'warning']),
                message: z.string(),
                location,
                hint: z.string().optional(),
              }),
            )
            .describe('empty when it is another file of its team that is wrong'),
        }),
      )
      .optional()
      .describe('scenarios that were asked for and not drilled, because a file of their team has a problem; in no total'),
    limits: z.array(z.string()).describe('what no drill shows'),
    team: teamSchema.optional(),
    totals: z
      .strictObject({ scenarios: count, verified: count, refuted: count, inconclusive: count, expectedOtherwise: count, unexpected: count })
      .describe('a scenario that is expected to be refuted or inconclusive, and is, counts in expectedOtherwise alone'),
    scenarios: z.array(scenario).describe('in the order of their files'),
  })
  .meta({ title: 'drillbook report' });

export type Report = z.infer<typeof reportSchema>;
export type ReportScenario = Report['scenarios'][number];
export type ReportTrial = ReportScenario['trials'][number];
export type ReportStep = ReportTrial['steps'][number];

import { aspectNames, type AspectName } from '../../model/effects.ts';
import { z } from 'zod';
import { engineKinds } from '../../model/engine-kind.ts';
import { outcomes, reasons } from '../../model/verdict.ts';
import { roles } from '../../model/runbook.ts';
import { dayText } from '../yaml/day-text.ts';
import { durationText } from '../yaml/duration-text.ts';
import { aboutSchema } from './about.ts';
import { exactlyOne, hasOne, isPattern, probeSchemas, settingsOf, type KindList } from './probe-schema.ts';
import { scaledSchema } from './scaled.ts';

/** What reading must know of operations and faults: names and the shape of their settings. */
export interface KnownKinds {
  readonly operations: KindList;
  readonly faults: KindList;
  /** Stands in for a secret that has no value here, so that a plan can be made without it; without this its absence is a Problem. */
  readonly missingSecret?: (name: string) => string;
  /** Environment variables that `runbook` may begin with. */
  readonly runbooksFrom?: readonly string[];
}

/** Exit statuses, as steps of a runbook write them. */
const exit = z.union([
  z.int().min(0).max(255),
  z.string().regex(/^(any|\d{1,3}(,\d{1,3})*)$/, { error: 'expected statuses such as 0 or 1,2, or any' }),
]);

const pattern = z.string().refine(text => isPattern(/^\/(.*)\/$/s.exec(text)?.[1] ?? ''), {
  error: 'expected text, or a pattern between slashes that JavaScript can read',
});

const nameOf: Readonly<Record<AspectName, string>> = {
  restarts: 'instances that it restarts: `worker-1`',
  files: 'files that it makes, changes or takes away: `worker: /var/log/app/*`',
  schema: 'tables, indexes, constraints and roles: `database: index public.by_date`',
  rows: 'tables whose count of rows it changes, and keys of Redis: `database: table public.jobs`',
  sessions: 'database sessions that it ends: `database: sessions of chat_app (chat-worker)`',
  configuration: 'settings that it changes: `database: setting work_mem`',
};

/** The scenario file, as people write it. Descriptions end up in the committed JSON Schema, where editors show them. */
export function scenarioSchema(known: KnownKinds) {
  const { operation, probe, isOne, one, isOneInJson } = probeSchemas(known);
  const asked = z.strictObject(operation).refine(isOne, one).meta(isOneInJson);
  return z
    .strictObject({
      title: z.string().optional().describe('One line for the report'),
      tags: z.array(z.string()).optional().describe('Words to choose scenarios by'),
      about: aboutSchema.optional().describe('Why it is drilled, for those who read the report; never judged'),
      runbook: z
        .string()
        .describe(
          'The Markdown file that is followed; path relative to this file, or below a folder that drillbook.yaml lets an environment variable name: ${TEXTS}/file.md',
        ),
      follow: z.array(z.string().min(1)).optional().describe('Procedures or steps to carry out, also of other files: site-down.md#triage'),
      take: z.array(z.string()).optional().describe('Branches to carry out; an empty list takes none'),
      stack: z.array(z.string()).min(1).describe('Compose files of the system under drill; paths relative to this file'),
      engine: z
        .enum(engineKinds)
        .optional()
        .describe('What makes the stack run; else drillbook.yaml says it, else what works on the machine'),
      prepare: z
        .array(z.union([z.strictObject({ mark: z.string().describe('Name of a moment, for `rpo.upTo`') }), asked]))
        .optional()
        .describe('Done before the baseline: rows, a backup, a mark for rpo.upTo'),
      load: z
        .strictObject({
          write: z
            .strictObject({
              every: durationText.optional().describe('Pause between writes; 100ms'),
              within: durationText.optional().describe('Time limit of one write; 2s'),
              ...operation,
            })
            .refine(isOne, one)
            .meta({ ...isOneInJson, description: "The write; `${id}` in it is each one's own" }),
          read: asked.describe('The question that returns the ids that are present'),
          executed: asked
            .optional()
            .describe('Where a write asks for a job: the question that returns an id for each time that one was executed'),
        })
        .optional()
        .describe("Writes sent all the time (${id} is each one's own), and the question that returns the ids that are present"),
      probes: z.array(z.string()).optional().describe('Files of ready probes, for `use`; paths relative to this file'),
      steadyState: z.array(probe).min(1).describe('Probes that hold while the system is healthy; they do what a user does'),
      never: z.array(probe).optional().describe('Probes that must hold at all times'),
      recovered: z.array(probe).optional().describe('Probes of the recovered state, where it differs from the steady state'),
      goal: z.array(probe).optional().describe('Probes that a planned procedure turns from red to green; instead of faults'),
      symptom: z.array(z.string()).optional().describe('Names of the probes that must turn red'),
      faults: z
        .array(
          z
            .strictObject({
              name: z.string().optional().describe('What the report calls it'),
              after: durationText.optional().describe('Pause after the fault before it; with `during`, after the step began'),
              during: z
                .string()
                .min(1)
                .optional()
                .describe('Id of a step: the fault comes when the step begins (`after`: so long after that), not before the procedure'),
              ...settingsOf(known.faults),
            })
            .refine(hasOne(known.faults.kinds), { error: `expected one fault: ${known.faults.kinds.join(', ')}` })
            .meta(exactlyOne(known.faults.kinds)),
        )
        .min(1)
        .optional()
        .describe('What is broken, in order'),
      variables: z
        .record(
          z.string().min(1),
          z.union([
            z.string(),
            z.number(),
            z.boolean(),
            z.strictObject({ env: z.string().describe('Environment variable that holds the value') }),
          ]),
        )
        .optional()
        .describe('Text as it stands in the runbook, and what takes its place; { env: NAME } is a secret'),
      steps: z
        .array(
          z.strictObject({
            at: z.string().describe('Id of the step'),
            text: z.string().min(1).describe('A piece of the block: planning stops when it is no longer there'),
            why: z.string().optional().describe('Why it is said here; the report prints it'),
            timeout: durationText.optional().describe('Time limit of the step'),
            input: z.string().optional().describe('What a person types'),
            on: z.string().optional().describe('Service to run it in; else the bastion'),
            takes: durationText.optional().describe('How long a person takes for it; only added up'),
            skip: z.string().min(1, 'expected a reason').optional().describe('Why it is not carried out'),
            exit: exit.optional().describe('Exit statuses that are fine: 0, 1,2 or any'),
            expect: pattern.optional().describe('What it must print: text, or a pattern between slashes'),
            call: z.string().optional().describe('A line run after the block; for a manual step: in place of a person'),
            role: z.enum(roles).optional().describe('What it is for, where the runbook does not tell'),
            answer: z.string().optional().describe('How a manual step is answered'),
            by: z.literal('simulated').optional().describe('That nobody but the scenario answered'),
            inline: z.literal('run').optional().describe('Carry out the commands in its text'),
          }),
        )
        .optional()
        .describe('What is said of steps of a runbook that one may not edit'),
      inline: z.literal('run').optional().describe('Whether commands in running text are carried out'),
      onFail: z.enum(['continue', 'stop']).optional().describe('Whether a failing step ends the procedure; continue, as pasting does'),
      outcome: z
        .union([
          z.enum(outcomes),
          z.strictObject({
            is: z.enum(outcomes).describe('The outcome that is known'),
            reason: z.enum(reasons).optional().describe('Its reason, which must be the one that is found'),
            because: z.string().optional().describe('Why it is so'),
            owner: z.string().optional().describe('Who mends it'),
            until: dayText.optional().describe('Past this day the run fails'),
            selfTest: z.boolean().optional().describe('Broken on purpose: tests the harness'),
          }),
        ])
        .optional()
        .describe('What the drill is expected to find; verified'),
      budget: z
        .strictObject({
          provision: durationText.optional().describe('Until the stack is up; 2m'),
          symptom: durationText.optional().describe('From the fault until probes are red; 30s'),
          recovery: durationText.optional().describe('From the last step until probes are green; 30s'),
          control: durationText
            .optional()
            .describe('Least time that the trial without the runbook watches; as long as the one with it, and at least 10s'),
        })
        .optional()
        .describe('Time limits: provision 2m, symptom 30s, recovery 30s, and the least time that the control watches'),
      pace: z
        .strictObject({
          probe: durationText.optional().describe('From the start of one round of probes to the next; 500ms'),
          limit: durationText.optional().describe('Time limit of a probe; 5s'),
          hold: durationText.optional().describe('How long it must stay green; at least 5s'),
          diagnose: durationText.optional().describe('Time limit of a step that diagnoses; 30s'),
          act: durationText.optional().describe('Time limit of a step that acts; 2m'),
          verify: durationText.optional().describe('Time limit of a step that verifies, with its repeats; 30s'),
          endless: durationText.optional().describe('How long a command that never ends may print; 3s'),
        })
        .optional()
        .describe(
          'Rhythm: probe 500ms with limit 5s, hold at least 5s; time limits of steps: diagnose 30s, act 2m, verify 30s, endless 3s',
        ),
      rto: durationText.optional().describe("What recovery time is compared with; else the runbook's front matter"),
      rpo: z
        .strictObject({
          lost: z.int().min(0).optional().describe('Acknowledged and absent; 0'),
          duplicated: z.int().min(0).optional().describe('There more than once; 0'),
          resurrected: z.int().min(0).optional().describe('Refused, yet there; 0'),
          neverExecuted: z.int().min(0).optional().describe('With `load.executed`: acknowledged, and its job was never executed; 0'),
          executedTwice: z.int().min(0).optional().describe('With `load.executed`: jobs that were executed more than once; 0'),
          upTo: z.string().optional().describe('A mark of `prepare`: only what was acknowledged before it counts'),
        })
        .optional()
        .describe('How many acknowledged writes may be lost, duplicated, resurrected; 0 each'),
      interruption: z
        .union([z.literal('none'), durationText])
        .optional()
        .describe('Longest interruption that the procedure may cause'),
      effects: z
        .strictObject(
          Object.fromEntries(
            aspectNames.map(name => [name, z.array(z.string()).min(1).optional().describe(`Names of the ${nameOf[name]}`)]),
          ),
        )
        .optional()
        .describe(
          'What the procedure changes also on a healthy system, `*` for any text; the trial without-fault tells what else it changes',
        ),
      cause: z
        .enum(['may-remain', 'must-be-gone'])
        .optional()
        .describe('Whether the procedure must remove the cause; without it only that of faults that take data away'),
      scaled: z.array(scaledSchema).min(1).optional().describe('Times that are shorter here than in production; every report prints them'),
      exclusive: z.boolean().optional().describe('Runs alone'),
    })
    .meta(exactlyOne(['faults', 'goal']));
}

export type ScenarioFile = z.output<ReturnType<typeof scenarioSchema>>;

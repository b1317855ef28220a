import { z } from 'zod';
import { outcomes, reasons } from '../../model/verdict.ts';
import { roles } from '../../model/runbook.ts';
import { durationText } from '../yaml/duration-text.ts';

/** What reading must know of operations and faults: names and the shape of their settings. */
export interface KnownKinds {
  readonly operations: KindList;
  readonly faults: KindList;
}

interface KindList {
  readonly kinds: readonly string[];
  find(kind: string): { readonly settings: z.ZodType } | undefined;
}

const range = z.union([z.number(), z.strictObject({ min: z.number().optional(), max: z.number().optional() })]);

const expectation = z.strictObject({
  status: z.union([z.int(), z.array(z.int())]).optional(),
  exit: z.int().optional(),
  text: z.string().optional(),
  regex: z.string().refine(isPattern, { error: 'expected a pattern that JavaScript can read' }).optional(),
  json: z.unknown().optional(),
  rows: range.optional(),
  number: range.optional(),
  within: durationText.optional(),
});

/** The scenario file, as people write it. */
export function scenarioSchema(known: KnownKinds) {
  const settingsOf = (list: KindList): Record<string, z.ZodOptional<z.ZodType>> => Object.fromEntries(list.kinds.map(kind => [kind, (list.find(kind)?.settings ?? z.unknown()).optional()]));
  const operation = settingsOf(known.operations);
  const has = (list: KindList) => (value: object): boolean => list.kinds.filter(kind => kind in value).length === 1;
  const one = { error: `expected one operation: ${known.operations.kinds.join(', ')}` };
  const isOne = has(known.operations);
  const probe = z.strictObject({ name: z.string().optional(), expect: expectation.optional(), ...operation }).refine(isOne, one);
  return z.strictObject({
    title: z.string().optional(),
    tags: z.array(z.string()).optional(),
    runbook: z.string(),
    follow: z.array(z.string()).optional(),
    take: z.array(z.string()).optional(),
    stack: z.array(z.string()).min(1),
    engine: z.string().optional(),
    prepare: z.array(z.union([z.strictObject({ mark: z.string() }), z.strictObject(operation).refine(isOne, one)])).optional(),
    load: z.strictObject({
      write: z.strictObject({ every: durationText.optional(), within: durationText.optional(), ...operation }).refine(isOne, one),
      read: z.strictObject(operation).refine(isOne, one),
    }).optional(),
    steadyState: z.array(probe).min(1),
    never: z.array(probe).optional(),
    recovered: z.array(probe).optional(),
    goal: z.array(probe).optional(),
    symptom: z.array(z.string()).optional(),
    faults: z.array(
      z.strictObject({ name: z.string().optional(), after: durationText.optional(), ...settingsOf(known.faults) })
        .refine(has(known.faults), { error: `expected one fault: ${known.faults.kinds.join(', ')}` }),
    ).optional(),
    variables: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.strictObject({ env: z.string() })])).optional(),
    steps: z.array(z.strictObject({
      at: z.string(), text: z.string(), why: z.string().optional(),
      timeout: durationText.optional(), input: z.string().optional(), on: z.string().optional(), takes: durationText.optional(),
      skip: z.string().optional(), exit: z.union([z.int(), z.string().regex(/^(any|\d+(,\d+)*)$/)]).optional(), expect: z.string().optional(), call: z.string().optional(), role: z.enum(roles).optional(),
      answer: z.string().optional(), by: z.literal('simulated').optional(), inline: z.literal('run').optional(),
    })).optional(),
    inline: z.literal('run').optional(),
    onFail: z.enum(['continue', 'stop']).optional(),
    outcome: z.union([z.enum(outcomes), z.strictObject({
      is: z.enum(outcomes), reason: z.enum(reasons).optional(), because: z.string().optional(), owner: z.string().optional(),
      until: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'expected a date such as 2026-12-31' }).optional(), selfTest: z.boolean().optional(),
    })]).optional(),
    budget: z.strictObject({ provision: durationText.optional(), symptom: durationText.optional(), recovery: durationText.optional(), control: durationText.optional() }).optional(),
    pace: z.strictObject({
      probe: durationText.optional(), limit: durationText.optional(), hold: durationText.optional(), diagnose: durationText.optional(), act: durationText.optional(), verify: durationText.optional(), endless: durationText.optional(),
    }).optional(),
    rto: durationText.optional(),
    rpo: z.strictObject({ lost: z.int().min(0).optional(), duplicated: z.int().min(0).optional(), resurrected: z.int().min(0).optional(), upTo: z.string().optional() }).optional(),
    interruption: z.union([z.literal('none'), durationText]).optional(),
    cause: z.enum(['may-remain', 'must-be-gone']).optional(),
    exclusive: z.boolean().optional(),
  });
}

export type ScenarioFile = z.output<ReturnType<typeof scenarioSchema>>;

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

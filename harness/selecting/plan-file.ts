import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { outcomes, reasons } from '../model/verdict.ts';
import { canonicalJson, wellFormed } from '../support/canonical-json.ts';
import { digestOf } from '../support/digest.ts';
import { HarnessError } from '../support/harness-error.ts';

const text = z.string();
const count = z.int().min(0);
const day = text.regex(/^\d{4}-\d{2}-\d{2}$/);

/** Outcomes that may fail a gate. */
export const failing = ['refuted', 'inconclusive'] as const;
export type Failing = (typeof failing)[number];

const policy = z.strictObject({
  /** Absent where no file says it. */
  failOn: z.array(z.enum(failing)).exactOptional(),
  onboarding: z.strictObject({ path: text, until: day, owner: text, because: text, file: text, line: count }).exactOptional(),
});

const scenario = z.strictObject({
  id: text,
  file: text,
  title: text,
  /** Of the runbook. */
  owner: text.exactOptional(),
  inputDigest: text,
  /** What its author expects, so that no evidence can expect something else. */
  expected: z.strictObject({ is: z.enum(outcomes), reason: z.enum(reasons).exactOptional(), until: text.exactOptional() }),
  because: z.array(text),
  estimatedMs: z.number().min(0),
  estimateFrom: z.enum(['measured', 'default']),
  shard: z.int().min(1),
  policy,
});

/** What is to be drilled, decided once and for all machines of a run. */
export const planFileSchema = z.strictObject({
  version: z.literal(1),
  drillbook: text,
  by: z.enum(['base', 'all', 'stalest']),
  base: z.strictObject({ ref: text, commit: text }).exactOptional(),
  head: z.strictObject({ commit: text, dirty: z.boolean() }).exactOptional(),
  scenarios: z.array(scenario),
  notAffected: z.array(text),
  removed: z.array(text),
  renamed: z.array(z.strictObject({ from: text, to: text })),
  /** What `--max-minutes` has no room for. */
  leftOut: z.array(z.strictObject({ id: text, estimatedMs: z.number() })),
  problems: z.array(
    z.strictObject({ file: text, line: count, column: count, message: text, hint: text.exactOptional(), scenarios: z.array(text) }),
  ),
  missingSecrets: z.array(z.strictObject({ id: text, names: z.array(text), because: z.array(text) })),
  notes: z.array(text),
  shards: count,
  minutes: count,
  digest: text.regex(/^sha256:[0-9a-f]{64}$/),
});

type Parsed = z.infer<typeof planFileSchema>;
type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
export type PlanFile = DeepReadonly<Parsed>;
export type PlanFileScenario = PlanFile['scenarios'][number];
export type Policy = PlanFileScenario['policy'];

/** With the digest of all the rest, so that a plan that was edited or cut off is not taken for the one that was made. */
export function sealPlan(plan: Omit<PlanFile, 'digest'>): PlanFile {
  // Half of a surrogate pair has no canonical form.
  const whole = JSON.parse(JSON.stringify(plan), (_, value: unknown) =>
    typeof value === 'string' ? wellFormed(value) : value,
  ) as typeof plan;
  return planFileSchema.parse({ ...whole, digest: planDigest(whole) });
}

/**
 * The plan that a file holds.
 * @param shown how the file is called in messages
 * @throws {HarnessError} `usage` when it cannot be read, is none, or is not as it was made
 */
export function readPlanFile(file: string, shown: string): PlanFile {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    throw wrong(
      `${shown}:1:1: unexpected plan (${code === undefined ? 'it is no JSON' : code === 'ENOENT' ? 'there is none' : code}), expected a file of \`drillbook plan --out\``,
    );
  }
  const { data, error } = planFileSchema.safeParse(value);
  if (data === undefined) {
    const issue = error?.issues[0];
    throw wrong(
      `${shown}:1:1: unexpected plan (${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}), expected one of \`drillbook plan --out\`, version 1`,
    );
  }
  const { digest, ...rest } = data;
  if (digest !== planDigest(rest))
    throw wrong(`${shown}:1:1: unexpected digest of the plan, expected ${planDigest(rest)}: it was changed after it was made`);
  const ids = data.scenarios.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw wrong(`${shown}:1:1: unexpected second ${twice}, expected each scenario once`);
  const beyond = data.scenarios.find(({ shard }) => shard > data.shards);
  if (beyond !== undefined) throw wrong(`${shown}:1:1: unexpected shard ${beyond.shard} of ${beyond.id}, expected one of ${data.shards}`);
  return data;
}

function planDigest(plan: Omit<PlanFile, 'digest'>): string {
  return digestOf(`drillbook-plan-v1\n${canonicalJson(plan)}`);
}

function wrong(message: string): HarnessError {
  return new HarnessError('usage', message, 'Make it again with `drillbook plan --out`; a plan is not edited by hand.');
}

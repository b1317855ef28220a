import { z } from 'zod';
import { outcomes, reasons } from '../model/verdict.ts';
import { canonicalJson } from '../support/canonical-json.ts';
import { digestOf } from '../support/digest.ts';

const text = z.string();
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
/** Becomes the name of a file. */
const runName = z.string().regex(/^[A-Za-z0-9][\w.-]{0,120}$/);
const instant = z.iso.datetime();

const scenario = z.strictObject({
  id: text,
  file: text,
  title: text.exactOptional(),
  inputDigest: text,
  /** Of the files that it is made of: they tell what has changed since. */
  digests: z.record(text, text),
  /** Ids of the procedures that it follows. */
  procedures: z.array(text),
});

const result = z.strictObject({
  id: text,
  outcome: z.enum(outcomes),
  reason: z.enum(reasons),
  asExpected: z.boolean(),
  recoveryMs: z.strictObject({ lower: z.number(), upper: z.number() }).exactOptional(),
  /** Recovery time is with the reader, not at machine pace. */
  withReader: z.literal(true).exactOptional(),
  /** Names of findings, and reasons of trials that were not verified. */
  /** From the first to the last line of its journals, by the machine's clock; older records do not have it. */
  tookMs: z.number().exactOptional(),
  findings: z.array(text),
  /** Kinds of the trials that were run. */
  trials: z.array(text),
});

/** What a record knows of one before it: once written, neither can be dropped or changed unseen. */
const link = z.strictObject({ run: runName, opened: digest, closed: digest.exactOptional() });

/** The record of one run: its opening, which never changes, and from `state` on how it ended. */
export const recordSchema = z.strictObject({
  version: z.literal(1),
  run: runName,
  /** RFC 3339, UTC, by the clock of the machine that drilled. */
  openedAt: instant,
  /** One more than the highest that was kept when it was opened; runs that begin at the same time share one. */
  position: z.int().min(1),
  previous: z.array(link),
  drillbook: text,
  rules: z.int(),
  engine: text,
  trigger: z.strictObject({
    kind: z.enum(['ci', 'local']),
    event: text.exactOptional(),
    url: text.exactOptional(),
    actor: text.exactOptional(),
  }),
  source: z.strictObject({ commit: text, dirty: z.boolean(), repository: text.exactOptional() }).exactOptional(),
  shard: z.strictObject({ current: z.int(), total: z.int() }).exactOptional(),
  maxAgeMs: z.number().exactOptional(),
  scenarios: z.array(scenario),
  state: z.enum(['open', 'closed', 'aborted']),
  closedAt: instant.exactOptional(),
  results: z.array(result).exactOptional(),
  /** Hex SHA-256 of the evidence's manifest. */
  manifest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .exactOptional(),
});

type Parsed = z.infer<typeof recordSchema>;
type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

export type RunRecord = DeepReadonly<Parsed>;
export type RecordResult = NonNullable<RunRecord['results']>[number];
export type RecordLink = RunRecord['previous'][number];

/** Digest of what a run said when it was opened. */
export function openingDigest(record: RunRecord): string {
  // What has no value is left out of canonical JSON.
  const opening = { ...record, state: undefined, closedAt: undefined, results: undefined, manifest: undefined };
  return digestOf(`drillbook-opening-v1\n${canonicalJson(opening)}`);
}

/** Digest of the whole record, with how the run ended. */
export function recordDigest(record: RunRecord): string {
  return digestOf(`drillbook-record-v1\n${canonicalJson(record)}`);
}

/** Where a store keeps a record: by months, so that neither folders nor the trees of a branch grow without end. */
export function recordPath({ run, openedAt }: Pick<RunRecord, 'run' | 'openedAt'>): string {
  return `${openedAt.slice(0, 7)}/${run}.json`;
}

/** Whether a path in a store is a record's. */
export function isRecordPath(path: string): boolean {
  return /^\d{4}-\d{2}\/[A-Za-z0-9][\w.-]*\.json$/.test(path);
}

/** A record as stores that keep text have it: for people to look at as well. */
export function recordText(record: RunRecord): string {
  return `${JSON.stringify(record, undefined, 1)}\n`;
}

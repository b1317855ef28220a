import type { Reason, Outcome } from '../model/verdict.ts';

/** What a gate knows of one evidence folder: what the audit says, and its verdicts computed again from the journals. */
export interface AuditedRun {
  /** As it was named. */
  readonly folder: string;
  /** What speaks against it; empty when nothing does. Nothing of a folder is believed that something speaks against. */
  readonly wrong: readonly string[];
  readonly run: string;
  readonly drillbook: string;
  /** Commit of the files that were drilled. */
  readonly commit?: string;
  /** Whether files had changed that are in no commit. */
  readonly dirty?: boolean;
  /** Its part of a run that was divided; each part's, where parts were put together. */
  readonly shards: readonly { readonly current: number; readonly total?: number }[];
  readonly results: readonly AuditedResult[];
}

/** One scenario's result. */
export interface AuditedResult {
  readonly id: string;
  readonly inputDigest: string;
  readonly outcome: Outcome;
  readonly reason: Reason;
  readonly sentence: string;
  readonly asExpected: boolean;
  /** What was expected instead; empty when it is as expected. */
  readonly unexpected: string;
  /** What its author expected of it when it was drilled. */
  readonly expected: { readonly is: Outcome; readonly reason?: Reason; readonly until?: string };
  readonly next: string;
  readonly at: { readonly file: string; readonly line: number; readonly column: number };
  /** Whether a trial was repeated after our own trouble. */
  readonly secondAttempt: boolean;
  /** With a person at the gate. */
  readonly rehearsed: boolean;
}

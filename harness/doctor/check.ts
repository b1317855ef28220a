import type { EngineKind } from '../model/engine-kind.ts';

/** One thing about this machine: one file, one line in `checks.ts`. */
export interface Check {
  readonly kind: string;
  /** What a person reads in the first column. */
  readonly title: string;
  /** Whose drills need it; absent: every engine's. */
  readonly engine?: EngineKind;
  /**
   * Looks, by doing where that is possible: settings and files promise what kernels then refuse. Never throws. Nothing is to be said where
   * what it stands on is not there, which another check tells.
   */
  look(): Promise<CheckResult | undefined>;
}

export interface CheckResult {
  /** `missing`: drills need it. `later`: fetched by itself when it is first needed. `absent`: only some drills need it. */
  readonly state: 'ok' | 'missing' | 'later' | 'absent';
  /** What was seen, with versions and sizes. */
  readonly found: string;
  /** What to do about it; one sentence. */
  readonly todo?: string;
}

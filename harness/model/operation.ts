import type { Location } from './location.ts';

/** Something a service can be asked; `kind` names its definition, `settings` are validated by it. */
export interface OperationSpec {
  readonly kind: string;
  readonly settings: unknown;
  readonly location: Location;
  /** Places of the settings that are written out, so that a check can point at the one that is wrong. */
  readonly settingLocations?: Readonly<Record<string, Location>>;
}

/** What must hold of an answer; all that are given must. */
export interface Expectation {
  /** HTTP status. */
  readonly status?: number | readonly number[];
  readonly exit?: number;
  readonly text?: string;
  readonly regex?: string;
  /** A JSON value that the answer must contain (subset). */
  readonly json?: unknown;
  readonly rows?: number | Range;
  readonly number?: Range;
  /** Latency limit; the answer is also awaited no longer than this. */
  readonly withinMs?: number;
}

export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** What an operation answered; the same shape for success and failure. */
export interface Answer {
  /** Whether there was an answer at all (a 500 is one; a refused connection is not). */
  readonly answered: boolean;
  readonly status?: number;
  readonly exit?: number;
  readonly text: string;
  readonly rows?: readonly Readonly<Record<string, unknown>>[];
  readonly number?: number;
  /** What went wrong, one line, when there was no answer. */
  readonly error?: string;
  /** What else went wrong, one line; told when an expectation does not hold. */
  readonly note?: string;
  readonly durationMs: number;
}

/** An operation that the scenario asks, with expectations. */
export interface Probe {
  readonly name: string;
  readonly operation: OperationSpec;
  readonly expect: Expectation;
  readonly location: Location;
}

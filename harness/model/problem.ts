import type { Location } from './location.ts';

/**
 * The author's file is wrong. Problems are collected, never thrown, and always point at a place.
 * The message reads "unexpected X, expected Y"; the hint says what to do.
 */
export interface Problem {
  /** Stable name of the rule, such as `unknown-key`. */
  readonly rule: string;
  readonly message: string;
  readonly location: Location;
  readonly severity: 'error' | 'warning';
  readonly hint?: string;
}

import type { RunningStack } from '../engines/engine.ts';
import type { AspectName } from '../model/effects.ts';

/** One way to look at what a system is made of, so that it can be compared with what it was before. */
export interface Aspect {
  readonly name: AspectName;
  /** Adds what it sees to `seen`, and to `unseen` what it could not look at. Changes nothing. */
  look(stack: RunningStack, seen: Seen, options: LookOptions): Promise<void>;
}

export interface Seen {
  /** A thing and a text that differs when the thing does. */
  readonly things: Map<string, string>;
  /** What could not be looked at, and why. */
  readonly unseen: Map<string, string>;
}

export interface LookOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

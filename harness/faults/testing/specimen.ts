import type { BlockResult, RunningStack } from '../../engines/engine.ts';
import type { Stack } from '../../model/stack.ts';

/** A stack on which a fault is tried, and how to look at it. */
export interface Bench {
  readonly stack: RunningStack;
  readonly signal: AbortSignal;
  /** On the operator's shell of the bastion. */
  run(script: string): Promise<BlockResult>;
  /** The same; rejects with what was printed where it does not end with 0. */
  must(script: string): Promise<string>;
}

/**
 * The smallest system that a fault can harm, with all that its whole life needs: the library's test, the measurement of
 * injections and the page of blind probes are made of it. One for each fault, beside it, and one line in `specimens.ts`.
 */
export interface Specimen {
  readonly kind: string;
  readonly settings: Readonly<Record<string, unknown>>;
  stack(): Stack;
  /** What is there before the fault: rows, keys, files, roles. */
  prepare?(bench: Bench): Promise<void>;
  /** Whether a user is served: writes and reads back in the app's own role, over a new connection, within a second or two. */
  works(bench: Bench): Promise<boolean>;
  /**
   * Removes the cause as an operator would, who knows nothing of the harness. Only what the operator can reach; `external` where that
   * is nothing: whoever could mend it is not part of the stack.
   */
  readonly mend: ((bench: Bench) => Promise<void>) | 'external';
  /** Where it cannot bite: its proof must not hold there, and the users must be served. Never empty. */
  readonly blunt: readonly Blunt[];
  /** Its injection takes long by nature (it fills, it waits for a restart); the reason. */
  readonly slow?: string;
}

export interface Blunt {
  /** Ends the test's title: `… has no effect where …`. */
  readonly where: string;
  /** Instead of the specimen's. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** On the same stack, after what the specimen's own `prepare` did and after it was mended. */
  prepare?(bench: Bench): Promise<void>;
  /** Takes back what `prepare` did, where further ones follow. */
  restore?(bench: Bench): Promise<void>;
  /** A stack of its own. */
  stack?(): Stack;
  /** Users need not be served there. */
  readonly unserved?: boolean;
}

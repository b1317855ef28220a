import type { RunningStack, StandInCall } from '../engines/engine.ts';

/** Takes the place of an operator's tool on the bastion and acts on the stack's services: one file, one line in `index.ts`. */
export interface ShimDefinition {
  /** Name on PATH. */
  readonly kind: string;
  /** Which tool and version it follows, for reports. */
  readonly follows: string;
  /** What it acts on, in one line for the reference. */
  readonly about?: string;
  /**
   * Does what the tool documents and resolves to its exit status.
   * @throws {Unsupported} for what it does not know: the caller exits non-zero and the trial is `unsupported`.
   */
  run(call: StandInCall, stack: RunningStack): Promise<number>;
}

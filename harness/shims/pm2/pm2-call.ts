import type { RunningStack, StandInCall } from '../../engines/engine.ts';
import type { Flags } from '../flags.ts';

/** What a command of pm2 is given. */
export interface Pm2Call {
  readonly call: StandInCall;
  readonly verb: string;
  readonly targets: readonly string[];
  readonly flags: Flags;
  readonly stack: RunningStack;
}

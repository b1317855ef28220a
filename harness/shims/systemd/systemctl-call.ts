import type { RunningStack, StandInCall } from '../../engines/engine.ts';
import type { Flags } from '../flags.ts';

/** What a verb of systemctl is given. */
export interface SystemctlCall {
  readonly verb: string;
  readonly names: readonly string[];
  readonly flags: Flags;
  readonly call: StandInCall;
  readonly stack: RunningStack;
}

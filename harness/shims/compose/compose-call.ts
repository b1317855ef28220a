import type { RunningStack, StandInCall } from '../../engines/engine.ts';
import type { Project } from './project.ts';

/** What a Compose command is given. */
export interface ComposeCall {
  readonly call: StandInCall;
  readonly argv: readonly string[];
  readonly stack: RunningStack;
  readonly project: Project;
}

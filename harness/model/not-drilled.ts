import type { Problem } from './problem.ts';

/** Rule of the Problem that a scenario's own engine cannot run on this machine: no file is wrong. */
export const noEngine = 'no-engine';

/** A scenario that was asked for and was not drilled, because a file of its team has a Problem or its engine is not here; others were. */
export interface NotDrilled {
  readonly file: string;
  /** Folder that holds the team's `drillbook.yaml`, as a path from the working directory. */
  readonly team: string;
  /** Empty when it is another file of its team that is wrong. */
  readonly problems: readonly Problem[];
}

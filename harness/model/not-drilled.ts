import type { Problem } from './problem.ts';

/** A scenario that was asked for and was not drilled, because a file of its team has a Problem; other teams' scenarios were. */
export interface NotDrilled {
  readonly file: string;
  /** Folder that holds the team's `drillbook.yaml`, as a path from the working directory. */
  readonly team: string;
  /** Empty when it is another file of its team that is wrong. */
  readonly problems: readonly Problem[];
}

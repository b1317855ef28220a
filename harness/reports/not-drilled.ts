import type { NotDrilled } from '../model/not-drilled.ts';
import { place } from './report-place.ts';
import type { Report } from './report-schema.ts';

export type ReportNotDrilled = NonNullable<Report['notDrilled']>[number];

/** Members that reports know, and no others. */
export function reportNotDrilled({ file, team, problems }: NotDrilled): ReportNotDrilled {
  return {
    file,
    team,
    problems: problems.map(({ rule, severity, message, location, hint }) => ({
      rule,
      severity,
      message,
      location: place(location),
      ...(hint === undefined ? {} : { hint }),
    })),
  };
}

/** `3 scenarios were not drilled`, or nothing. */
export function notDrilledSentence({ notDrilled = [] }: Pick<Report, 'notDrilled'>): string | undefined {
  const count = notDrilled.length;
  return count === 0
    ? undefined
    : `${count} ${count === 1 ? 'scenario was' : 'scenarios were'} not drilled: a file of ${count === 1 ? 'its' : 'their'} team has a problem.`;
}

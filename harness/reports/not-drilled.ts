import { noEngine, type NotDrilled } from '../model/not-drilled.ts';
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
  const homeless = notDrilled.filter(lacksEngine).length;
  const broken = notDrilled.length - homeless;
  const were = (count: number): string => `${count} ${count === 1 ? 'scenario was' : 'scenarios were'} not drilled`;
  const parts = [
    ...(broken === 0 ? [] : [`${were(broken)}: a file of ${broken === 1 ? 'its' : 'their'} team has a problem.`]),
    ...(homeless === 0 ? [] : [`${were(homeless)}: ${homeless === 1 ? 'its' : 'their'} engine cannot run on this machine.`]),
  ];
  return parts.length === 0 ? undefined : parts.join(' ');
}

/** Whether no file is wrong, and only the engine is missing here. */
export function lacksEngine({ problems }: Pick<ReportNotDrilled, 'problems'>): boolean {
  return problems.length > 0 && problems.every(({ rule }) => rule === noEngine);
}

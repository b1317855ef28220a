import type { Problem } from '../model/problem.ts';
import { showLocation } from '../model/location.ts';

/** One line per problem, in the form that terminals and editors turn into a link, and its hint. */
export function showProblems(problems: readonly Problem[]): string {
  return problems
    .map(
      ({ location, severity, message, rule, hint }) =>
        `${showLocation(location)}: ${severity}: ${message} [${rule}]\n${hint === undefined ? '' : `  ${hint}\n`}`,
    )
    .join('');
}

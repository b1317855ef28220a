import { resolve } from 'node:path';
import type { Problem } from '../model/problem.ts';
import { showLocation } from '../model/location.ts';

/** One line per problem, in the form that terminals and editors turn into a link, and its hint. */
export function showProblems(problems: readonly Problem[]): string {
  return uniqueProblems(problems)
    .map(
      ({ location, severity, message, rule, hint }) =>
        `${showLocation(location)}: ${severity}: ${message} [${rule}]\n${hint === undefined ? '' : `  ${hint}\n`}`,
    )
    .join('');
}

/** Scenarios share runbooks, stacks and `drillbook.yaml`: what is wrong with one of those is told once. */
export function uniqueProblems(problems: readonly Problem[]): readonly Problem[] {
  return [
    ...new Map(
      problems.map(problem => [
        `${resolve(problem.location.file)}:${problem.location.line}:${problem.location.column} ${problem.message}`,
        problem,
      ]),
    ).values(),
  ];
}

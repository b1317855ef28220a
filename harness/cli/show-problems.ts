import { resolve } from 'node:path';
import type { Problem } from '../model/problem.ts';
import { showLocation } from '../model/location.ts';
import { cleanLine } from '../reports/clean-text.ts';

/** One line per problem, in the form that terminals and editors turn into a link, and its hint. What they quote of a file makes no line of its own. */
export function showProblems(problems: readonly Problem[]): string {
  return uniqueProblems(problems)
    .map(
      ({ location, severity, message, rule, hint }) =>
        `${cleanLine(`${showLocation(location)}: ${severity}: ${message} [${rule}]`)}\n${hint === undefined ? '' : `  ${cleanLine(hint)}\n`}`,
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

import type { Problem } from '../../model/problem.ts';
import { cleanLine } from '../clean-text.ts';
import { showPlace } from '../report-place.ts';
import type { Report, ReportScenario } from '../report-schema.ts';
import { verdictLine } from '../sentence.ts';
import { worstFirst } from '../worst-first.ts';
import { cut } from './cut.ts';
import { logText } from './log-text.ts';

export interface AnnotationOptions {
  /**
   * Path of a file relative to the repository's top, with `/`; undefined for one that is not in the repository, which is then named in
   * the message. @default places are relative to it already
   */
  readonly pathOf?: (file: string) => string | undefined;
}

type Place = ReportScenario['at'];
interface Annotation {
  readonly title: string;
  readonly lines: readonly string[];
  readonly at: Place;
}

/** GitHub shows no more than this many of a level for one step of a job. */
const mostOfALevel = 10;
/** GitHub refuses titles above 255 characters; a message is read in three lines beside the code. */
const longestTitle = 250;
const longestLine = 1_000;

/**
 * What GitHub shows at the runbook's lines, as workflow commands, one a line: an error for each outcome that was not expected (worst
 * first), a warning for each finding about a runbook that is not known to be broken, and one notice for those that did not fit.
 */
export function annotations(report: Report, { pathOf = file => file }: AnnotationOptions = {}): readonly string[] {
  const scenarios = worstFirst(report).flatMap(index => report.scenarios[index] ?? []);
  const errors = [...aboutProblems(report), ...scenarios.filter(({ asExpected }) => !asExpected).map(aboutOutcome)];
  const warnings = unique(scenarios.filter(({ asExpected, expected }) => !asExpected || expected.is === 'verified').flatMap(aboutFindings));
  const more = Math.max(0, errors.length - mostOfALevel) + Math.max(0, warnings.length - mostOfALevel);
  return [
    ...errors.slice(0, mostOfALevel).map(one => workflowCommand('error', one, pathOf)),
    ...warnings.slice(0, mostOfALevel).map(one => workflowCommand('warning', one, pathOf)),
    ...(more === 0 ? [] : [`::notice title=drillbook::${more} more in the summary`]),
  ];
}

/** The same of mistakes in files, for which nothing was drilled; at most as many of a level as GitHub shows, and how many more there are. */
export function problemAnnotations(problems: readonly Problem[], { pathOf = file => file }: AnnotationOptions = {}): readonly string[] {
  const levels = (['error', 'warning'] as const).map(level => [level, problems.filter(({ severity }) => severity === level)] as const);
  const more = levels.reduce((sum, [, all]) => sum + Math.max(0, all.length - mostOfALevel), 0);
  return [
    ...levels.flatMap(([level, all]) =>
      all
        .slice(0, mostOfALevel)
        .map(({ rule, message, hint, location }) =>
          workflowCommand(level, { title: `drillbook: ${rule}`, lines: [message, hint ?? ''], at: location }, pathOf),
        ),
    ),
    ...(more === 0 ? [] : [`::notice title=drillbook::${more} more in the log`]),
  ];
}

/** A mistake in a file that kept a team's scenarios from being drilled, each once. */
function aboutProblems({ notDrilled = [] }: Report): readonly Annotation[] {
  return unique(
    notDrilled
      .flatMap(({ problems }) => problems)
      .filter(({ severity }) => severity === 'error')
      .map(({ rule, message, hint, location }) => ({ title: `drillbook: ${rule}`, lines: [message, hint ?? ''], at: location })),
  );
}

function aboutOutcome(scenario: ReportScenario): Annotation {
  return {
    title: `${titleOf(scenario)}: ${verdictLine(scenario)}`,
    lines: [scenario.sentence, scenario.unexpected, scenario.next === '' ? '' : `Next: ${scenario.next}`],
    at: scenario.at,
  };
}

function aboutFindings(scenario: ReportScenario): readonly Annotation[] {
  return scenario.findings.flatMap(({ rule, message, location }) =>
    // Without a place there is no line to show it at; the summary has it.
    location === undefined ? [] : [{ title: `${titleOf(scenario)}: ${rule}`, lines: [message], at: location }],
  );
}

function titleOf({ title, id }: ReportScenario): string {
  return cut(cleanLine(title) || cleanLine(id), longestTitle - 100);
}

/** Scenarios share runbooks: what is found at one line is told once. */
function unique(found: readonly Annotation[]): readonly Annotation[] {
  return [...new Map(found.toReversed().map(one => [`${showPlace(one.at)} ${one.lines.join(' ')}`, one])).values()].toReversed();
}

/** As documented in GitHub's "Workflow commands", escaped as actions/toolkit does: `%`, CR, LF; in properties `:` and `,` as well. */
function workflowCommand(
  level: 'error' | 'warning',
  { title, lines, at }: Annotation,
  pathOf: NonNullable<AnnotationOptions['pathOf']>,
): string {
  const file = pathOf(at.file);
  const properties: Readonly<Record<string, string | number>> = {
    ...(file === undefined ? {} : { file, line: at.line, col: at.column }),
    title,
  };
  const shown = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`);
  const message = [...lines, ...(file === undefined ? [showPlace(at)] : [])].filter(line => line !== '');
  return `::${level} ${shown.join(',')}::${message.map(line => data(cut(line, longestLine))).join('%0A')}`;
}

function data(text: string): string {
  return logText(cleanLine(text)).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

import { logText } from './ci/log-text.ts';
import { cleanLine } from './clean-text.ts';
import { painter } from './paint.ts';
import type { Paint } from './paint.ts';
import { showPlace } from './report-place.ts';
import type { Report, ReportScenario } from './report-schema.ts';
import { dataSentence, recoverySentence, symbols, verdictLine } from './sentence.ts';
import { wrap } from './wrap.ts';

export interface TerminalOptions {
  readonly color: boolean;
  /** Columns; anything below 20 is not believed (a terminal may report 0). */
  readonly width: number;
  readonly reportFile?: string;
}

const colors = { verified: 'green', refuted: 'red', inconclusive: 'yellow' } as const;

/** What a person reads at the end of a drill: a verdict per scenario with its reason, place and next step, then the counts. */
export function showReport(report: Report, { color, width, reportFile }: TerminalOptions): string {
  const paint = painter(color);
  const columns = width < 20 || !Number.isFinite(width) ? 80 : Math.min(width, 140);
  const blocks = report.scenarios.map(scenario => showScenario(scenario, paint, columns).join('\n'));
  return logText(`${[...blocks, summary(report, paint, reportFile).join('\n')].join('\n\n')}\n`);
}

function showScenario(scenario: ReportScenario, paint: Paint, columns: number): readonly string[] {
  const { outcome, asExpected, expected } = scenario;
  // What is expected to fail, and does, is not the colour of a failure, and never that of a success.
  const tone = asExpected && expected.is !== 'verified' ? 'dim' : colors[outcome];
  const body = (text: string): readonly string[] => wrap(cleanLine(text), columns - 4).map(line => `    ${line}`);
  const bodyOf = (text: string | undefined): readonly string[] => (text === undefined || text === '' ? [] : body(text));
  const recovery = recoverySentence(scenario);
  return [
    `${paint(tone, symbols[outcome])} ${paint('bold', cleanLine(scenario.title) || cleanLine(scenario.id))}  ${paint(tone, verdictLine(scenario))}`,
    ...body(scenario.sentence),
    ...bodyOf(recovery === undefined ? undefined : `recovery ${recovery}`),
    ...bodyOf(dataSentence(scenario)),
    ...bodyOf(scenario.unexpected).map(line => paint('red', line)),
    `    ${paint('cyan', cleanLine(showPlace(scenario.at)))}`,
    ...scenario.adaptations.flatMap(({ step, what, why, location }) => body(`adapted: ${step}: ${what} (${why}) ${showPlace(location)}`)),
    ...findings(scenario, paint, columns),
    ...(asExpected || scenario.next === '' ? [] : body(`→ ${scenario.next}`)),
  ];
}

/** At most five: the report has them all. */
function findings(scenario: ReportScenario, paint: Paint, columns: number): readonly string[] {
  // That data loss was not measured stands above already.
  const all = scenario.findings.filter(({ rule }) => rule !== 'data-not-measured');
  const shown = all.slice(0, 5).flatMap(({ rule, message, location }) => {
    const [first = '', ...rest] = wrap(
      cleanLine(`${rule}: ${message}${location === undefined ? '' : ` ${showPlace(location)}`}`),
      columns - 6,
    );
    return [`    ${paint('yellow', '!')} ${first}`, ...rest.map(line => `      ${line}`)];
  });
  return all.length > 5 ? [...shown, `    ${paint('dim', `… and ${all.length - 5} more findings in the report`)}`] : shown;
}

function summary({ totals, scenarios, shard }: Report, paint: Paint, reportFile: string | undefined): readonly string[] {
  const counts = (['verified', 'refuted', 'inconclusive'] as const)
    .filter(outcome => totals[outcome] > 0)
    .map(outcome => paint(colors[outcome], `${totals[outcome]} ${outcome}`));
  if (totals.expectedOtherwise > 0) counts.push(paint('dim', `${totals.expectedOtherwise} not verified, as expected`));
  if (totals.unexpected > 0) counts.push(paint('red', `${totals.unexpected} unexpected`));
  const nothing = totals.scenarios === 0 ? ['nothing was drilled'] : [];
  const trials = scenarios.reduce((sum, scenario) => sum + scenario.trials.length, 0);
  return [
    `${[...nothing, ...counts].join(' · ')}  ${paint('dim', `(${totals.scenarios} ${totals.scenarios === 1 ? 'scenario' : 'scenarios'}, ${trials} ${trials === 1 ? 'trial' : 'trials'}${shard === undefined ? '' : `; part ${shard.current} of ${shard.total}`})`)}`,
    ...(reportFile === undefined ? [] : [`${paint('dim', 'report')} ${cleanLine(reportFile)}`]),
  ];
}

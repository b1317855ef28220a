import { logText } from './ci/log-text.ts';
import { cleanLine } from './clean-text.ts';
import { byOwner, ownerOf } from './by-owner.ts';
import { hiddenSentence } from './hidden-state.ts';
import type { ReportNotDrilled } from './not-drilled.ts';
import { painter } from './paint.ts';
import type { Paint } from './paint.ts';
import { showPlace } from './report-place.ts';
import type { Report, ReportScenario } from './report-schema.ts';
import { moreAbout } from './more-about.ts';
import { dataSentence, recoverySentence, symbols, verdictLine } from './sentence.ts';
import { markSentence, scoreSentence } from './step-marks.ts';
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
  const titles = report.scenarios.map(({ title }) => cleanLine(title));
  const nameOf = ({ id, title }: ReportScenario): string => {
    const shown = cleanLine(title);
    if (shown === '') return cleanLine(id);
    return titles.indexOf(shown) === titles.lastIndexOf(shown) ? shown : `${shown} (${cleanLine(id)})`;
  };
  const show = (scenario: ReportScenario): string => showScenario(scenario, nameOf(scenario), paint, columns).join('\n');
  const blocks =
    byOwner(report.scenarios, ownerOf)?.flatMap(({ owner, items }) => [paint('bold', `── ${cleanLine(owner)}`), ...items.map(show)]) ??
    report.scenarios.map(show);
  const left = (report.notDrilled ?? []).map(one => showNotDrilled(one, paint, columns).join('\n'));
  return logText(`${[...blocks, ...left, summary(report, paint, reportFile).join('\n')].join('\n\n')}\n`);
}

function showScenario(scenario: ReportScenario, name: string, paint: Paint, columns: number): readonly string[] {
  const { outcome, asExpected, expected } = scenario;
  // What is expected to fail, and does, is not the colour of a failure, and never that of a success.
  const tone = asExpected && expected.is !== 'verified' ? 'dim' : colors[outcome];
  const body = (text: string): readonly string[] => wrap(cleanLine(text), columns - 4).map(line => `    ${line}`);
  const bodyOf = (text: string | undefined): readonly string[] => (text === undefined || text === '' ? [] : body(text));
  const recovery = recoverySentence(scenario);
  return [
    `${paint(tone, symbols[outcome])} ${paint('bold', name)}  ${paint(tone, verdictLine(scenario))}`,
    ...body(scenario.sentence),
    ...bodyOf(recovery === undefined ? undefined : `recovery ${recovery}`),
    ...bodyOf(dataSentence(scenario)),
    ...bodyOf(scenario.unexpected).map(line => paint('red', line)),
    `    ${paint('cyan', cleanLine(showPlace(scenario.at)))}`,
    ...scenario.adaptations.flatMap(({ step, what, why, location }) => body(`adapted: ${step}: ${what} (${why}) ${showPlace(location)}`)),
    ...stepMarks(scenario, paint, columns),
    ...bodyOf(scenario.hidden === undefined ? undefined : hiddenSentence(scenario.hidden)),
    ...findings(scenario, paint, columns),
    ...(asExpected || scenario.next === '' ? [] : [...body(`→ ${scenario.next}`), `    ${paint('dim', `  ${moreAbout(scenario)}`)}`]),
  ];
}

function showNotDrilled({ file, problems }: ReportNotDrilled, paint: Paint, columns: number): readonly string[] {
  const lines = problems.flatMap(({ location, severity, message, hint }) => [
    `${showPlace(location)}: ${severity}: ${message}`,
    ...(hint === undefined ? [] : [`→ ${hint}`]),
  ]);
  return [
    `${paint('red', '–')} ${paint('bold', cleanLine(file))}  ${paint('red', 'not drilled')}`,
    ...(lines.length === 0 ? ['another file of its team has a problem'] : lines).flatMap(line =>
      wrap(cleanLine(line), columns - 4).map(text => `    ${text}`),
    ),
  ];
}

/** What the acting steps are worth together, and each of which a reader should know more. */
function stepMarks({ steps }: ReportScenario, paint: Paint, columns: number): readonly string[] {
  if (steps === undefined) return [];
  const told = steps.marks.filter(({ mark, noticed }) => mark !== 'necessary' || noticed !== 'noticed');
  return [scoreSentence(steps), ...told.map(mark => `${mark.step} ${markSentence(mark)} ${showPlace(mark.at)}`)].flatMap((text, index) => {
    const [first = '', ...rest] = wrap(cleanLine(text), columns - (index === 0 ? 4 : 6));
    return index === 0
      ? [`    ${first}`, ...rest.map(line => `    ${line}`)]
      : [`    ${paint('dim', '·')} ${first}`, ...rest.map(line => `      ${line}`)];
  });
}

/** At most five, and once what two trials have in common: the report has them all. */
function findings(scenario: ReportScenario, paint: Paint, columns: number): readonly string[] {
  // That data loss was not measured stands above already.
  const measured = scenario.findings.filter(({ rule }) => rule !== 'data-not-measured');
  const all = [...new Map(measured.toReversed().map(finding => [sameIn(finding), finding])).values()].toReversed();
  const shown = all.slice(0, 5).flatMap(({ rule, message, location }) => {
    const [first = '', ...rest] = wrap(
      cleanLine(`${rule}: ${message}${location === undefined ? '' : ` ${showPlace(location)}`}`),
      columns - 6,
    );
    return [`    ${paint('yellow', '!')} ${first}`, ...rest.map(line => `      ${line}`)];
  });
  return all.length > 5 ? [...shown, `    ${paint('dim', `… and ${all.length - 5} more findings in the report`)}`] : shown;
}

/** Numbers, such as how many rounds were red, differ between the trials of one scenario, and say nothing new. */
function sameIn({ rule, message, location }: ReportScenario['findings'][number]): string {
  return `${rule} ${message.replaceAll(/\d+ red rounds?/g, 'red rounds')} ${location === undefined ? '' : showPlace(location)}`;
}

function summary({ totals, scenarios, shard, notDrilled = [] }: Report, paint: Paint, reportFile: string | undefined): readonly string[] {
  const counts = (['verified', 'refuted', 'inconclusive'] as const)
    .filter(outcome => totals[outcome] > 0)
    .map(outcome => paint(colors[outcome], `${totals[outcome]} ${outcome}`));
  if (totals.expectedOtherwise > 0) counts.push(paint('dim', `${totals.expectedOtherwise} not verified, as expected`));
  if (totals.unexpected > 0) counts.push(paint('red', `${totals.unexpected} unexpected`));
  if (notDrilled.length > 0) counts.push(paint('red', `${notDrilled.length} not drilled`));
  const nothing = totals.scenarios === 0 ? ['nothing was drilled'] : [];
  const trials = scenarios.reduce((sum, scenario) => sum + scenario.trials.length, 0);
  return [
    `${[...nothing, ...counts].join(' · ')}  ${paint('dim', `(${totals.scenarios} ${totals.scenarios === 1 ? 'scenario' : 'scenarios'}, ${trials} ${trials === 1 ? 'trial' : 'trials'}${shard === undefined ? '' : `; part ${shard.current} of ${shard.total}`})`)}`,
    ...(reportFile === undefined ? [] : [`${paint('dim', 'report')} ${cleanLine(reportFile)}`]),
  ];
}

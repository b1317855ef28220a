import { cleanLine } from '../clean-text.ts';
import { headline } from '../headline.ts';
import { moreAbout } from '../more-about.ts';
import { showPlace } from '../report-place.ts';
import type { Report, ReportScenario } from '../report-schema.ts';
import { showDuration } from '../../support/duration.ts';
import { dataSentence, recoverySentence, showInterval, symbols, verdictLine } from '../sentence.ts';
import { worstFirst } from '../worst-first.ts';
import { cut } from './cut.ts';
import { literal, literalBlock, literalHtml } from './markdown.ts';

export interface SummaryOptions {
  /** Path of the evidence folder, as a reader would type it; else the name of the run. */
  readonly evidence?: string;
  /** What it may be at most in UTF-8; GitHub takes no step's summary above 1 MiB. @default 900 kB */
  readonly bytes?: number;
}

const defaultBytes = 900_000;
/** Kept free for what says that something was left out, and for the end. */
const reserveBytes = 2_000;
const mostLines = 40;
const longestLine = 500;
const longestName = 200;

/**
 * The run as Markdown for a CI job's summary: the verdict first, a table worst first, what is behind each outcome that needs somebody,
 * and how to check the evidence. All that comes from a runbook, a scenario or an output is shown literally.
 */
export function summaryMarkdown(report: Report, { evidence, bytes = defaultBytes }: SummaryOptions = {}): string {
  const scenarios = worstFirst(report).flatMap(index => report.scenarios[index] ?? []);
  const { text, more } = headline(report);
  const end = howToCheck(evidence ?? report.run, report);
  const parts: string[] = [
    `## ${symbolOf(report)} ${text}\n`,
    ...(more.length === 0 ? [] : [`\n${more.join(' ')}\n`]),
    `\n${countsLine(report)}\n`,
  ];
  const room = (): number => bytes - reserveBytes - Buffer.byteLength(parts.join('')) - Buffer.byteLength(end);
  if (scenarios.length > 0) {
    const rows = fitting(scenarios.map(row), Math.max(0, room() * (2 / 3)));
    parts.push(
      `\n| | Scenario | Verdict | Recovery${scenarios.some(({ withReader }) => withReader === true) ? '' : ' (machine pace, without reading time)'} | Line |\n| --- | --- | --- | --- | --- |\n`,
      ...rows,
    );
    if (rows.length < scenarios.length) parts.push(`\n${scenarios.length - rows.length} more scenarios are in the report.\n`);
  }
  parts.push(...notDrilled(report, room()));
  for (const [title, belongs] of sections) parts.push(...section(title, scenarios.filter(belongs), room()));
  return `${parts.join('')}${end}`;
}

/** Each scenario stands in one of them at most; the table has them all. */
const sections: readonly (readonly [string, (scenario: ReportScenario) => boolean])[] = [
  ['Needs attention', ({ asExpected }) => !asExpected],
  ['Verified, with findings', scenario => scenario.asExpected && !isExpectedOtherwise(scenario) && hasFindings(scenario)],
  ['Not verified, as expected', isExpectedOtherwise],
];

function section(title: string, scenarios: readonly ReportScenario[], bytes: number): readonly string[] {
  if (scenarios.length === 0) return [];
  const shown = fitting(scenarios.map(details), Math.max(0, bytes - 200));
  const left = scenarios.length - shown.length;
  return [`\n### ${title}\n`, ...shown, ...(left === 0 ? [] : [`\n${left} more of these are in the report.\n`])];
}

/** Scenarios that this run says nothing about. */
function notDrilled({ notDrilled: left = [] }: Report, bytes: number): readonly string[] {
  if (left.length === 0) return [];
  const lines = left.flatMap(({ file, problems }) => [
    problems.length === 0 ? `${file}: another file of its team is wrong` : `${file}:`,
    ...problems.map(({ location, message }) => `  ${showPlace(location)}: ${message}`),
  ]);
  const shown = lines.slice(0, mostLines).map(line => cut(cleanLine(line), longestLine));
  const text = `\n### Not drilled\n\n${literalBlock([...shown, ...(lines.length > mostLines ? [`… ${lines.length - mostLines} more lines are in the report`] : [])])}\n`;
  return Buffer.byteLength(text) <= bytes ? [text] : [`\n### Not drilled\n\n${left.length} scenarios; the report names them.\n`];
}

/** As many from the front as there is room for. */
function fitting(parts: readonly string[], bytes: number): readonly string[] {
  let left = bytes;
  const end = parts.findIndex(part => (left -= Buffer.byteLength(part)) < 0);
  return end === -1 ? parts : parts.slice(0, end);
}

function row(scenario: ReportScenario): string {
  const { recoveryMs, rtoMs, at, withReader } = scenario;
  const target = rtoMs === undefined ? '' : `, target ${showDuration(rtoMs)}`;
  const recovery = recoveryMs === undefined ? '' : `${showInterval(recoveryMs)}${withReader === true ? ' with the reader' : ''}${target}`;
  return `| ${markOf(scenario)} | ${literal(nameOf(scenario))} | ${verdictOf(scenario)} | ${recovery} | ${literal(showPlace(at))} |\n`;
}

function details(scenario: ReportScenario): string {
  const { asExpected, sentence, unexpected, next, findings, adaptations, expected } = scenario;
  const recovery = recoverySentence(scenario);
  const lines = [
    sentence,
    ...(unexpected === '' ? [] : [unexpected]),
    ...(recovery === undefined ? [] : [`recovery ${recovery}`]),
    dataSentence(scenario),
    ...(asExpected && expected.because !== undefined ? [`expected because: ${expected.because}`] : []),
    ...(asExpected && expected.owner !== undefined ? [`owner: ${expected.owner}`] : []),
    ...(asExpected && expected.until !== undefined ? [`accepted until: ${expected.until}`] : []),
    ...adaptations.map(({ step, what, why, location }) => `adapted: ${step}: ${what} (${why}) ${showPlace(location)}`),
    // That data loss was not measured stands above already.
    ...findings
      .filter(({ rule }) => rule !== 'data-not-measured')
      .map(({ rule, message, location }) => `${rule}: ${message}${location === undefined ? '' : ` ${showPlace(location)}`}`),
    ...stepsThatFailed(scenario),
  ]
    .flatMap(line => line.split('\n'))
    .map(line => cut(line, longestLine));
  const shown =
    lines.length > mostLines ? [...lines.slice(0, mostLines - 1), `… ${lines.length - mostLines + 1} more lines are in the report`] : lines;
  return `
<details${asExpected ? '' : ' open'}><summary>${markOf(scenario)} ${literalHtml(nameOf(scenario))} ${verdictOf(scenario)}</summary>

At ${literal(showPlace(scenario.at))}, scenario ${literal(scenario.file)}

${literalBlock(shown)}
${asExpected || next === '' ? '' : `\nNext: ${literal(cut(next, longestLine))} More: ${literal(moreAbout(scenario))}\n`}
</details>
`;
}

/** Steps that did not hold in the trial that follows the runbook as it is written. */
function stepsThatFailed({ trials }: ReportScenario): readonly string[] {
  const steps = trials.findLast(({ trial }) => trial === 'as-written')?.steps ?? [];
  return steps
    .filter(({ status }) => status === 'not-held')
    .map(({ id, message, at }) => `step ${id} did not hold: ${message} ${showPlace(at)}`);
}

function howToCheck(evidence: string | undefined, { drillbook, rules, startedAt }: Report): string {
  return `
<details><summary>How to check this</summary>

Made by drillbook ${literal(drillbook)} (rules ${rules}) from the journals of a run that began at ${literal(startedAt)}. Get the evidence folder and let it be read again, without a network:

${literalBlock([`npx drillbook audit ${evidence === undefined ? '<evidence folder>' : shellWord(evidence)}`])}

</details>
`;
}

/** What is typed into a shell stays one word there. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function countsLine({ totals }: Report): string {
  const counts = (['verified', 'refuted', 'inconclusive'] as const).flatMap(outcome =>
    totals[outcome] > 0 ? [`${totals[outcome]} ${outcome}`] : [],
  );
  if (totals.expectedOtherwise > 0) counts.push(`${totals.expectedOtherwise} not verified, as expected`);
  if (totals.unexpected > 0) counts.push(`**${totals.unexpected} unexpected**`);
  return [...counts, `${totals.scenarios} ${totals.scenarios === 1 ? 'scenario' : 'scenarios'}`].join(' · ');
}

function symbolOf(report: Report): string {
  return { good: symbols.verified, bad: symbols.refuted, unsure: symbols.inconclusive, neutral: '–' }[headline(report).tone];
}

/** A runbook that is known to be broken has the sign of neither success nor failure, and a surprise never that of a success. */
function markOf(scenario: ReportScenario): string {
  if (isExpectedOtherwise(scenario)) return '–';
  return scenario.outcome === 'verified' && !scenario.asExpected ? '!' : symbols[scenario.outcome];
}

function verdictOf(scenario: ReportScenario): string {
  return `${verdictLine(scenario)}${scenario.asExpected ? '' : ', unexpected'}`;
}

function nameOf({ title, id }: ReportScenario): string {
  return cut(cleanLine(title) || id, longestName);
}

function isExpectedOtherwise({ asExpected, expected }: ReportScenario): boolean {
  return asExpected && expected.is !== 'verified';
}

/** That data loss was not measured is said in every report. */
function hasFindings({ findings }: ReportScenario): boolean {
  return findings.some(({ rule }) => rule !== 'data-not-measured');
}

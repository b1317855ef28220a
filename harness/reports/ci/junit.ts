import { dirname } from 'node:path/posix';
import { cleanLine, cleanText } from '../clean-text.ts';
import { showPlace } from '../report-place.ts';
import type { Report, ReportScenario } from '../report-schema.ts';
import { dataSentence, recoverySentence, verdictLine } from '../sentence.ts';
import { xmlDocument } from './xml.ts';
import type { Element } from './xml.ts';

/**
 * The run as JUnit XML, in the dialect that GitLab, Jenkins and GitHub's reporters share (testsuites, testsuite, testcase with
 * properties, failure, error, system-out): one test case for each scenario. An outcome that was not expected is a `failure`, or an
 * `error` where the drill could not tell. A scenario that is known to be broken passes and says so: it has the property `expected` and
 * is counted apart in the suite's property `expected-otherwise`, never in `verified`.
 */
export function junitXml(report: Report): string {
  const { totals, scenarios, notDrilled = [] } = report;
  const cases = [...scenarios.map(scenario => testCase(scenario, report)), ...notDrilled.map(notDrilledCase)];
  const counts = {
    tests: cases.length,
    failures: scenarios.filter(failed).length,
    errors: scenarios.filter(erred).length + notDrilled.length,
    skipped: 0,
    time: seconds(scenarios.reduce((sum, scenario) => sum + lasted(scenario), 0)),
  };
  return xmlDocument({
    name: 'testsuites',
    attributes: { name: 'drillbook', ...counts },
    content: [
      {
        name: 'testsuite',
        attributes: { name: 'drillbook', timestamp: report.startedAt, ...counts },
        content: [
          properties({
            drillbook: report.drillbook,
            rules: report.rules,
            run: report.run,
            machine: report.machine,
            verified: totals.verified,
            refuted: totals.refuted,
            inconclusive: totals.inconclusive,
            'expected-otherwise': totals.expectedOtherwise,
            unexpected: totals.unexpected,
          }),
          ...cases,
        ],
      },
    ],
  });
}

function testCase(scenario: ReportScenario, report: Report): Element {
  const { outcome, reason, sentence, unexpected } = scenario;
  const told = { message: cleanLine(unexpected === '' ? sentence : `${sentence}; ${unexpected}`), type: reason };
  const more = details(scenario);
  return {
    name: 'testcase',
    attributes: {
      name: cleanLine(scenario.title) || cleanLine(scenario.id),
      classname: cleanLine(scenario.runbook),
      file: cleanLine(scenario.at.file),
      line: scenario.at.line,
      time: seconds(lasted(scenario)),
    },
    content: [
      properties({
        runbook: scenario.runbook,
        scenario: scenario.id,
        outcome,
        reason,
        expected: isExpectedOtherwise(scenario) ? showExpected(scenario) : undefined,
        engine: engineOf(scenario, report),
        'rto-target-ms': scenario.rtoMs,
        'recovery-lower-ms': scenario.recoveryMs?.lower,
        'recovery-upper-ms': scenario.recoveryMs?.upper,
        'recovery-pace': scenario.withReader === true ? 'with the reader' : undefined,
        evidence: evidenceOf(scenario, report),
        'input-digest': scenario.inputDigest === '' ? undefined : scenario.inputDigest,
      }),
      ...(failed(scenario) ? [{ name: 'failure', attributes: told, content: more }] : []),
      ...(erred(scenario) ? [{ name: 'error', attributes: told, content: more }] : []),
      ...(scenario.asExpected
        ? [{ name: 'system-out', content: isExpectedOtherwise(scenario) ? `[expected ${showExpected(scenario)}]\n${more}` : more }]
        : []),
    ],
  };
}

/** What was asked for and not drilled must not be missing from a list that is read for green. */
function notDrilledCase({ file, problems }: NonNullable<Report['notDrilled']>[number]): Element {
  const lines = problems.map(({ location, message }) => cleanLine(`${showPlace(location)}: ${message}`));
  return {
    name: 'testcase',
    attributes: { name: cleanLine(file), classname: 'not drilled', file: cleanLine(file), line: 1, time: seconds(0) },
    content: [
      {
        name: 'error',
        attributes: { message: lines[0] ?? 'not drilled: another file of its team is wrong', type: 'not-drilled' },
        content: lines.join('\n'),
      },
    ],
  };
}

function failed({ asExpected, outcome }: ReportScenario): boolean {
  return !asExpected && outcome !== 'inconclusive';
}

/** The drill could not tell: nothing is said against the runbook. */
function erred({ asExpected, outcome }: ReportScenario): boolean {
  return !asExpected && outcome === 'inconclusive';
}

function isExpectedOtherwise({ asExpected, expected }: ReportScenario): boolean {
  return asExpected && expected.is !== 'verified';
}

function showExpected({ expected, reason }: ReportScenario): string {
  return `${expected.is}: ${expected.reason ?? reason}${expected.selfTest ? ' (self-test)' : ''}`;
}

/** What a person reads who opens the test case; everything that is not ours stays on a line of its own. */
function details(scenario: ReportScenario): string {
  const recovery = recoverySentence(scenario);
  return [
    verdictLine(scenario),
    scenario.sentence,
    ...(recovery === undefined ? [] : [`recovery ${recovery}`]),
    dataSentence(scenario),
    showPlace(scenario.at),
    ...(scenario.unexpected === '' ? [] : [scenario.unexpected]),
    ...scenario.adaptations.map(({ step, what, why }) => `adapted: ${step}: ${what} (${why})`),
    // That data loss was not measured stands above already.
    ...scenario.findings
      .filter(({ rule }) => rule !== 'data-not-measured')
      .map(({ rule, message, location }) => `${rule}: ${message}${location === undefined ? '' : ` ${showPlace(location)}`}`),
    ...(scenario.asExpected || scenario.next === '' ? [] : [`next: ${scenario.next}`]),
  ]
    .map(line => cleanLine(line))
    .join('\n');
}

function engineOf({ trials }: ReportScenario, report: Report): string {
  const engines = [...new Set(trials.map(({ engine }) => engine).filter(engine => engine !== ''))];
  return engines.length === 0 ? (report.engine ?? '') : engines.join(', ');
}

/** Where its journals are: the run and the folder in it. */
function evidenceOf({ trials }: ReportScenario, { run }: Report): string {
  const folders = [...new Set(trials.map(({ journal }) => dirname(journal)))];
  return [run ?? '', ...folders].filter(part => part !== '').join(' ');
}

function lasted({ trials }: ReportScenario): number {
  return trials.reduce((sum, { lastedMs }) => sum + lastedMs, 0);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function properties(values: Readonly<Record<string, string | number | undefined>>): Element {
  return {
    name: 'properties',
    content: Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [{ name: 'property', attributes: { name, value: typeof value === 'number' ? value : cleanText(value) } }],
    ),
  };
}

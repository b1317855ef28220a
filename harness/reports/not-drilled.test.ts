import { expect, test } from '@playwright/test';
import { annotations } from './ci/annotations.ts';
import { junitXml } from './ci/junit.ts';
import { summaryMarkdown } from './ci/summary.ts';
import { hostileTexts } from './ci/testing/reports.ts';
import { headline } from './headline.ts';
import { makeReport } from './make-report.ts';
import { reportHtml } from './report-html.ts';
import { reportSchema } from './report-schema.ts';
import { showReport } from './terminal.ts';

const about = { drillbook: '0.1.0', run: 'x', startedAt: '2026-11-21T03:00:00.000Z', machine: 'Linux', engine: 'processes' };
const problem = (message: string, file = 'teams/late/a.yaml') => ({
  rule: 'unknown-key',
  severity: 'error' as const,
  message,
  location: { file, line: 4, column: 1 },
  hint: message,
});
const reportOf = (problems: readonly ReturnType<typeof problem>[]) =>
  makeReport([], {
    ...about,
    notDrilled: [
      { file: 'teams/late/a.yaml', team: 'teams/late', problems },
      { file: 'teams/late/b.yaml', team: 'teams/late', problems: [] },
    ],
  });

test('every output names what was asked for and not drilled, and none of them is green', () => {
  const report = reportOf([problem('unexpected key "stedyState"')]);
  expect(reportSchema.safeParse(report).error).toBeUndefined();
  expect(headline(report)).toMatchObject({ tone: 'unsure', more: ['2 scenarios were not drilled: a file of their team has a problem.'] });
  const junit = junitXml(report);
  expect(junit).toContain('tests="2" failures="0" errors="2"');
  expect(junit).toContain('<error message="not drilled: another file of its team is wrong" type="not-drilled"/>');
  for (const text of [showReport(report, { color: false, width: 120 }), summaryMarkdown(report), junit, reportHtml(report, [])]) {
    expect(text).toContain('teams/late/b.yaml');
    expect(text).toMatch(/teams\/late\/a.yaml:4:1.*unexpected key|teams\/late\/a.yaml:4:1<\/code>\s+unexpected key/);
  }
  expect(annotations(report)).toEqual([
    expect.stringMatching(/^::error file=teams\/late\/a.yaml,line=4,col=1,title=drillbook%3A unknown-key::/),
  ]);
});

test('that an engine is not here is said for what it is, and no file is blamed', () => {
  const homeless = { ...problem('the engine containers cannot run on this machine'), rule: 'no-engine' };
  const report = makeReport([], { ...about, notDrilled: [{ file: 'a.yaml', team: '.', problems: [homeless] }] });
  expect(headline(report)).toMatchObject({ tone: 'unsure', more: ['1 scenario was not drilled: its engine cannot run on this machine.'] });
  expect(headline(reportOf([homeless]))).toMatchObject({
    more: [
      '1 scenario was not drilled: a file of its team has a problem. 1 scenario was not drilled: its engine cannot run on this machine.',
    ],
  });
});

test('what a problem quotes makes no line, command or markup of its own', () => {
  const report = reportOf(hostileTexts.map(text => problem(text.replaceAll('\uD800', ''))));
  const text = showReport(report, { color: false, width: 120 });
  expect(text).not.toMatch(/^\s*::/m);
  expect(text).not.toContain('\u001B');
  expect(annotations(report).every(line => /^::(error|notice) /.test(line) && !line.includes('\n'))).toBe(true);
  expect(reportHtml(report, [])).not.toContain('<script>');
  expect(junitXml(report)).not.toContain('<img');
  expect(summaryMarkdown(reportOf(Array.from({ length: 5000 }, (_, index) => problem(`${index} ${'x'.repeat(900)}`)))).length).toBeLessThan(
    900_000,
  );
});

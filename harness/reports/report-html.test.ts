import { expect, test } from '@playwright/test';
import type { ScenarioRun } from '../model/run.ts';
import { factsOf, journalOf } from '../judging/testing/journal-builder.ts';
import type { Story } from '../judging/testing/journal-builder.ts';
import { makeReport } from './make-report.ts';
import { reportHtml } from './report-html.ts';

const about = { drillbook: '0.1.0', startedAt: '2026-11-21T03:00:00.000Z', machine: 'Linux <b>' };

function pageOf(story: Story): string {
  const start = journalOf(story)[0];
  const run: ScenarioRun = {
    facts: start?.type === 'trial.started' ? start.facts : factsOf(),
    trials: [
      { trial: 'as-written', attempt: 1, journal: 'as-written.ndjson', events: journalOf(story) },
      {
        trial: 'without-runbook',
        attempt: 1,
        journal: 'without-runbook.ndjson',
        events: journalOf({ ...story, trial: 'without-runbook' }),
      },
    ],
  };
  return reportHtml(makeReport([run], about), [run]);
}

const hostile =
  '</pre></details><script>alert(1)</script><img src=x onerror=alert(1)>" onload="x \u001B[31mred\u001B[0m \u001B]8;;http://x\u0007link\u001B]8;;\u0007 \u202Etxt.exe \u0000 50%\r100% &amp; ]]> -->';

test('what a runbook printed cannot become markup', () => {
  const page = pageOf({
    steps: [
      {
        facts: { id: `fix/${hostile}`, text: hostile },
        ended: {
          stdout: hostile,
          stderr: hostile,
          held: false,
          message: hostile,
          status: 1,
          masked: [{ location: { file: hostile, line: 11, column: 1 }, status: 1, text: hostile }],
          step: `fix/${hostile}`,
        },
      },
    ],
    facts: { title: hostile, differs: [hostile] },
  });
  expect(page).not.toMatch(/<script|<img|onerror=alert\(1\)>"|onload="x/);
  for (const character of ['\u0000', '\u001B', '\u202E', '\r']) expect(page.includes(character)).toBe(false);
  expect(page).toContain('&lt;script&gt;');
  expect(page.match(/<details/g)?.length).toBe(page.match(/<\/details>/g)?.length);
});

test('stands alone: no script, nothing from elsewhere, a policy that says so', () => {
  const page = pageOf({});
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/<script|<link|<iframe|@import|url\(http|src=|href="(?!#)/);
});

test('tells verdict, recovery, place, proof, steps and what was not measured', () => {
  const page = pageOf({ facts: { rtoMs: 30_000, differs: ['single node'] } });
  for (const text of [
    'verified',
    'machine pace, without reading time',
    'runbook.md:10:1',
    'worker is exited',
    'data loss not measured',
    'Not measured',
    'single node',
    'systemctl',
    'sha256:00',
    '<svg',
  ])
    expect(page, text).toContain(text);
});

test('says nothing that a drill cannot say', () => {
  expect(pageOf({})).not.toMatch(/\b(?:proves|certified|compliant|guaranteed)\b/i);
});

test('long output is cut, and says so', () => {
  const page = pageOf({ steps: [{ ended: { stdout: 'x'.repeat(2_000_000) } }] });
  expect(page.length).toBeLessThan(200_000);
  expect(page).toContain('characters left out');
});

test('the same journals give the same bytes', () => {
  expect(pageOf({})).toBe(pageOf({}));
});

import { expect, test } from '@playwright/test';
import type { Story } from '../judging/testing/journal-builder.ts';
import type { Differing } from '../model/elsewhere.ts';
import { makeReport } from './make-report.ts';
import { reportSchema } from './report-schema.ts';
import { showReport } from './terminal.ts';
import { header, pageOf, runOf } from './testing/page-of.ts';

const made: Differing = {
  differs: [{ kind: 'variable', what: 'PGHOST' }],
  unchanged: [{ what: 'POSTGRES_DB of database', why: 'it also stands in app/config.json' }],
};
const elsewhere = (story: Story): Story => ({
  ...story,
  trial: 'elsewhere',
  say: { provision: journal => journal.event({ type: 'elsewhere.made', ...made }) },
});
const psql = { facts: { text: 'psql -c "select 1"' } };
const failing = { ...psql, ended: { held: false, status: 2, message: 'unexpected status 2, expected 0' } };

test('a procedure that needs nothing else has one line that says so, and what was not tried', () => {
  const run = runOf({ steps: [psql] }, elsewhere({ steps: [psql] }));
  const report = makeReport([run], { header });
  expect(reportSchema.parse(report).scenarios[0]?.hidden).toMatchObject({ outcome: 'needs-nothing', differs: ['variable PGHOST'] });
  expect(report.scenarios[0]?.notMeasured.join()).not.toContain('does not name');
  const text = showReport(report, { color: false, width: 140 });
  expect(text).toContain(
    'needs nothing that it does not name; absent or otherwise in the trial elsewhere: variable PGHOST; not tried: POSTGRES_DB of database',
  );
  expect(pageOf([run]).page).toMatch(/What it needs and does not name[^]*POSTGRES_DB of database: it also stands in app\/config\.json/);
});

test('a step that relies on more is told at its line, beside a verdict that stays', () => {
  const run = runOf({ steps: [psql] }, elsewhere({ steps: [failing], rounds: { recovery: 'rx60' }, failed: { recovery: '' } }));
  const text = showReport(makeReport([run], { header }), { color: false, width: 140 });
  expect(text).toMatch(/^✓ .* verified/);
  expect(text).toContain('relies on what it does not name: one step ends otherwise in the trial elsewhere');
  expect(text.replaceAll(/\s+/g, ' ')).toMatch(
    /! hidden-state: step fix\/1 relies on variable PGHOST, which the runbook does not name; .* runbook\.md:10:1/,
  );
});

test('a report without that trial says that it was not measured', () => {
  const [scenario] = makeReport([runOf({})], { header }).scenarios;
  expect(scenario?.notMeasured).toContain('what it needs and does not name (trial elsewhere)');
  expect(scenario).not.toHaveProperty('hidden');
});

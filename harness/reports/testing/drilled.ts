import { factsOf, journalOf } from '../../judging/testing/journal-builder.ts';
import type { Story } from '../../judging/testing/journal-builder.ts';
import type { ScenarioRun } from '../../model/run.ts';
import { makeReport } from '../make-report.ts';
import type { Report } from '../report-schema.ts';

/** Stories with a known end. */
export const stories = {
  verified: {},
  notRestored: { rounds: { recovery: 'rx60' }, failed: { recovery: '' } },
  unhealthy: { rounds: { baseline: 'rrr' }, failed: { baseline: '' }, until: 'baseline' },
  dataLost: { facts: { hasLoad: true }, ledger: { lost: ['w1'] } },
  masked: {
    steps: [{ ended: { masked: [{ location: { file: 'runbook.md', line: 11, column: 1 }, status: 1, text: 'rm lock' }], message: '' } }],
  },
} as const satisfies Readonly<Record<string, Story>>;

/** The report of a run in which each scenario's `as-written` trial went as its story says, and its control stayed down. */
export function reportOf(told: Readonly<Record<string, Story>>, startedAt = '2026-11-21T03:00:00.000Z'): Report {
  return makeReport(
    Object.entries(told).map(([scenario, story]) => runOf(scenario, story)),
    { drillbook: '0.1.0', startedAt, machine: 'Linux' },
  );
}

function runOf(scenario: string, story: Story): ScenarioRun {
  const facts = factsOf({ ...story.facts, scenario });
  const trial = (one: Story): ScenarioRun['trials'][number] => {
    const kind = one.trial ?? 'as-written';
    const events = journalOf({ ...one, facts: { ...story.facts, scenario } });
    return { trial: kind, attempt: 1, journal: `${scenario}/${kind}.ndjson`, events };
  };
  return { facts, trials: [trial(story), trial({ trial: 'without-runbook' })] };
}

import { factsOf, journalOf } from '../../judging/testing/journal-builder.ts';
import type { Story } from '../../judging/testing/journal-builder.ts';
import type { PlanFacts } from '../../model/event.ts';
import type { ScenarioRun } from '../../model/run.ts';
import type { Team } from '../../model/team.ts';
import { makeReport } from '../make-report.ts';
import { reportHtml } from '../report-html.ts';
import type { Report } from '../report-schema.ts';
import type { RunFacts } from '../run-facts.ts';

export const header: RunFacts = {
  run: '20261121T030000Z-1a2b3c',
  drillbook: '0.1.0',
  startedAt: '2026-11-21T03:00:00.000Z',
  machine: 'Linux 6.1 x64, 2 cores',
  engine: 'processes',
  trigger: { kind: 'ci', event: 'pull_request', actor: 'ada' },
  source: { commit: '0123456789abcdef0123456789abcdef01234567', dirty: false },
  maxAgeMs: 90 * 86_400_000,
};

/** A run of one scenario: the story as written, and its control. */
export function runOf(story: Story = {}, ...others: readonly Story[]): ScenarioRun {
  const stories: readonly Story[] = [
    story,
    { facts: story.facts ?? {}, trial: 'without-runbook', ...(story.steps === undefined ? {} : { steps: story.steps }) },
    ...others,
  ];
  const trials = stories.map(one => ({
    trial: one.trial ?? ('as-written' as const),
    attempt: one.attempt ?? 1,
    ...(one.because === undefined ? {} : { because: one.because }),
    journal: `${one.facts?.scenario ?? 'scenarios/worker'}/${one.trial ?? 'as-written'}.ndjson`,
    events: journalOf(one),
  }));
  const start = trials[0]?.events[0];
  return { facts: start?.type === 'trial.started' ? start.facts : factsOf(), trials };
}

export function pageOf(runs: readonly ScenarioRun[], team?: Team): { readonly report: Report; readonly page: string } {
  const report = makeReport(runs, { header, ...(team === undefined ? {} : { team }) });
  return { report, page: reportHtml(report, runs) };
}

/** What a hostile program may print: markup, ends of ours, terminal controls, text that runs backwards, NUL. */
export const hostile =
  '</pre></details></style><script>alert(1)</script><img src=x onerror=alert(1)>" onload="x \u001B[31mred\u001B[0m \u001B]8;;http://x\u0007link\u001B]8;;\u0007 \u202Etxt.exe \u0000 50%\r100% &amp; ]]> -->';

/** One of each kind of outcome, with all that a page can show. */
export function everyKind(): readonly ScenarioRun[] {
  const down: Story = { rounds: { recovery: 'rx60' }, failed: { recovery: '' } };
  const of = (name: string, facts: Partial<PlanFacts> = {}): Partial<PlanFacts> => ({
    scenario: `scenarios/${name}`,
    scenarioFile: `scenarios/${name}.yaml`,
    ...facts,
  });
  return [
    runOf({
      facts: of('verified', {
        title: 'Worker killed',
        rtoMs: 30_000,
        hasLoad: true,
        differs: ['single node'],
        inputDigest: 'sha256:11',
        about: { objective: 'messages flow again', risk: 'R-7', assumptions: ['one replica'], controls: ['SOC2-A1.3'] },
        people: { pageMs: 300_000, stepMs: 30_000 },
        runbooks: [{ file: 'runbook.md', title: 'Worker stopped', digest: 'sha256:22', owner: 'team-chat', severity: 'high' }],
        procedures: [{ id: 'runbook.md#fix', title: 'Fix', location: { file: 'runbook.md', line: 9, column: 1 } }],
        notTaken: [{ step: 'fix/9', condition: 'if the disk is full', location: { file: 'runbook.md', line: 90, column: 1 } }],
        faults: [
          {
            name: 'process.kill',
            kind: 'process.kill',
            settings: { service: 'worker' },
            location: { file: 'scenarios/verified.yaml', line: 5, column: 5 },
          },
        ],
        adaptations: [
          { step: 'fix/1', what: 'exit 0,1', why: 'it may be down', location: { file: 'scenarios/verified.yaml', line: 9, column: 3 } },
        ],
      }),
    }),
    runOf({ ...down, facts: of('refuted', { title: 'Queue flushed' }) }),
    runOf({ until: 'symptom', facts: of('unsure', { title: 'Nobody would have noticed' }) }),
    runOf({
      ...down,
      facts: of('known', {
        title: 'Known broken',
        outcome: { is: 'refuted', reason: 'not-restored', because: 'wrong service', selfTest: true },
      }),
    }),
  ];
}

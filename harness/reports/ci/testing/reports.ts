import { journalOf } from '../../../judging/testing/journal-builder.ts';
import type { Story } from '../../../judging/testing/journal-builder.ts';
import type { ScenarioRun } from '../../../model/run.ts';
import { makeReport } from '../../make-report.ts';
import type { Report } from '../../report-schema.ts';

const about = {
  drillbook: '0.1.0',
  run: '20261121T030000Z-1a2b3c',
  startedAt: '2026-11-21T03:00:00.000Z',
  machine: 'Linux',
  engine: 'processes',
};

/** A report of scenarios, each told as a story. */
export function reportOf(stories: readonly Story[]): Report {
  return makeReport(stories.map(runOf), about);
}

function runOf(story: Story): ScenarioRun {
  const events = journalOf(story);
  const start = events[0];
  if (start?.type !== 'trial.started') throw new Error('unexpected journal, expected one with a beginning');
  const folder = start.facts.scenario;
  const control = journalOf({ ...story, trial: 'without-runbook', rounds: {}, failed: {} });
  return {
    facts: start.facts,
    trials: [
      { trial: 'as-written', attempt: 1, journal: `${folder}/as-written.ndjson`, events },
      ...(story.until === undefined
        ? [{ trial: 'without-runbook' as const, attempt: 1, journal: `${folder}/without-runbook.ndjson`, events: control }]
        : []),
    ],
  };
}

export const down: Story = { rounds: { recovery: 'rx60' }, failed: { recovery: 'a job completes: unexpected status 503, expected 200' } };
export const unhealthy: Story = {
  rounds: { baseline: 'rrr' },
  failed: { baseline: 'a job completes: unexpected status 503, expected 200' },
  until: 'baseline',
};
export const masked: Story = {
  steps: [
    { ended: { masked: [{ location: { file: 'runbook.md', line: 12, column: 3 }, status: 7, text: 'curl -sf localhost | tee log' }] } },
  ],
};

const named = (story: Story, name: string, more: Story['facts'] = {}): Story => ({
  ...story,
  facts: { ...story.facts, scenario: `scenarios/${name}`, scenarioFile: `scenarios/${name}.yaml`, title: name, ...more },
});

/** One scenario of each kind that outputs tell apart. */
export const oneOfEach: readonly Story[] = [
  named({}, 'Worker killed', { rtoMs: 300_000 }),
  named(masked, 'Cache full'),
  named(down, 'Primary lost', { rtoMs: 60_000 }),
  named(unhealthy, 'Disk full'),
  named(down, 'Queue flushed', {
    outcome: { is: 'refuted', reason: 'not-restored', because: 'the queue is shared', owner: 'data', until: '2026-12-31', selfTest: false },
  }),
  named({}, 'Name server cut', { outcome: { is: 'refuted', reason: 'not-restored', selfTest: false } }),
];

/** What an author, or a program that a runbook ran, writes to make a reader or a machine see what is not there. */
export const hostileTexts: readonly string[] = [
  '::error file=x.md,line=1::forged',
  '##[error]forged',
  '##vso[task.setvariable variable=x]forged',
  'first\n::add-mask::forged',
  'first\r::set-output name=x::forged',
  'first\u2028::stop-commands::forged',
  ':\u001B[0m:warning::forged',
  '#\u001B[0m#[debug]forged',
  '\u001B[31mred\u001B[0m \u001B]8;;http://evil.example\u0007link\u001B]8;;\u0007 \u009B2J \u0007',
  '\u202Egnp.exe\u2066 \u200B \uFEFF',
  '<img src=x onerror=alert(1)> <script>alert(1)</script> <!-- open',
  '--> ]]> <![CDATA[ </failure> &amp; &#x41; "quoted" \'single\'',
  '@octocat @org/team #1 org/repo#2 https://evil.example www.evil.example me@evil.example',
  '[link](http://evil.example) ![image](http://evil.example/x.png) <http://evil.example>',
  'a | b \\| c || d |',
  '``` ```` `````` `x` ` `` ',
  '```\n# forged heading\n~~~\n</details>\n- [x] forged',
  '$x$ $`x`$ :smile: *b* _i_ ~~s~~ \\ [^1] \n\n---\n> quote',
  'ends with a backslash \\',
  'lone \uD800 surrogate \uFFFE \uFFFF \u0000 \u0008 \u007F \u0085',
  '100% %0A::error::forged %25 , : ;',
];

/** The same story for each of them, with the text at every place that is not ours. */
export const hostile: readonly Story[] = hostileTexts.map((text, index) => ({
  ...down,
  rounds: { ...down.rounds },
  failed: { recovery: text },
  steps: [
    {
      facts: { id: `fix ${text}`, location: { file: `run ${text}.md`, line: 3, column: 1 } },
      ended: {
        held: false,
        status: 1,
        message: text,
        masked: [{ location: { file: `run ${text}.md`, line: 12, column: 3 }, status: 7, text }],
      },
    },
  ],
  facts: {
    scenario: `scenarios/${index} ${text}`,
    scenarioFile: `scenarios/${index} ${text}.yaml`,
    title: text,
    runbook: `run ${text}.md`,
    adaptations: [{ step: text, what: text, why: text, location: { file: `${text}.yaml`, line: 2, column: 1 } }],
    ...(index % 2 === 0
      ? {}
      : { outcome: { is: 'refuted' as const, reason: 'not-restored' as const, because: text, owner: text, selfTest: false } }),
  },
}));

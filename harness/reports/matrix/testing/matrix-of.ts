import { journalOf } from '../../../judging/testing/journal-builder.ts';
import type { Story } from '../../../judging/testing/journal-builder.ts';
import type { MatrixHeader, MatrixScenario, NotTried } from '../../../model/matrix.ts';
import { makeMatrix } from '../make-matrix.ts';
import type { CellTrials } from '../make-matrix.ts';
import type { Matrix } from '../matrix-schema.ts';

/** What must reach neither a page's markup nor a terminal. */
export const hostile = '</td><script>alert(1)</script>" onload="x \u001B[31mred \u202Etxt';
/** Service stays away. */
export const away: Story = { rounds: { recovery: 'rx60' }, failed: { recovery: '503' } };
/** A gate of the diagnosis does not hold. */
export const gated: Story = {
  ...away,
  steps: [{ facts: { role: 'diagnose', gate: true }, ended: { held: false, message: hostile } }, { skipped: 'after-stop' }],
  say: { respond: journal => journal.event({ type: 'procedure.stopped', step: 'fix/1', why: 'gate' }) },
};
/** With its own fault a procedure goes on behind its gate. */
const atHome: Story = { steps: [{ facts: { role: 'diagnose', gate: true } }, {}] };
/** What must never be is seen while the first step runs. */
export const breached: Story = { ...away, steps: [{ rounds: 'm' }] };

function scenario(number: number): MatrixScenario {
  const id = `scenarios/trouble-${number}`;
  return {
    number,
    id,
    file: `${id}.yaml`,
    title: `Trouble ${number}`,
    runbook: `runbooks/${number}.md`,
    procedures: [],
    faults: [`kill service ${number}`],
    inputDigest: 'sha256:00',
    canStop: number !== 2,
    prepares: number === 1,
    adaptations: number === 3 ? 2 : 0,
    harmSeenBy: number === 3 ? [] : ['never'],
  };
}

/** One stack with so many scenarios. */
export function headerOf(scenarios: number, more: Partial<MatrixHeader> = {}): MatrixHeader {
  return {
    version: 1,
    matrix: '20261121T030000Z-1a2b3c',
    drillbook: '0.1.0',
    startedAt: '2026-11-21T03:00:00.000Z',
    machine: 'Linux',
    engine: 'processes',
    rules: 1,
    all: false,
    trigger: { kind: 'local' },
    stacks: [
      {
        name: 'chat',
        files: ['compose.yaml'],
        digest: 'sha256:11',
        scenarios: Array.from({ length: scenarios }, (_, index) => scenario(index + 1)),
      },
    ],
    leftOut: [],
    ...more,
  };
}

const pinned = { attempt: 1, head: 'sha256:22' };

/** A cell with one trial, and with its fault watched alone. */
export function cell(procedureOf: number, faultOf: number, story: Story, control?: Story): CellTrials {
  const trial = pinned;
  return {
    procedureOf,
    faultOf,
    trials: [
      { ...trial, trial: 'as-written', journal: `cells/${procedureOf}-against-${faultOf}/as-written.ndjson`, events: journalOf(story) },
    ],
    ...(procedureOf === faultOf ? {} : { home: { ...trial, trial: 'as-written', journal: 'home', events: journalOf(atHome) } }),
    ...(control === undefined
      ? {}
      : {
          control: {
            ...trial,
            trial: 'without-runbook',
            journal: `cells/nobody-against-${faultOf}/without-runbook.ndjson`,
            events: journalOf({ trial: 'without-runbook', ...control }),
          },
        }),
  };
}

/** One of nearly each kind. */
export const cells: readonly CellTrials[] = [
  cell(1, 1, {}),
  cell(2, 2, {}),
  cell(3, 3, away),
  cell(1, 2, gated),
  cell(2, 1, {}),
  cell(3, 2, breached, { rounds: { recovery: 'rx130' } }),
  cell(3, 1, breached),
];
const notTried: readonly NotTried[] = [{ procedureOf: 1, faultOf: 3, why: 'not-near', detail: 'another service' }];

/** A matrix of three scenarios. */
export function matrixOf(more: Partial<MatrixHeader> = {}, of = cells, left = notTried): Matrix {
  return makeMatrix({ header: headerOf(3, more), cells: of, notTried: left, endedAt: '2026-11-21T03:02:00.000Z', interrupted: false });
}

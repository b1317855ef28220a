import type { DrillEvent, EventBody, EventOf, Phase, PlanFacts, PlannedStepFacts, ProbeResult } from '../../model/event.ts';
import type { TrialKind } from '../../model/trial-kind.ts';

/** A journal under construction: time goes on as things happen. */
export interface Building {
  readonly nowMs: number;
  event(body: EventBody): void;
  /** Lets time pass, then records one round per letter, see `Story`. */
  rounds(letters: string): void;
  wait(ms: number): void;
}

export interface StoryStep {
  readonly facts?: Partial<PlannedStepFacts>;
  readonly ended?: Partial<EventOf<'step.ended'>>;
  /** Rounds while it runs. @default 'r', or 'g' on a healthy system */
  readonly rounds?: string;
  readonly skipped?: EventOf<'step.skipped'>['kind'];
}

/**
 * What happens in a trial; all that is not said is as it should be. Rounds are letters: `g` green, `r` red, `l` red for its time alone, `w` red because a write
 * failed, `n` green but what must never be is seen, `m` the same and red, `b` green with the goal reached, `c` red steady state with `recovered` green and `s` the other way round (where the facts' digests have an entry `recovered`).
 */
export interface Story {
  readonly trial?: TrialKind;
  readonly attempt?: number;
  readonly because?: EventOf<'trial.started'>['because'];
  readonly rehearsal?: NonNullable<EventOf<'trial.started'>['rehearsal']>;
  readonly facts?: Partial<PlanFacts>;
  readonly steps?: readonly StoryStep[];
  /** Rounds of a phase; `x40` after a letter repeats it. */
  readonly rounds?: Partial<Record<Phase | 'recovery2', string>>;
  /** Whether a phase held, where it did not. */
  readonly failed?: Partial<Record<Phase | 'recovery2', string>>;
  /** Said at the end of a phase, before it ends. */
  readonly say?: Partial<Record<Phase, (journal: Building) => void>>;
  readonly effect?: { readonly effect?: boolean; readonly respond?: boolean | 'none'; readonly residual?: boolean };
  readonly ledger?: Partial<EventOf<'ledger'>> | 'unread' | 'none';
  /** The last phase that is begun; then the trial is destroyed. */
  readonly until?: Phase;
}

export const everyMs = 500;
const roundMs = 10;
const place = (line: number): PlannedStepFacts['location'] => ({ file: 'runbook.md', line, column: 1 });

export const acting: PlannedStepFacts = {
  id: 'fix/1',
  role: 'act',
  roleFrom: 'heading',
  location: place(10),
  text: 'systemctl restart worker',
  gate: false,
  timeoutMs: 120_000,
};

export function factsOf(more: Partial<PlanFacts> = {}): PlanFacts {
  return {
    scenario: 'scenarios/worker',
    scenarioFile: 'scenarios/worker.yaml',
    title: 'Worker killed',
    runbook: 'runbook.md',
    planned: false,
    steps: [acting],
    budget: { provisionMs: 120_000, symptomMs: 30_000, recoveryMs: 30_000, controlMs: 0 },
    probeEveryMs: everyMs,
    holdMs: 5_000,
    rpo: { lost: 0, duplicated: 0, resurrected: 0 },
    cause: 'may-remain',
    onFail: 'continue',
    outcome: { is: 'verified', selfTest: false },
    adaptations: [],
    differs: [],
    digests: { runbook: 'sha256:00' },
    symptomProbes: [],
    hasLoad: false,
    inputDigest: '',
    runbooks: [],
    procedures: [],
    notTaken: [],
    faults: [],
    tags: [],
    ...more,
  };
}

/** A whole journal: the story told from `trial.started` to `trial.ended`. */
export function journalOf(story: Story = {}): readonly DrillEvent[] {
  const trial = story.trial ?? 'as-written';
  const steps = (story.steps ?? [{}]).map((step, index): StoryStep & { readonly planned: PlannedStepFacts } => ({
    ...step,
    planned: { ...acting, id: `fix/${index + 1}`, location: place(10 * (index + 1)), ...step.facts },
  }));
  const facts = factsOf({ steps: steps.map(({ planned }) => planned), ...story.facts });
  const withFault = !facts.planned && trial !== 'without-fault';
  const events: DrillEvent[] = [];
  let nowMs = 0;
  let phase: Phase = 'provision';
  let writes = 0;
  let dueMs = 0;
  const journal: Building = {
    get nowMs() {
      return nowMs;
    },
    event: body => void events.push({ seq: events.length, atMs: nowMs, phase, ...body } as DrillEvent),
    wait: ms => void (nowMs += ms),
    rounds(letters) {
      for (const letter of expand(letters)) {
        const startedMs = Math.max(dueMs, nowMs);
        nowMs = startedMs + roundMs;
        dueMs = startedMs + everyMs;
        if (facts.hasLoad) {
          const id = `w${writes++}`;
          journal.event({ type: 'writes', results: [{ id, outcome: 'rlwcm'.includes(letter) ? 'refused' : 'acknowledged', atMs: nowMs }] });
        }
        journal.event({ type: 'round', startedMs, endedMs: nowMs, ...look(letter, phase, facts, trial) });
      }
    },
  };
  const during = (name: Phase, tell: () => void, rounds?: string, key: Phase | 'recovery2' = name): void => {
    phase = name;
    journal.event({ type: 'phase.started' });
    if (name === 'baseline') dueMs = nowMs;
    tell();
    if (rounds !== undefined) journal.rounds(rounds);
    story.say?.[name]?.(journal);
    const failed = story.failed?.[key];
    // Of the control, `held` tells that it came back.
    const cameBack = trial !== 'without-runbook' || name !== 'recovery';
    journal.event({ type: 'phase.ended', held: failed === undefined && cameBack, ...(failed === undefined ? {} : { note: failed }) });
  };
  const proof = (when: EventOf<'fault.effect'>['when'], held: boolean): void =>
    journal.event({ type: 'fault.effect', fault: 'process.kill', when, held, proof: held ? 'worker is exited' : 'worker is running' });

  journal.event({
    type: 'trial.started',
    trial,
    attempt: story.attempt ?? 1,
    ...(story.because === undefined ? {} : { because: story.because }),
    engine: 'processes',
    startedAt: '2026-11-21T03:00:00.000Z',
    facts,
    drillbook: '0.1.0',
    ...(story.rehearsal === undefined ? {} : { rehearsal: story.rehearsal }),
  });
  const follow = (rounds: string, second: boolean): void => {
    during('respond', () => {
      let proven = !withFault || second;
      for (const { planned, ended, rounds: running, skipped } of steps) {
        if (skipped !== undefined) {
          journal.event({ type: 'step.skipped', step: planned.id, why: 'said so', kind: skipped });
          continue;
        }
        if (!proven && planned.role !== 'diagnose') {
          if (story.effect?.respond !== 'none') proof('respond', story.effect?.respond ?? true);
          proven = true;
        }
        journal.event({ type: 'step.started', step: planned.id, attempt: 1 });
        const startedMs = nowMs;
        journal.rounds(running ?? (withFault && !second ? 'r' : 'g'));
        journal.event({
          type: 'step.ended',
          step: planned.id,
          attempt: 1,
          status: 0,
          timedOut: false,
          closedShell: false,
          stoppedEndless: [],
          durationMs: nowMs - startedMs,
          stdout: '',
          stderr: '',
          droppedBytes: 0,
          held: true,
          message: '',
          syntaxError: false,
          masked: [],
          last: true,
          ...ended,
        });
      }
    });
    during('recovery', () => undefined, rounds, second ? 'recovery2' : 'recovery');
  };
  const healthy = facts.planned ? 'b' : 'g';
  const plot: readonly (readonly [Phase, () => void])[] = [
    [
      'provision',
      () =>
        during('provision', () =>
          journal.event({ type: 'stack.ready', services: [{ name: 'worker', runs: 'node worker.js' }], standIns: ['systemctl'] }),
        ),
    ],
    ['prepare', () => during('prepare', () => journal.wait(200))],
    ['baseline', () => during('baseline', () => undefined, story.rounds?.baseline ?? 'ggg')],
    ...(withFault
      ? ([
          [
            'inject',
            () =>
              during('inject', () =>
                journal.event({
                  type: 'fault.injected',
                  fault: 'process.kill',
                  kind: 'process.kill',
                  summary: 'kill worker',
                  persistence: 'damage',
                  location: { file: 'scenarios/worker.yaml', line: 8, column: 5 },
                }),
              ),
          ],
          ['effect', () => during('effect', () => proof('effect', story.effect?.effect ?? true))],
          ['symptom', () => during('symptom', () => undefined, story.rounds?.symptom ?? 'rrr')],
        ] as const)
      : []),
    ...(trial === 'without-runbook'
      ? []
      : ([['respond', () => follow(story.rounds?.recovery ?? (withFault ? 'rggg' : `${healthy}x4`), false)]] as const)),
    ...(trial === 'without-runbook'
      ? ([['recovery', () => during('recovery', () => undefined, story.rounds?.recovery ?? (facts.planned ? 'gx60' : 'rx60'))]] as const)
      : []),
    ...(trial === 'twice' && story.failed?.recovery === undefined
      ? ([['respond', () => follow(story.rounds?.recovery2 ?? `${healthy}x4`, true)]] as const)
      : []),
    ...(trial === 'without-runbook' || story.failed?.recovery !== undefined || story.failed?.recovery2 !== undefined
      ? []
      : ([['hold', () => during('hold', () => undefined, story.rounds?.hold ?? `${healthy}x12`)]] as const)),
    ['residual', () => during('residual', () => residual())],
  ];
  const residual = (): void => {
    if (withFault) proof('residual', story.effect?.residual ?? trial === 'without-runbook');
    if (!facts.hasLoad || story.ledger === 'none') return;
    if (story.ledger === 'unread') return journal.event({ type: 'ledger.unread', message: 'connection refused' });
    const sent = events.flatMap(event => (event.type === 'writes' ? event.results : []));
    const count = (outcome: string): number => sent.filter(one => one.outcome === outcome).length;
    journal.event({
      type: 'ledger',
      present: count('acknowledged'),
      acknowledged: count('acknowledged'),
      indeterminate: count('indeterminate'),
      refused: count('refused'),
      lost: [],
      duplicated: [],
      resurrected: [],
      ...story.ledger,
    });
  };
  for (const [name, tell] of plot) {
    tell();
    if (name === story.until) break;
  }
  during('destroy', () => undefined);
  journal.event({ type: 'trial.ended' });
  return events;
}

/** The same journal with other entries, numbered anew: what somebody would write who knows the form. */
export function rewrite(events: readonly DrillEvent[], change: (event: DrillEvent) => DrillEvent | undefined): readonly DrillEvent[] {
  return events.flatMap(event => change(event) ?? []).map((event, seq) => ({ ...event, seq }));
}

function expand(letters: string): readonly string[] {
  return [...letters.matchAll(/([a-z])(?:x(\d+))?/g)].flatMap(([, letter = 'g', times = '1']) =>
    Array.from({ length: Number(times) }, () => letter),
  );
}

/** What a round of that letter shows, and the colour that the drill gives it in its phase. */
function look(
  letter: string,
  phase: Phase,
  facts: PlanFacts,
  trial: TrialKind,
): Pick<EventOf<'round'>, 'green' | 'probes' | 'failedWrites'> {
  const steady = !'rlcm'.includes(letter);
  const failedWrites = letter === 'w' || (facts.hasLoad && !steady) ? 1 : 0;
  const probe = (name: string, of: ProbeResult['of'], held: boolean): ProbeResult => ({
    name,
    of,
    held,
    message: held ? '' : letter === 'l' ? 'no answer within 1000 ms' : 'unexpected status 503, expected 200',
    durationMs: 5,
    ...(!held && letter === 'l' ? { late: true } : {}),
  });
  const recovers = facts.digests['recovered'] !== undefined;
  const probes = [
    probe('a job completes', 'steady', steady),
    probe('no job twice', 'never', letter !== 'n' && letter !== 'm'),
    ...(recovers ? [probe('reads work', 'recovered', letter === 'c' || (steady && letter !== 's'))] : []),
    ...(facts.planned ? [probe('four workers', 'goal', letter === 'b')] : []),
  ];
  const restored = letter === 'c' || (steady && letter !== 's') || (trial === 'without-fault' && letter === 's');
  const serving = recovers ? restored : steady && failedWrites === 0;
  const goal = !facts.planned || letter === 'b';
  const late = phase === 'recovery' || phase === 'hold' || phase === 'residual';
  const green =
    phase === 'baseline'
      ? steady && failedWrites === 0 && letter !== 'n'
      : phase === 'respond'
        ? serving
        : late
          ? serving && goal
          : steady && failedWrites === 0;
  return { green, probes, failedWrites };
}

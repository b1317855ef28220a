import { expect, test } from '@playwright/test';
import type { DrillEvent } from '../model/event.ts';
import { judgeTrial } from './judge-trial.ts';
import { factsOf, journalOf, rewrite } from './testing/journal-builder.ts';
import type { Story } from './testing/journal-builder.ts';

const load = { hasLoad: true };
const jobs = { ...load, countsJobs: true } as const;
const planned = { planned: true };
const without = (type: DrillEvent['type'], events: readonly DrillEvent[] = journalOf()): readonly DrillEvent[] =>
  rewrite(events, event => (event.type === type ? undefined : event));
const twice = (
  type: DrillEvent['type'],
  story: Story = {},
  first: (event: DrillEvent) => DrillEvent = event => event,
): readonly DrillEvent[] =>
  rewrite(
    journalOf(story).flatMap((event): readonly DrillEvent[] => (event.type === type ? [first(event), event] : [event])),
    event => event,
  );
const inPhase = (change: (event: DrillEvent) => DrillEvent | undefined, story: Story = {}): readonly DrillEvent[] =>
  rewrite(journalOf(story), change);
const failed = { held: false, status: 1, message: 'unexpected status 1, expected 0' };

const table: readonly (readonly [string, string, Story])[] = [
  // Clean, each kind of trial.
  ['a procedure that restores service', 'clean', {}],
  ['a control that stays down', 'clean', { trial: 'without-runbook' }],
  ['a healthy system that stays healthy', 'clean', { trial: 'without-fault' }],
  ['a second pass that changes nothing', 'clean', { trial: 'twice' }],
  ['a planned procedure that reaches its goal', 'clean', { facts: planned }],
  ['kept data', 'clean', { facts: load }],
  ['recovery within its target', 'clean', { facts: { rtoMs: 10_000 } }],

  [
    'a read-only mode, where that is what recovered means',
    'clean',
    { facts: { digests: { recovered: 'yes' } }, rounds: { recovery: 'rccc', hold: 'cx12' } },
  ],

  // Void.
  ['an interruption', 'interrupted', { say: { respond: journal => journal.event({ type: 'interrupted', by: 'SIGINT' }) } }],
  [
    'our own failure',
    'harness-error',
    { say: { hold: journal => journal.event({ type: 'harness.failed', code: 'x', message: 'm', hint: 'h' }) } },
  ],
  [
    'our own failure after everything',
    'harness-error',
    { say: { destroy: journal => journal.event({ type: 'harness.failed', code: 'not-destroyed', message: 'm', hint: 'h' }) } },
  ],
  ['something unsupported', 'unsupported', { say: { respond: journal => journal.event({ type: 'unsupported', what: 'systemctl mask' }) } }],
  [
    'a runner that was held up',
    'too-slow',
    { say: { hold: journal => journal.event({ type: 'slow', what: 'no processor', heldUpMs: 2_000, ofMs: 6_000 }) } },
  ],
  ['a sampler that was held up', 'too-slow', { say: { hold: journal => journal.event({ type: 'round.late', byMs: 2_000 }) } }],
  [
    'a failed preparation',
    'not-prepared',
    { say: { prepare: journal => journal.event({ type: 'prepared', what: 'sql', held: false, message: 'no table' }) }, until: 'prepare' },
  ],
  ['a red baseline', 'baseline-unhealthy', { rounds: { baseline: 'rrr' }, failed: { baseline: '' }, until: 'baseline' }],
  ['a baseline of two green rounds', 'baseline-unhealthy', { rounds: { baseline: 'gg' } }],
  ['a baseline that ends red', 'baseline-unhealthy', { rounds: { baseline: 'gggr' } }],
  ['a baseline in which what must never be is', 'baseline-unhealthy', { rounds: { baseline: 'ggn' } }],
  ['a load that never got through', 'baseline-unhealthy', { facts: load, rounds: { baseline: 'www' } }],
  ['a goal that was reached before', 'already-there', { facts: planned, rounds: { baseline: 'bbb' }, until: 'baseline' }],
  ['a goal that was reached before, at times', 'already-there', { facts: planned, rounds: { baseline: 'bbg' } }],
  ['a fault without effect', 'fault-ineffective', { effect: { effect: false }, failed: { effect: '' }, until: 'effect' }],
  ['a fault without effect in a drill that went on', 'fault-ineffective', { effect: { effect: false } }],
  ['a fault without effect before the first act', 'fault-ineffective', { effect: { respond: false } }],
  ['a fault not proven again before the first act', 'fault-ineffective', { effect: { respond: 'none' } }],
  ['a fault that nobody notices', 'no-symptom', { rounds: { symptom: 'ggg' }, failed: { symptom: '' }, until: 'symptom' }],
  ['two red rounds', 'no-symptom', { rounds: { symptom: 'grr' } }],
  ['a symptom that was over before it was decided', 'no-symptom', { rounds: { symptom: 'rrrg' } }],
  ['service back before the first act', 'no-symptom', { steps: [{ facts: { role: 'diagnose' }, rounds: 'g' }, {}] }],
  [
    'a step left out',
    'deviated',
    { say: { provision: journal => journal.event({ type: 'deviated', step: 'fix/1', message: 'skipped' }) }, until: 'provision' },
  ],
  [
    'something left open',
    'incomplete',
    { say: { provision: journal => journal.event({ type: 'incomplete', message: 'nobody answers' }) }, until: 'provision' },
  ],
  ['a procedure that only looks', 'incomplete', { steps: [{ facts: { role: 'diagnose' } }] }],
  ['a procedure of which all steps were skipped', 'incomplete', { steps: [{ skipped: 'not-branch' }] }],
  ['a trial that ends without a reason', 'harness-error', { until: 'symptom' }],
  ['a hold that is too short', 'harness-error', { rounds: { hold: 'gx5' } }],
  ['a hold shorter than 1.5 times the way to the symptom', 'harness-error', { rounds: { symptom: 'gx20rrr' } }],
  ['a hold shorter than the plan asks for', 'harness-error', { facts: { holdMs: 20_000 } }],
  ['a hold that ends red', 'harness-error', { rounds: { hold: 'gx12r' } }],
  ['a ledger that could not be read', 'harness-error', { facts: load, ledger: 'unread' }],
  ['executions of jobs that nobody read', 'harness-error', { facts: jobs }],
  ['a ledger that nobody read', 'harness-error', { facts: load, ledger: 'none' }],
  [
    'a mark that was never passed',
    'harness-error',
    { facts: { ...load, rpo: { lost: 0, duplicated: 0, resurrected: 0, upTo: 'backup' } } },
  ],
  ['a control that watched for less than 10 s', 'harness-error', { trial: 'without-runbook', rounds: { recovery: 'rx10' } }],
  [
    'a control that watched for less than the scenario asks for',
    'harness-error',
    { trial: 'without-runbook', facts: { budget: { ...factsOf().budget, controlMs: 60_000 } } },
  ],
  ['a recovery that the rounds do not show', 'harness-error', { rounds: { recovery: 'rrgg', hold: 'rx3gx12' } }],

  [
    'recovered probes that were green all along',
    'no-symptom',
    { facts: { symptomProbes: ['a job completes'], digests: { recovered: 'yes' } }, rounds: { symptom: 'ccc' }, steps: [{ rounds: 'c' }] },
  ],

  // Refuted.
  ['service that stays down', 'not-restored', { rounds: { recovery: 'rx60' }, failed: { recovery: 'a job completes: 503' } }],
  [
    'service that stays down, with data that nobody can read',
    'not-restored',
    { facts: load, ledger: 'unread', rounds: { recovery: 'rx60' }, failed: { recovery: '' } },
  ],
  ['two green rounds', 'not-restored', { rounds: { recovery: 'rx60gg' }, failed: { recovery: '' } }],
  ['writes that still fail', 'not-restored', { facts: load, rounds: { recovery: 'wx60' }, failed: { recovery: '' } }],
  ['a goal that is not reached', 'not-restored', { facts: planned, rounds: { recovery: 'gx60' }, failed: { recovery: '' } }],
  ['recovery after its target', 'restored-late', { facts: { rtoMs: 2_000 }, rounds: { recovery: 'rx20ggg' } }],
  ['service that goes down again', 'relapsed', { rounds: { hold: 'gx6rrr' }, failed: { hold: '' } }],
  ['lost writes', 'data-lost', { facts: load, ledger: { lost: ['w1'] } }],
  ['duplicated writes', 'data-lost', { facts: load, ledger: { duplicated: ['w1'] } }],
  ['jobs that were never executed', 'data-lost', { facts: jobs, ledger: { jobs: { neverExecuted: ['w1'], executedTwice: [] } } }],
  ['jobs that were executed twice', 'data-lost', { facts: jobs, ledger: { jobs: { neverExecuted: [], executedTwice: ['w1'] } } }],
  ['resurrected writes', 'data-lost', { facts: load, ledger: { resurrected: ['w4'] } }],
  ['a failing step whose role was told', 'step-failed', { steps: [{ ended: failed }] }],
  [
    'a missing command in a step whose role was guessed',
    'step-failed',
    { steps: [{ facts: { roleFrom: 'guess' }, ended: { ...failed, status: 127 } }] },
  ],
  [
    'a missing command in a step that diagnoses',
    'step-failed',
    { steps: [{ facts: { role: 'diagnose' }, ended: { ...failed, status: 127 } }, {}] },
  ],
  ['a command that cannot be run', 'step-failed', { steps: [{ facts: { roleFrom: 'guess' }, ended: { ...failed, status: 126 } }] }],
  [
    'a syntax error',
    'step-failed',
    { steps: [{ facts: { roleFrom: 'guess' }, ended: { held: false, status: 2, syntaxError: true, message: 'syntax error' } }] },
  ],
  [
    'a gate that does not hold',
    'step-failed',
    {
      steps: [{ facts: { role: 'diagnose', gate: true, roleFrom: 'guess' }, ended: failed }, { skipped: 'after-stop' }],
      say: { respond: journal => journal.event({ type: 'procedure.stopped', step: 'fix/1', why: 'gate' }) },
    },
  ],
  ['what must never be, while steps run', 'harmful', { steps: [{ rounds: 'rn' }] }],
  ['what must never be, by the fault alone', 'harmful', { rounds: { symptom: 'rmr' } }],
  ['what must never be, in hold', 'harmful', { rounds: { hold: 'gx6ngx6' } }],
  ['a planned procedure that interrupts service', 'harmful', { facts: planned, steps: [{ rounds: 'grrrrg' }] }],
  [
    'a planned procedure that interrupts service for longer than allowed',
    'harmful',
    { facts: { ...planned, interruptionMs: 2_000 }, steps: [{ rounds: 'grx20g' }] },
  ],
  [
    'a healthy system on which what counts as recovered cannot come about',
    'clean',
    { trial: 'without-fault', facts: { digests: { recovered: '' } }, rounds: { respond: 's', recovery: 'sx6', hold: 'sx20' } },
  ],
  [
    'a healthy system that is taken down, where something else counts as recovered',
    'harmful',
    { trial: 'without-fault', facts: { digests: { recovered: '' } }, rounds: { recovery: 'rx60' }, failed: { recovery: '' } },
  ],
  ['a healthy system that is taken down', 'harmful', { trial: 'without-fault', rounds: { recovery: 'rx60' }, failed: { recovery: '' } }],
  ['a healthy system that goes down later', 'harmful', { trial: 'without-fault', rounds: { hold: 'gx6rrr' }, failed: { hold: '' } }],
  [
    'an interruption of a healthy system where none is allowed',
    'harmful',
    { trial: 'without-fault', facts: { interruptionMs: 0 }, steps: [{ rounds: 'grrrg' }] },
  ],
  ['data lost on a healthy system', 'data-lost', { trial: 'without-fault', facts: load, ledger: { lost: ['w1'] } }],
  ['a second pass that takes service down', 'not-repeatable', { trial: 'twice', rounds: { recovery2: 'rx60' }, failed: { recovery2: '' } }],
  [
    'a second pass after which service does not hold',
    'not-repeatable',
    { trial: 'twice', rounds: { hold: 'gx6rrr' }, failed: { hold: '' } },
  ],
  [
    'a first pass that does not restore service',
    'not-restored',
    { trial: 'twice', rounds: { recovery: 'rx60' }, failed: { recovery: '' } },
  ],
  ['a cause that must be gone and is not', 'cause-remains', { facts: { cause: 'must-be-gone' }, effect: { residual: true } }],

  // In doubt.
  ['a control that comes back by itself', 'self-heals', { trial: 'without-runbook', rounds: { recovery: 'rx20gx40' } }],
  ['a control that comes back for a while', 'self-heals', { trial: 'without-runbook', rounds: { recovery: 'rx20gggrx40' } }],
  ['a control that turns green as watching ends', 'self-heals', { trial: 'without-runbook', rounds: { recovery: 'rx40gg' } }],
  ['a target inside the interval', 'too-close', { facts: { rtoMs: 2_500 } }],
  ['a planned procedure that may have interrupted service', 'too-close', { facts: planned, steps: [{ rounds: 'grg' }] }],

  // Not refuted by what decides nothing.
  ['a failing step whose role was guessed', 'clean', { steps: [{ facts: { roleFrom: 'guess' }, ended: failed }] }],
  ['a failing look-up', 'clean', { steps: [{ facts: { role: 'diagnose' }, ended: { status: 7 } }, {}] }],
  ['a failing step on a healthy system', 'clean', { trial: 'without-fault', steps: [{ ended: failed }] }],
  ['an interruption of a healthy system where any is allowed', 'clean', { trial: 'without-fault', steps: [{ rounds: 'grrrrg' }] }],
  [
    'a procedure that stops at diagnosis on a healthy system',
    'clean',
    {
      trial: 'without-fault',
      steps: [{ facts: { role: 'diagnose', gate: true }, ended: failed }, { skipped: 'after-stop' }],
      say: { respond: journal => journal.event({ type: 'procedure.stopped', step: 'fix/1', why: 'gate' }) },
    },
  ],
  ['a red round in hold', 'clean', { rounds: { hold: 'gx6rgx6' } }],
  ['a green round in the control', 'clean', { trial: 'without-runbook', rounds: { recovery: 'rx20grx40' } }],
  ['a breach in the control', 'clean', { trial: 'without-runbook', rounds: { recovery: 'rx20mrx39' } }],
  [
    'an interruption as long as the scenario allows',
    'clean',
    { facts: { ...planned, interruptionMs: 10_000 }, steps: [{ rounds: 'grrrrg' }] },
  ],
  ['a cause that may remain', 'clean', { effect: { residual: true } }],
  [
    'a short hold-up',
    'clean',
    { say: { hold: journal => journal.event({ type: 'slow', what: 'no processor', heldUpMs: 200, ofMs: 6_000 }) } },
  ],
];

for (const [what, reason, story] of table) {
  test(`${reason}: ${what}`, () => {
    const verdict = judgeTrial(journalOf(story));
    expect(`${verdict.reason}: ${verdict.sentence}`).toMatch(new RegExp(`^${reason}: `));
  });
}

const attacks: readonly (readonly [string, () => readonly DrillEvent[]])[] = [
  ['a journal without entries', () => []],
  ['a journal without rounds', () => without('round')],
  ['a journal without its beginning', () => without('trial.started')],
  ['a journal that begins twice', () => twice('trial.started')],
  ['a journal without its end', () => without('trial.ended')],
  ['a journal that ends twice', () => twice('trial.ended')],
  [
    'a journal that goes on after its end',
    () =>
      rewrite(
        [
          ...journalOf(),
          ...journalOf()
            .filter(event => event.type === 'round')
            .slice(-1),
        ],
        event => event,
      ),
  ],
  ['a missing entry', () => journalOf().filter(({ seq }) => seq !== 12)],
  ['a doubled entry', () => journalOf().flatMap(event => (event.seq === 12 ? [event, event] : [event]))],
  [
    'entries in another order',
    () => {
      const events = [...journalOf()];
      events.splice(10, 2, events[11] as DrillEvent, events[10] as DrillEvent);
      return events;
    },
  ],
  ['no times', () => inPhase(event => ({ ...event, atMs: Number.NaN }))],
  [
    'times that are null',
    () => inPhase(event => (event.type === 'round' ? ({ ...event, startedMs: null, endedMs: null } as unknown as DrillEvent) : event)),
  ],
  [
    'rounds that end before they begin',
    () => inPhase(event => (event.type === 'round' ? { ...event, startedMs: event.endedMs, endedMs: event.startedMs } : event)),
  ],
  ['rounds that overlap', () => inPhase(event => (event.type === 'round' ? { ...event, startedMs: 300 } : event))],
  [
    'rounds of the future',
    () =>
      inPhase(event =>
        event.type === 'round' ? { ...event, startedMs: event.startedMs + 60_000, endedMs: event.endedMs + 60_000 } : event,
      ),
  ],
  ['rounds without probes', () => inPhase(event => (event.type === 'round' ? { ...event, probes: [] } : event))],
  [
    'rounds that lose their red probe',
    () =>
      inPhase(event =>
        event.type === 'round' && event.phase === 'hold' ? { ...event, probes: event.probes.filter(({ of }) => of === 'never') } : event,
      ),
  ],
  [
    'a watch for what must never be that nobody could keep after the last step',
    () =>
      inPhase(event =>
        event.type === 'round' && event.phase !== 'baseline'
          ? {
              ...event,
              probes: event.probes.map(probe => (probe.of === 'never' ? { ...probe, message: 'could not be asked: no answer' } : probe)),
            }
          : event,
      ),
  ],
  [
    'rounds that are called green and are red',
    () =>
      inPhase(event =>
        event.type === 'round' && event.phase === 'hold'
          ? { ...event, probes: event.probes.map(probe => ({ ...probe, held: false })) }
          : event,
      ),
  ],
  [
    'a gap of half a minute between rounds that nobody mentions',
    () => inPhase(event => (event.type === 'round' && event.phase === 'hold' && event.startedMs % 3_000 > 500 ? undefined : event)),
  ],
  ['a phase that never ended', () => inPhase(event => (event.type === 'phase.ended' && event.phase === 'effect' ? undefined : event))],
  ...(
    ['provision', 'prepare', 'baseline', 'inject', 'effect', 'symptom', 'respond', 'recovery', 'hold', 'residual', 'destroy'] as const
  ).map((phase): readonly [string, () => readonly DrillEvent[]] => [
    `a journal without ${phase}`,
    () => inPhase(event => (event.phase === phase && event.type !== 'trial.ended' && event.type !== 'trial.started' ? undefined : event)),
  ]),
  ['no fault', () => without('fault.injected')],
  ['no proof of the fault', () => without('fault.effect')],
  [
    'a proof that came after the step',
    () => {
      const events = [...journalOf()];
      const at = events.findIndex(event => event.type === 'fault.effect' && event.when === 'respond');
      const [proof] = events.splice(at, 1);
      const end = events.findIndex(event => event.type === 'step.ended');
      events.splice(end + 1, 0, { ...(proof as DrillEvent), atMs: events[end]?.atMs ?? 0 });
      return rewrite(events, event => event);
    },
  ],
  ['one of two faults that is not proven', () => twice('fault.injected', {}, event => ({ ...event, fault: 'network.cut' }) as DrillEvent)],
  ['one of two faults of one name that is not proven', () => twice('fault.injected')],
  [
    'a step that was neither carried out nor skipped',
    () =>
      rewrite(journalOf({ steps: [{}, {}] }), event =>
        (event.type === 'step.started' || event.type === 'step.ended') && event.step === 'fix/2' ? undefined : event,
      ),
  ],
  [
    'a step that began and never ended',
    () => rewrite(journalOf({ steps: [{}, {}] }), event => (event.type === 'step.ended' && event.step === 'fix/2' ? undefined : event)),
  ],
  [
    'steps in another order',
    () =>
      rewrite(journalOf({ steps: [{}, {}] }), event =>
        event.type === 'step.started' || event.type === 'step.ended'
          ? { ...event, step: event.step === 'fix/1' ? 'fix/2' : 'fix/1' }
          : event,
      ),
  ],
  ['a ledger that counts other writes than were sent', () => journalOf({ facts: load, ledger: { acknowledged: 1 } })],
  ['a write that was sent twice', () => twice('writes', { facts: load })],
  ['two readings of the ledger', () => twice('ledger', { facts: load }, event => ({ ...event, lost: ['w1'] }) as DrillEvent)],
  [
    'green rounds before the injection only',
    () => inPhase(event => (event.type === 'round' && (event.phase === 'recovery' || event.phase === 'hold') ? undefined : event)),
  ],
  ['green rounds that began before the last step had ended', () => journalOf({ steps: [{ rounds: 'rggg' }], rounds: { recovery: '' } })],
  ['a hold of red rounds that is said to have held', () => journalOf({ rounds: { hold: 'gx4rx4gx4' } })],
  ['a recovery that is said to have failed and did not', () => journalOf({ failed: { recovery: '' } })],
  [
    'a round every minute, each late',
    () =>
      rewrite(
        journalOf().map(
          event =>
            ({
              ...event,
              atMs: event.atMs * 100,
              ...(event.type === 'round' ? { startedMs: event.startedMs * 100, endedMs: event.startedMs * 100 + 10 } : {}),
            }) as DrillEvent,
        ),
        event => event,
      ),
  ],
  [
    'facts without numbers',
    () => inPhase(event => (event.type === 'trial.started' ? { ...event, facts: { ...event.facts, holdMs: Number.NaN } } : event)),
  ],
  [
    'a trial of an unknown kind',
    () => inPhase(event => (event.type === 'trial.started' ? ({ ...event, trial: 'without-thinking' } as unknown as DrillEvent) : event)),
  ],
  ['a journal of something else', () => [{ seq: 0 }, null, 7] as unknown as readonly DrillEvent[]],
];

for (const [what, events] of attacks) {
  test(`never clean, never refuted: ${what}`, () => {
    const { outcome, reason, sentence } = judgeTrial(events());
    expect(`${outcome} ${reason} ${sentence}`).toMatch(/^inconclusive /);
  });
}

test('a void trial has no numbers', () => {
  const verdict = judgeTrial(
    journalOf({
      facts: load,
      say: { hold: journal => journal.event({ type: 'slow', what: 'no processor', heldUpMs: 2_000, ofMs: 6_000 }) },
    }),
  );
  expect(verdict).not.toHaveProperty('recoveryMs');
  expect(verdict).not.toHaveProperty('ledger');
});

test('recovery time holds what a user saw: from the last green to the first green round at most, between the red ones at least', () => {
  const { recoveryMs } = judgeTrial(journalOf());
  const rounds = journalOf().flatMap(event => (event.type === 'round' ? [event] : []));
  const [firstRed] = rounds.filter(({ green }) => !green);
  const lastRed = rounds.findLast(({ green }) => !green);
  const firstGreen = rounds.find(({ seq }) => seq > (lastRed?.seq ?? 0));
  expect(recoveryMs?.lower).toBe((lastRed?.startedMs ?? 0) - (firstRed?.endedMs ?? 0));
  expect(recoveryMs?.upper).toBeGreaterThanOrEqual((firstGreen?.endedMs ?? 0) - (firstRed?.startedMs ?? 0));
  expect((recoveryMs?.upper ?? 0) - (recoveryMs?.lower ?? 0)).toBeLessThanOrEqual(2 * 500 + 2 * 10);
});

test('a red round in hold moves the end of recovery, for users were not yet served steadily', () => {
  const steady = judgeTrial(journalOf()).recoveryMs;
  const flickering = judgeTrial(journalOf({ rounds: { hold: 'gx6rgx6' } }));
  expect(flickering.recoveryMs?.upper).toBeGreaterThan(steady?.upper ?? 0);
  expect(flickering.findings.map(({ rule }) => rule)).toContain('unsteady');
});

test('what was masked is a finding at its own line, and the probable cause where the trial is refuted', () => {
  const masked = [{ location: { file: 'runbook.md', line: 12, column: 1 }, status: 1, text: 'pg_ctl promote' }];
  const clean = judgeTrial(journalOf({ steps: [{ ended: { masked } }] }));
  expect([clean.reason, clean.findings.find(({ rule }) => rule === 'masked')?.location?.line]).toEqual(['clean', 12]);
  const refuted = judgeTrial(journalOf({ steps: [{ ended: { masked } }], rounds: { recovery: 'rx60' }, failed: { recovery: '' } }));
  expect(refuted).toMatchObject({ reason: 'not-restored', at: { line: 12 } });
  expect(refuted.sentence).toContain('pg_ctl promote');
  // What our own Ctrl-C ended is neither.
  const stopped = { masked: [{ ...masked[0]!, status: 130 }], stoppedEndless: ['tail -f app.log'] };
  const endless = judgeTrial(journalOf({ steps: [{ ended: stopped }], rounds: { recovery: 'rx60' }, failed: { recovery: '' } }));
  expect([endless.sentence, endless.findings.map(({ rule }) => rule)]).toEqual([
    expect.not.stringContaining('probably'),
    expect.not.arrayContaining(['masked']),
  ]);
  // A command that failed did nothing, and is no cause of harm.
  const harmed = judgeTrial(journalOf({ steps: [{ rounds: 'rn', ended: { masked } }] }));
  expect([harmed.reason, harmed.sentence]).toEqual(['harmful', expect.not.stringContaining('pg_ctl promote')]);
});

test('harm is laid on every step that may have done it, not on the one during which it was seen', () => {
  const between = judgeTrial(journalOf({ steps: [{}, { rounds: 'n' }] }));
  expect([between.reason, between.sentence]).toEqual(['harmful', expect.stringContaining('between step fix/1 and step fix/2')]);
  const after = judgeTrial(journalOf({ steps: [{ rounds: 'r' }, { rounds: 'rn' }] }));
  expect(after.sentence).toContain('at or after step fix/2');
});

test('a probe that was red in one round of the symptom did not stay green', () => {
  const greenIn = (later: boolean): readonly string[] => {
    let rounds = 0;
    const events = journalOf({}).map((event): DrillEvent => {
      if (event.type !== 'round' || event.phase !== 'symptom') return event;
      rounds++;
      const other = { ...event.probes[0]!, name: 'now and then', of: 'steady' as const, held: rounds === 1 || later };
      return { ...event, probes: [...event.probes, other] };
    });
    return judgeTrial(rewrite(events, event => event)).findings.flatMap(({ rule, message }) => (rule === 'stayed-green' ? [message] : []));
  };
  expect(greenIn(true)).toEqual(['stayed green during the symptom: now and then']);
  expect(greenIn(false)).toEqual([]);
});

test('harm is told beside what a trial is refuted for', () => {
  const both = judgeTrial(journalOf({ steps: [{ rounds: 'rn' }], rounds: { recovery: 'rx60' }, failed: { recovery: '' } }));
  expect([both.reason, both.findings.filter(({ rule }) => rule === 'also-harmful')]).toEqual([
    'not-restored',
    [
      expect.objectContaining({
        message: expect.stringContaining('was breached at or after step') as unknown,
        location: expect.anything() as unknown,
      }),
    ],
  ]);
  const alone = judgeTrial(journalOf({ steps: [{ rounds: 'rn' }] }));
  expect([alone.reason, alone.findings.some(({ rule }) => rule === 'also-harmful')]).toEqual(['harmful', false]);
});

test('a cause that is still there is not called masked where service stayed away', () => {
  const verdict = judgeTrial(journalOf({ rounds: { recovery: 'rx60' }, failed: { recovery: '' }, effect: { residual: true } }));
  expect(verdict.reason).toBe('not-restored');
  expect(verdict.findings).toContainEqual(
    expect.objectContaining({ rule: 'cause-stays', message: expect.stringMatching(/^the cause is still there: /) as unknown }),
  );
});

const findings: readonly (readonly [string, Story])[] = [
  ['closed-shell', { steps: [{ ended: { closedShell: true } }] }],
  ['timed-out', { steps: [{ facts: { roleFrom: 'guess' }, ended: { timedOut: true, status: 124, held: false } }] }],
  ['endless', { steps: [{ ended: { stoppedEndless: ['tail -f log'] } }] }],
  ['step-status', { steps: [{ facts: { roleFrom: 'guess' }, ended: failed }] }],
  ['unsteady', { rounds: { baseline: 'rggg' } }],
  ['unsteady', { rounds: { hold: 'gx6rgx6' } }],
  ['unsteady', { trial: 'without-runbook', rounds: { recovery: 'rx20grx40' } }],
  ['cause-masked', { effect: { residual: true } }],
  ['data-not-measured', {}],
];
for (const [rule, story] of findings) {
  test(`tells of ${rule} without deciding: ${JSON.stringify(story).slice(0, 60)}`, () => {
    const verdict = judgeTrial(journalOf(story));
    expect([verdict.reason, verdict.findings.map(finding => finding.rule)]).toEqual(['clean', expect.arrayContaining([rule])]);
  });
}

test('a step that held only when it was tried again needs patience', () => {
  const events = journalOf({ steps: [{}, { facts: { role: 'verify' }, ended: { attempt: 2 } }] }).flatMap(
    (event): readonly DrillEvent[] => {
      if (event.type !== 'step.started' || event.step !== 'fix/2') return [event];
      return [
        event,
        {
          ...event,
          type: 'step.ended',
          attempt: 1,
          status: 1,
          timedOut: false,
          closedShell: false,
          stoppedEndless: [],
          durationMs: 1,
          stdout: '',
          stderr: '',
          droppedBytes: 0,
          held: false,
          message: 'm',
          syntaxError: false,
          masked: [],
          last: false,
        },
        { ...event, attempt: 2 },
      ];
    },
  );
  const verdict = judgeTrial(rewrite(events, event => event));
  expect([verdict.reason, verdict.findings.map(({ rule }) => rule)]).toEqual(['clean', expect.arrayContaining(['needs-patience'])]);
});

test('only what was acknowledged before its mark counts, where the recovery point names one', () => {
  const facts = { hasLoad: true, rpo: { lost: 0, duplicated: 0, resurrected: 0, upTo: 'backup' } };
  const say = {
    prepare: (journal: { event(body: { type: 'marked'; name: string }): void; rounds(letters: string): void }): void =>
      journal.event({ type: 'marked', name: 'backup' }),
  };
  expect(judgeTrial(journalOf({ facts, say, ledger: { lost: ['w1'] } })).reason).toBe('clean');
  const marked = {
    baseline: (journal: { event(body: { type: 'marked'; name: string }): void }): void => journal.event({ type: 'marked', name: 'backup' }),
  };
  expect(judgeTrial(journalOf({ facts, say: marked, ledger: { lost: ['w1'] } })).reason).toBe('data-lost');
});

test('verdicts are the same however often they are asked for', () => {
  for (const [, , story] of table) expect(judgeTrial(journalOf(story))).toEqual(judgeTrial(journalOf(story)));
});

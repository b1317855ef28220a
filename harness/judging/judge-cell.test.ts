import { expect, test } from '@playwright/test';
import type { DrillEvent, EventBody } from '../model/event.ts';
import type { CellVerdict } from '../model/matrix.ts';
import { judgeCell, needsControl, needsPreparation } from './judge-cell.ts';
import { redProbes } from './red-probes.ts';
import { journalOf, rewrite } from './testing/journal-builder.ts';
import type { Story } from './testing/journal-builder.ts';

const load = { hasLoad: true };
/** The procedure was followed, and service stayed away. */
const away: Story = { rounds: { recovery: 'rx60' }, failed: { recovery: 'a job completes: 503' } };
/** Its diagnosis told that it is another fault. */
const gated: Story = {
  ...away,
  steps: [
    { facts: { role: 'diagnose', gate: true }, ended: { held: false, status: 1, message: 'unexpected "active", expected "failed"' } },
    { skipped: 'after-stop' },
  ],
  say: { respond: journal => journal.event({ type: 'procedure.stopped', step: 'fix/1', why: 'gate' }) },
};
/** With its own fault: what it looks for is there. */
const atHome: Story = { steps: [{ facts: { role: 'diagnose', gate: true } }, {}] };
/** What the procedure's own scenario prepares. */
const backup: EventBody = { type: 'prepared', what: 'command', held: true, message: '', location: { file: 'a.yaml', line: 5, column: 5 } };
const hasBackup: NonNullable<Story['say']> = { prepare: journal => journal.event(backup) };
const withBackup = (story: Story): Story => ({ ...story, say: { ...story.say, ...hasBackup } });
/** Seen while the first step ran. */
const breached: Story = { ...away, steps: [{ rounds: 'm' }] };

/** What the fault does otherwise: with nobody acting (watched for long enough), and with its own procedure. */
interface Otherwise {
  readonly control?: Story | readonly DrillEvent[];
  readonly cure?: Story;
  /** The same procedure with its own fault. @default it goes on behind its diagnosis */
  readonly home?: Story;
}
const watched: Story = { trial: 'without-runbook', rounds: { recovery: 'rx130' } };

function verdictOf(story: Story, { control, cure, home = atHome }: Otherwise = {}): CellVerdict {
  return judgeCell({
    events: journalOf(story),
    own: false,
    ...(control === undefined ? {} : { control: 'length' in control ? control : journalOf({ ...watched, ...control }) }),
    ...(cure === undefined ? {} : { cure: journalOf(cure) }),
    home: journalOf(home),
  });
}
const other = (story: Story, otherwise?: Otherwise): string => {
  const { result, reason } = verdictOf(story, otherwise);
  return reason === undefined ? result : `${result}: ${reason}`;
};
const own = (story: Story): string => {
  const { result, reason } = judgeCell({ events: journalOf(story), own: true });
  return reason === undefined ? result : `${result}: ${reason}`;
};

test('with its own fault a procedure heals, fails or is not judged, as in a drill', () => {
  expect(own({})).toBe('heals');
  expect(own(away)).toBe('fails: not-restored');
  expect(own(gated)).toBe('fails: not-restored');
  expect(own({ facts: load, ledger: { lost: ['w0'] } })).toBe('fails: data-lost');
  expect(own({ effect: { effect: false } })).toBe('not-judged: fault-ineffective');
  expect(own({ effect: { residual: true } })).toBe('works-around');
});

test("with another's fault it stops at its diagnosis, and the step is told", () => {
  const verdict = verdictOf(gated);
  expect(verdict).toMatchObject({ result: 'stops', stoppedAt: 'fix/1', acted: [], at: { line: 10 } });
  expect(verdict.sentence).toContain('unexpected "active", expected "failed"');
});

test('a gate stops it for the fault only where it lets it pass with its own one, and nothing else is missing', () => {
  const judge = (home?: Story): string => {
    const { result, reason } = judgeCell({
      events: journalOf(gated),
      own: false,
      ...(home === undefined ? {} : { home: journalOf(home) }),
    });
    return reason === undefined ? result : `${result}: ${reason}`;
  };
  expect(judge(atHome)).toBe('stops');
  expect(judge(gated)).toBe('not-judged: stops-always');
  expect(judge()).toBe('not-judged: stop-unclear');
  expect(judge({ ...atHome, effect: { effect: false } })).toBe('not-judged: stop-unclear');
  expect(judge({ ...atHome, until: 'symptom' })).toBe('not-judged: stop-unclear');
  expect(judge({ ...atHome, steps: [{ facts: { role: 'diagnose' }, skipped: 'skip' }, {}] })).toBe('not-judged: stop-unclear');
  expect(judge({ ...atHome, say: hasBackup })).toBe('not-judged: stop-unclear');
  expect(verdictOf(withBackup(gated), { home: withBackup(atHome) })).toMatchObject({ result: 'stops' });
});

test('what stopped perhaps for want of what its own scenario prepares is judged by the trial that has it', () => {
  const home = journalOf(withBackup(atHome));
  const judge = (prepared?: Story, plain: Story = gated): string => {
    const { result, reason } = judgeCell({
      events: journalOf(plain),
      own: false,
      home,
      ...(prepared === undefined ? {} : { prepared: journalOf(withBackup(prepared)) }),
    });
    return reason === undefined ? result : `${result}: ${reason}`;
  };
  expect(judge()).toBe('not-judged: stop-unclear');
  expect(judge(gated)).toBe('stops');
  expect(judge({ ...away, steps: atHome.steps ?? [] })).toBe('acts-in-vain');
  expect(judge({ ...gated, effect: { effect: false } })).toBe('not-judged: fault-ineffective');
  // The fault alone was watched without that preparation: it is no witness here.
  expect(judge({ ...breached, steps: [{ facts: { role: 'diagnose', gate: true } }, { rounds: 'm' }] })).toBe('not-judged: harm-unclear');
  // What did not stop for want of it is judged by itself.
  expect(judge(gated, away)).toBe('acts-in-vain');
  expect(needsPreparation(journalOf(gated), home)).toBe(true);
  expect(needsPreparation(journalOf(withBackup(gated)), home)).toBe(false);
  expect(needsPreparation(journalOf(away), home)).toBe(false);
  expect(needsPreparation(journalOf(gated), journalOf(gated))).toBe(false);
  expect(needsPreparation(journalOf(gated), undefined)).toBe(false);
});

test('it stops at nothing where service was back by then', () => {
  const [look = {}, ...more] = gated.steps ?? [];
  expect(other({ ...gated, steps: [{ ...look, rounds: 'rrg' }, ...more] })).toBe('not-judged: no-symptom');
});

test('where service comes back though nothing acted, the fault passes by itself or a step of the diagnosis acts', () => {
  const story: Story = { ...gated, rounds: {}, failed: {} };
  expect(needsControl(journalOf(story))).toBe(true);
  expect(other(story)).toBe('not-judged: act-unclear');
  expect(other(story, { control: {} })).toBe('acts-and-restores');
  expect(other(story, { control: { rounds: { recovery: 'rx20gx110' } } })).toBe('stops');
  expect(other(story, { control: { rounds: { recovery: 'rx3' } } })).toBe('not-judged: act-unclear');
});

test('a step of the diagnosis that is known to act has acted', () => {
  const [look = {}, ...more] = gated.steps ?? [];
  const story: Story = {
    ...gated,
    steps: [{ ...look, facts: { ...look.facts, acts: 'systemctl restart web' } }, ...more],
  };
  expect(verdictOf(story)).toMatchObject({ result: 'acts-in-vain', acted: ['fix/1'], stoppedAt: 'fix/1' });
  expect(verdictOf(story).sentence).toContain('fix/1 is called a diagnosis, and `systemctl restart web` acts');
});

test('that the cause is still there is told', () => {
  expect(verdictOf({ effect: { residual: true } })).toMatchObject({
    result: 'acts-and-restores',
    sentence: expect.stringContaining('the cause is still there'),
  });
});

test('what stops after a step that acts has acted', () => {
  const [look = {}] = gated.steps ?? [];
  const events = journalOf({
    ...gated,
    steps: [{}, look],
    say: { respond: journal => journal.event({ type: 'procedure.stopped', step: 'fix/2', why: 'gate' }) },
  });
  expect(judgeCell({ events, own: false })).toMatchObject({ result: 'acts-in-vain', acted: ['fix/1'], stoppedAt: 'fix/2' });
});

test('what acts is told by whether service came back and stayed', () => {
  expect(other(away)).toBe('acts-in-vain');
  expect(other({})).toBe('acts-and-restores');
  expect(other({ rounds: { hold: 'gggrrr' }, failed: { hold: '503' } })).toBe('acts-in-vain');
});

test('what nobody can tell is not judged', () => {
  expect(other({ steps: [{ facts: { role: 'diagnose' } }], ...away })).toBe('not-judged: incomplete');
  expect(other({ steps: [{ facts: { role: 'diagnose' }, rounds: 'g' }, {}] })).toBe('not-judged: no-symptom');
  expect(other({ say: { hold: journal => journal.event({ type: 'slow', what: 'x', heldUpMs: 2_000, ofMs: 6_000 }) } })).toBe(
    'not-judged: too-slow',
  );
  expect(judgeCell({ events: journalOf().slice(0, -1), own: false })).toMatchObject({ result: 'not-judged', reason: 'harness-error' });
  expect(judgeCell({ events: [], own: false })).toMatchObject({ result: 'not-judged' });
  expect(other({ rounds: { hold: 'ggg' } })).toBe('not-judged: harness-error');
});

test("a breach while service is away is the procedure's deed where the fault alone does not bring it about, and somebody looked", () => {
  expect(other(breached)).toBe('not-judged: harm-unclear');
  expect(other(breached, { control: {} })).toBe('harms');
  expect(other(breached, { control: { rounds: { recovery: 'rx20mrx110' } } })).toBe('acts-in-vain');
  // Nobody could ask what is down.
  const silent = rewrite(journalOf(watched), event =>
    event.type === 'round' && event.phase === 'recovery'
      ? { ...event, probes: event.probes.map(probe => (probe.of === 'never' ? { ...probe, message: 'connection refused' } : probe)) }
      : event,
  );
  expect(other(breached, { control: silent })).toBe('not-judged: harm-unclear');
  expect(other(breached, { control: journalOf(watched).slice(0, -1) })).toBe('not-judged: harm-unclear');
  expect(other(breached, { control: { effect: { effect: false } } })).toBe('not-judged: harm-unclear');
  expect(other(breached, { control: { rounds: { recovery: 'rx40' } } })).toBe('not-judged: harm-unclear');
  expect(other(breached, { control: journalOf() })).toBe('not-judged: harm-unclear');
});

test("once service is back only the trial with the fault's own runbook is a witness: while it is away most does not show", () => {
  const story: Story = { steps: [{ rounds: 'm' }] };
  expect(other(story, { control: {} })).toBe('not-judged: harm-unclear');
  expect(other(story, { control: {}, cure: {} })).toBe('harms');
  expect(other(story, { control: {}, cure: { rounds: { recovery: 'rgngg' } } })).toBe('acts-and-restores');
  expect(other(story, { control: {}, cure: away })).toBe('not-judged: harm-unclear');
});

test('harm during the diagnosis is harm, though the procedure stops there', () => {
  const [look = {}, ...more] = gated.steps ?? [];
  const story: Story = { ...gated, steps: [{ ...look, rounds: 'rm' }, ...more] };
  expect(other(story, { control: {} })).toBe('harms');
  expect(other(story, { control: { rounds: { recovery: 'rmx129' } } })).toBe('stops');
});

test('what was breached before the first step is the fault alone', () => {
  const story: Story = { ...breached, rounds: { ...breached.rounds, symptom: 'rrm' } };
  expect(needsControl(journalOf(story))).toBe(false);
  expect(other(story)).toBe('acts-in-vain');
});

test('what the fault leaves up and is down at the end is harm, where it stays up with nobody acting', () => {
  /** A second probe, green but in the rounds of these phases. */
  const withPage = (story: Story, redIn: readonly string[]): readonly DrillEvent[] =>
    rewrite(journalOf(story), event =>
      event.type === 'round'
        ? {
            ...event,
            probes: [
              ...event.probes,
              {
                name: 'the page',
                of: 'steady',
                held: !redIn.includes(event.phase),
                message: redIn.includes(event.phase) ? '502' : '',
                durationMs: 1,
              },
            ],
          }
        : event,
    );
  const judge = (redIn: readonly string[], control?: readonly string[]): string => {
    const { result, reason } = judgeCell({
      events: withPage(away, redIn),
      own: false,
      ...(control === undefined ? {} : { control: withPage(watched, control) }),
    });
    return reason ?? result;
  };
  expect(judge([])).toBe('acts-in-vain');
  expect(judge(['recovery'])).toBe('harm-unclear');
  expect(judge(['recovery'], [])).toBe('harms');
  expect(judge(['recovery'], ['recovery'])).toBe('acts-in-vain');
  expect(judge(['symptom', 'respond', 'recovery'])).toBe('acts-in-vain');
});

test('a loss is compared with the fault that its own runbook mends; where service is away, missing writes may only be late', () => {
  const lost: Story = { facts: load, ledger: { lost: ['w0', 'w1'] } };
  const having = (ledger: Story['ledger']): Story => ({ facts: load, ...(ledger === undefined ? {} : { ledger }) });
  expect(other(lost)).toBe('not-judged: harm-unclear');
  expect(other(lost, { control: having({}) })).toBe('harms');
  // Writes that wait for service to come back are late in the control, and say nothing of what was lost.
  const late = having({ lost: ['w0', 'w1', 'w2'] });
  expect(other(lost, { control: late })).toBe('not-judged: harm-unclear');
  expect(other(lost, { control: late, cure: having({}) })).toBe('harms');
  expect(other(lost, { control: late, cure: having({ lost: ['w0', 'w1'] }) })).toBe('acts-and-restores');
  expect(other(lost, { control: late, cure: having({ lost: ['w0'] }) })).toBe('not-judged: harm-unclear');
  expect(other(lost, { control: having('unread'), cure: having({}) })).toBe('harms');
  expect(other({ ...lost, ...away }, { control: having({}) })).toBe('not-judged: harm-unclear');
  expect(verdictOf({ ...lost, ...away }, { control: late })).toMatchObject({
    result: 'acts-in-vain',
    sentence: expect.stringContaining('they may only be late'),
  });
  expect(other({ ...away, facts: load, ledger: { duplicated: ['w0'] } }, { control: having({}) })).toBe('harms');
  // Nothing acted.
  expect(other({ ...gated, ...lost, ...away })).toBe('stops');
  expect(other({ facts: { ...load, rpo: { lost: 2, duplicated: 0, resurrected: 0 } }, ledger: { lost: ['w0', 'w1'] } })).toBe(
    'acts-and-restores',
  );
});

test('jobs that are executed twice are harm as well', () => {
  const jobs = (executedTwice: readonly string[]): Story => ({
    facts: { ...load, countsJobs: true },
    ledger: { jobs: { neverExecuted: [], executedTwice } },
  });
  expect(other(jobs(['w0']), { control: jobs([]), cure: jobs([]) })).toBe('harms');
  expect(other(jobs(['w0']), { control: jobs([]), cure: jobs(['w0']) })).toBe('acts-and-restores');
  expect(other(jobs(['w0']), { control: jobs([]) })).toBe('not-judged: harm-unclear');
});

test('that nobody can tell what became of the writes is no all-clear', () => {
  const story: Story = { ...away, facts: load, ledger: 'unread' };
  expect(needsControl(journalOf(story))).toBe(true);
  expect(other(story, { control: { facts: load } })).toBe('not-judged: harm-unclear');
  expect(verdictOf(story, { control: { facts: load, ledger: 'unread' } })).toMatchObject({
    result: 'acts-in-vain',
    sentence: expect.stringContaining('could not be read afterwards'),
  });
});

test('asks for a control only where it can decide', () => {
  expect(needsControl(journalOf(breached))).toBe(true);
  expect(needsControl(journalOf({ facts: load, ledger: { lost: ['w0'] } }))).toBe(true);
  expect(needsControl(journalOf())).toBe(false);
  expect(needsControl(journalOf(gated))).toBe(false);
  expect(needsControl(journalOf({ ...breached, effect: { effect: false } }))).toBe(false);
});

test('names the probes that were red when the symptom was decided', () => {
  expect(redProbes(journalOf())).toEqual(['a job completes']);
  // In the first round users notice by a write that fails, and no probe does.
  expect(redProbes(journalOf({ facts: load, rounds: { symptom: 'wrr' } }))).toEqual(['a job completes']);
  expect(redProbes(journalOf({ rounds: { symptom: 'ggg' }, failed: { symptom: '' }, until: 'symptom' }))).toBeUndefined();
  expect(redProbes([])).toBeUndefined();
});

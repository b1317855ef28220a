import { expect, test } from '@playwright/test';
import type { DrillEvent } from '../model/event.ts';
import { judgeCell, needsControl } from './judge-cell.ts';
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
/** Seen while the first step ran. */
const breached: Story = { ...away, steps: [{ rounds: 'm' }] };

const other = (story: Story, control?: Story | readonly DrillEvent[]): string => {
  const { result, reason } = judgeCell({
    events: journalOf(story),
    own: false,
    ...(control === undefined ? {} : { control: 'length' in control ? control : journalOf({ trial: 'without-runbook', ...control }) }),
  });
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
});

test("with another's fault it stops at its diagnosis, and the step is told", () => {
  const verdict = judgeCell({ events: journalOf(gated), own: false });
  expect(verdict).toMatchObject({ result: 'stops', stoppedAt: 'fix/1', acted: [], at: { line: 10 } });
  expect(verdict.sentence).toContain('unexpected "active", expected "failed"');
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

test('a breach is the procedure that did it only where the fault alone does not, and somebody looked', () => {
  expect(other(breached)).toBe('not-judged: harm-unclear');
  expect(other(breached, {})).toBe('harms');
  expect(other({ ...breached, rounds: {}, failed: {} }, {})).toBe('harms');
  expect(other(breached, { rounds: { recovery: 'rx20mrx40' } })).toBe('acts-in-vain');
  // Nobody could ask what is down.
  const silent = rewrite(journalOf({ trial: 'without-runbook' }), event =>
    event.type === 'round' && event.phase === 'recovery'
      ? { ...event, probes: event.probes.map(probe => (probe.of === 'never' ? { ...probe, message: 'connection refused' } : probe)) }
      : event,
  );
  expect(other(breached, silent)).toBe('not-judged: harm-unclear');
  expect(other(breached, journalOf({ trial: 'without-runbook' }).slice(0, -1))).toBe('not-judged: harm-unclear');
  expect(other(breached, { effect: { effect: false } })).toBe('not-judged: harm-unclear');
  expect(judgeCell({ events: journalOf(breached), own: false, control: journalOf() })).toMatchObject({ reason: 'harm-unclear' });
});

test('harm during the diagnosis is harm, though the procedure stops there', () => {
  const [look = {}, ...more] = gated.steps ?? [];
  const story: Story = { ...gated, steps: [{ ...look, rounds: 'rm' }, ...more] };
  expect(other(story, {})).toBe('harms');
  expect(other(story, { rounds: { recovery: 'rmx59' } })).toBe('stops');
});

test('what was breached before the first step is the fault alone', () => {
  const story: Story = { ...breached, rounds: { ...breached.rounds, symptom: 'rrm' } };
  expect(needsControl(journalOf(story))).toBe(false);
  expect(other(story)).toBe('acts-in-vain');
});

test('a loss is compared with what the fault alone loses; where service is away, missing writes may only be late', () => {
  const lost: Story = { facts: load, ledger: { lost: ['w0', 'w1'] } };
  const alone = (ledger: Story['ledger']): Story => ({ facts: load, ...(ledger === undefined ? {} : { ledger }) });
  expect(other(lost)).toBe('not-judged: harm-unclear');
  expect(other(lost, alone({}))).toBe('harms');
  expect(other(lost, alone({ lost: ['w0', 'w1'] }))).toBe('acts-and-restores');
  expect(other(lost, alone({ lost: ['w0'] }))).toBe('not-judged: harm-unclear');
  expect(other(lost, alone('unread'))).toBe('not-judged: harm-unclear');
  expect(other({ ...lost, ...away }, alone({}))).toBe('not-judged: harm-unclear');
  expect(other({ ...away, facts: load, ledger: { duplicated: ['w0'] } }, alone({}))).toBe('harms');
  // Nothing acted.
  expect(other({ ...gated, ...lost })).toBe('stops');
  expect(other({ facts: { ...load, rpo: { lost: 2, duplicated: 0, resurrected: 0 } }, ledger: { lost: ['w0', 'w1'] } })).toBe(
    'acts-and-restores',
  );
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
  expect(redProbes(journalOf({ rounds: { symptom: 'ggg' }, failed: { symptom: '' }, until: 'symptom' }))).toBeUndefined();
  expect(redProbes([])).toBeUndefined();
});

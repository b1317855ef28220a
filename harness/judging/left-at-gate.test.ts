import { expect, test } from '@playwright/test';
import { gateActions } from '../model/gate.ts';
import type { GateAction } from '../model/gate.ts';
import { reportHtml } from '../reports/report-html.ts';
import { makeReport } from '../reports/make-report.ts';
import { reportSchema } from '../reports/report-schema.ts';
import { showReport } from '../reports/terminal.ts';
import { judgeTrial } from './judge-trial.ts';
import { factsOf, journalOf } from './testing/journal-builder.ts';
import type { Story } from './testing/journal-builder.ts';

const rehearsal = { people: [{ name: 'Ada', role: 'operator' }], untimed: false, blind: false } as const;
const choosing = (action: GateAction, more: Story = {}): Story => ({
  rehearsal,
  say: { respond: journal => journal.event({ type: 'gate.decided', step: 'fix/1', action, readMs: 3_000, by: 'Ada' }) },
  ...more,
});

const asWritten: readonly GateAction[] = ['run', 'done', 'output', 'finish'];
for (const action of gateActions) {
  test(`a choice "${action}" at the gate ${asWritten.includes(action) ? 'follows the runbook as written' : 'leaves the runbook'}`, () => {
    const verdict = judgeTrial(journalOf(choosing(action)));
    expect(verdict.reason).toBe(asWritten.includes(action) ? 'clean' : 'deviated');
    expect(verdict.withReader).toBe(true);
    expect(verdict.recoveryMs === undefined).toBe(verdict.reason === 'deviated');
  });
}

test('a choice that this version does not know leaves the runbook', () => {
  expect(judgeTrial(journalOf(choosing('pray' as GateAction))).reason).toBe('deviated');
});

test('a rehearsal that was left says who did what, at the line of the step', () => {
  const { sentence, at } = judgeTrial(journalOf(choosing('edit')));
  expect(sentence).toBe('was not followed as written: step fix/1 was edited, by Ada');
  expect(at).toMatchObject({ file: 'runbook.md', line: 10 });
});

test('a rehearsal without a clock has its own sentence and no recovery time', () => {
  const verdict = judgeTrial(journalOf({ rehearsal: { ...rehearsal, untimed: true } }));
  expect(verdict.sentence).toBe('was not followed as written: it was rehearsed without a clock (--untimed), which is for learning');
  expect(verdict.recoveryMs).toBeUndefined();
});

test('a rehearsal that was left before the first acting step is not called ineffective for want of a proof there', () => {
  expect(judgeTrial(journalOf(choosing('shell', { effect: { respond: 'none' } }))).reason).toBe('deviated');
  expect(judgeTrial(journalOf({ rehearsal, effect: { respond: 'none' } })).reason).toBe('fault-ineffective');
});

test('what a person thinks about after the last step is no part of the time that service may take', () => {
  const facts = { budget: factsOf().budget };
  // Two minutes at the last question, in which service stayed down; then it came back at once.
  const waiting: Story['say'] = { respond: journal => journal.rounds('rx240') };
  expect(judgeTrial(journalOf({ rehearsal, facts, say: waiting })).reason).toBe('harness-error');
  expect(judgeTrial(journalOf({ rehearsal, facts, say: waiting, failed: { recovery: 'too late' } })).reason).toBe('not-restored');
});

test('a target that was missed says that the time is with the reader', () => {
  const { sentence } = judgeTrial(journalOf({ rehearsal, facts: { rtoMs: 2_000 }, rounds: { recovery: 'rx20ggg' } }));
  expect(sentence).toContain('with the reader, the target is 2.0 s');
});

test('reports say that recovery time is with the reader, and who was at the gate', () => {
  const facts = factsOf();
  const trial = (kind: 'as-written' | 'without-runbook', story: Story): Parameters<typeof makeReport>[0][number]['trials'][number] => ({
    trial: kind,
    attempt: 1,
    journal: `${kind}.ndjson`,
    events: journalOf({ trial: kind, ...story }),
  });
  const report = makeReport([{ facts, trials: [trial('as-written', choosing('run')), trial('without-runbook', {})] }], {
    drillbook: '0.1.0',
    startedAt: '2026-11-21T03:00:00.000Z',
    machine: 'Linux',
  });
  expect(() => reportSchema.parse(report)).not.toThrow();
  expect(report.scenarios[0]).toMatchObject({ outcome: 'verified', withReader: true });
  expect(report.scenarios[0]?.trials[0]?.rehearsal).toMatchObject({ people: [{ name: 'Ada' }], readMs: 3_000 });
  const shown = showReport(report, { color: false, width: 100 });
  expect(shown).toContain('verified, rehearsed by a person');
  expect(shown).toContain('(with the reader)');
  expect(shown).not.toContain('machine pace');
});

test('a report shows what was carried out where a step was edited', () => {
  const say: Story['say'] = {
    respond: journal => journal.event({ type: 'gate.decided', step: 'fix/1', action: 'edit', readMs: 1, text: 'systemctl start worker' }),
  };
  const events = journalOf({ rehearsal, say });
  const run = { facts: factsOf(), trials: [{ trial: 'as-written', attempt: 1, journal: 'a.ndjson', events } as const] };
  const report = makeReport([run], { drillbook: '0.1.0', startedAt: '2026-11-21T03:00:00.000Z', machine: 'Linux' });
  expect(report.scenarios[0]?.trials[0]?.steps).toMatchObject([{ id: 'fix/1', edited: 'systemctl start worker' }]);
  const page = reportHtml(report, [run]);
  expect(page).toContain('carried out as edited at the gate');
  expect(page).toContain('systemctl start worker');
});

import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@playwright/test';
import type { ScenarioRun } from '../model/run.ts';
import { journalOf } from '../judging/testing/journal-builder.ts';
import type { Story } from '../judging/testing/journal-builder.ts';
import { makeReport } from './make-report.ts';
import { showReport } from './terminal.ts';

const about = { drillbook: '0.1.0', startedAt: '2026-11-21T03:00:00.000Z', machine: 'Linux' };

function show(story: Story, { color = false, width = 100 } = {}): string {
  const events = journalOf(story);
  const start = events[0];
  if (start?.type !== 'trial.started') throw new Error('unexpected journal, expected one with a beginning');
  const run: ScenarioRun = {
    facts: start.facts,
    trials: [
      { trial: 'as-written', attempt: 1, journal: 'a', events },
      {
        trial: 'without-runbook',
        attempt: 1,
        journal: 'b',
        events: journalOf({ ...story, trial: 'without-runbook', rounds: {}, failed: {} }),
      },
    ],
  };
  return showReport(makeReport([run], about), { color, width, reportFile: '.drillbook/runs/x/report.html' });
}

const down: Story = { rounds: { recovery: 'rx60' }, failed: { recovery: 'a job completes: 503' } };

test('a verified scenario shows its recovery time and what was not measured', () => {
  const text = show({});
  expect(text).toMatch(/^✓ Worker killed {2}verified\n/);
  expect(text).toMatch(/recovery \d\.\d s ± \d\.\d s \(machine pace, without reading time\)/);
  expect(text).toContain('data loss not measured');
  expect(text).toContain('1 verified');
  expect(text).toContain('.drillbook/runs/x/report.html');
});

test('a refuted one shows reason, place and one line of what to do', () => {
  const text = show(down);
  expect(text).toMatch(/^✗ Worker killed {2}refuted: not-restored\n/);
  expect(text).toContain('runbook.md:10:1');
  expect(text.match(/→ /g)).toHaveLength(1);
  expect(text).toContain('1 refuted · 1 unexpected');
});

test('one that is expected to be refuted is not counted as verified', () => {
  const text = show({ ...down, facts: { outcome: { is: 'refuted', reason: 'not-restored', selfTest: true } } });
  expect(text).toContain('as expected');
  expect(text).toContain('1 not verified, as expected');
  expect(text).not.toMatch(/\d verified|→ /);
});

test('colours are a matter of the caller, and change no word', () => {
  expect(show({})).not.toContain('\u001B');
  expect(show({}, { color: true })).toContain('\u001B[');
  expect(stripVTControlCharacters(show(down, { color: true }))).toBe(show(down));
});

test('keeps to narrow terminals, and does not believe one without columns', () => {
  const widest = (text: string): number =>
    Math.max(
      ...text
        .split('\n')
        .filter(line => line.startsWith('    ') && line.trim().includes(' '))
        .map(line => line.length),
    );
  expect(widest(show(down, { width: 40 }))).toBeLessThanOrEqual(40);
  expect(widest(show(down, { width: 0 }))).toBeLessThanOrEqual(80);
});

test('what a runbook printed cannot move the cursor or forge a line', () => {
  const text = show({ facts: { title: 'x\u001B[2J\n✓ forged  verified' } });
  expect(text).not.toContain('\u001B');
  expect(text).not.toMatch(/^✓ forged/m);
});

import { expect, test } from '@playwright/test';
import type { FollowUp, Team } from '../model/team.ts';
import { followupsOf } from './followups-of.ts';
import type { FollowUps } from './followups-of.ts';
import { reportOf, stories } from './testing/drilled.ts';

const followup = (more: Partial<FollowUp> = {}): FollowUp => ({ scenario: 'a', finding: 'masked', owner: 'ana', ...more });
const of = (report: ReturnType<typeof reportOf>, ...followups: readonly FollowUp[]): FollowUps =>
  followupsOf({ controls: [], waivers: [], followups } satisfies Team, report);
const retest = { run: 'r', at: '2026-11-20T00:00:00.000Z', outcome: 'verified', stillFound: false } as const;

test('tells whether this run found it again; only a verified scenario without it says that it is gone', () => {
  const now = (report: ReturnType<typeof reportOf>, finding = 'masked'): string | undefined =>
    of(report, followup({ finding })).followups[0]?.inThisRun;
  expect(now(reportOf({ a: stories.masked }))).toBe('found');
  expect(now(reportOf({ a: stories.verified }))).toBe('not-found');
  expect(now(reportOf({ a: stories.notRestored }))).toBe('cannot-tell');
  expect(now(reportOf({ a: stories.unhealthy }))).toBe('cannot-tell');
  expect(now(reportOf({ a: stories.verified }), 'not-repeatable')).toBe('no-trial');
  expect(now(reportOf({ a: stories.verified }), 'harmful')).toBe('no-trial');
  expect(now(reportOf({ b: stories.verified }))).toBe('not-drilled');
  expect(now(reportOf({ a: stories.dataLost }), 'data-lost')).toBe('found');
  expect(now(reportOf({ a: stories.notRestored }), 'data-lost')).toBe('cannot-tell');
});

test('is overdue from the day after, on the day of the run and not of the reader', () => {
  const overdue = (
    due: string,
    more: Partial<FollowUp> = {},
    story: Parameters<typeof reportOf>[0] = { a: stories.masked },
  ): boolean | undefined => of(reportOf(story, '2026-11-21T23:59:59.999Z'), followup({ due, ...more })).followups[0]?.overdue;
  expect(overdue('2026-11-20')).toBe(true);
  expect(overdue('2026-11-21')).toBe(false);
  expect(overdue('2026-11-20', {}, { a: stories.verified })).toBe(false);
  expect(overdue('2026-11-20', {}, { a: stories.unhealthy })).toBe(true);
  expect(overdue('2026-11-20', { finding: 'harmful' }, { a: stories.verified })).toBe(true);
});

test('a retest lifts it only when it was verified and did not find it any more', () => {
  const overdue = (more: Partial<NonNullable<FollowUp['retest']>>, story: Parameters<typeof reportOf>[0] = {}): boolean | undefined =>
    of(reportOf(story), followup({ due: '2026-11-01', retest: { ...retest, ...more } })).followups[0]?.overdue;
  expect(overdue({})).toBe(false);
  expect(overdue({ stillFound: true })).toBe(true);
  expect(overdue({ outcome: 'inconclusive' })).toBe(true);
  expect(overdue({}, { a: stories.masked })).toBe(true);
});

test('lists what nobody owns: reasons of verdicts, then findings', () => {
  const report = reportOf({ a: stories.masked, b: stories.masked, c: stories.notRestored, d: stories.unhealthy });
  const { unowned } = of(report, followup());
  expect(unowned.find(({ finding }) => finding === 'masked')?.scenarios).toEqual(['b']);
  expect(unowned.slice(0, 2)).toEqual([
    { finding: 'baseline-unhealthy', scenarios: ['d'] },
    { finding: 'not-restored', scenarios: ['c'] },
  ]);
  expect(of(report, followup({ scenario: 'c', finding: 'not-restored' })).unowned.map(({ finding }) => finding)).not.toContain(
    'not-restored',
  );
});

test('a known failure has the owner that its scenario declares; one on purpose needs none', () => {
  const outcome = {
    is: 'refuted',
    reason: 'not-restored',
    owner: 'ana',
    until: '2026-12-31',
    because: 'in work',
    selfTest: false,
  } as const;
  const report = reportOf({
    a: { ...stories.notRestored, facts: { outcome } },
    b: { ...stories.notRestored, facts: { outcome: { is: 'refuted', reason: 'not-restored', selfTest: true } } },
    c: { ...stories.notRestored, facts: { outcome: { ...outcome, until: '2026-11-01' } } },
  });
  const { declared, unowned } = of(report);
  expect(declared).toEqual([{ scenario: 'a', finding: 'not-restored', owner: 'ana', until: '2026-12-31', because: 'in work' }]);
  expect(unowned.find(({ finding }) => finding === 'not-restored')?.scenarios).toEqual(['c']);
});

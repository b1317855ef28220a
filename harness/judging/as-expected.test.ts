import { expect, test } from '@playwright/test';
import { asExpected } from './as-expected.ts';

const today = '2026-11-21';
const refuted = { outcome: 'refuted', reason: 'data-lost' } as const;
const verified = { outcome: 'verified', reason: 'clean' } as const;
const known = { is: 'refuted', reason: 'data-lost', because: 'known', owner: 'storage', until: '2026-12-31', selfTest: false } as const;

test('verified is as expected only where it is expected', () => {
  expect(asExpected({ is: 'verified', selfTest: false }, verified, today)).toEqual({ ok: true, message: '' });
  expect(asExpected({ is: 'verified', selfTest: false }, refuted, today).ok).toBe(false);
  expect(asExpected(known, verified, today)).toEqual({ ok: false, message: 'unexpected verified, expected refuted (data-lost)' });
});

test('outcome and reason must match', () => {
  expect(asExpected(known, refuted, today).ok).toBe(true);
  expect(asExpected(known, { outcome: 'refuted', reason: 'step-failed' }, today).ok).toBe(false);
  expect(asExpected(known, { outcome: 'inconclusive', reason: 'self-heals' }, today).ok).toBe(false);
  expect(
    asExpected({ is: 'inconclusive', reason: 'self-heals', selfTest: true }, { outcome: 'inconclusive', reason: 'self-heals' }, today).ok,
  ).toBe(true);
});

test('a known failure without a reason accepts none', () => {
  expect(asExpected({ is: 'refuted', selfTest: true }, refuted, today).ok).toBe(false);
});

test('a known failure is accepted up to its date, and not after', () => {
  expect(asExpected(known, refuted, '2026-12-31').ok).toBe(true);
  expect(asExpected(known, refuted, '2027-01-01')).toEqual({
    ok: false,
    message: 'unexpected refuted (data-lost) after 2026-12-31, until which it was accepted (storage)',
  });
  expect(asExpected(known, refuted, '2026-12-31T23:59:59Z').ok).toBe(true);
});

test('a date that is none accepts nothing', () => {
  expect(asExpected({ ...known, until: 'next year' }, refuted, today).ok).toBe(false);
});

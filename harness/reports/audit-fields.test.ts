import { expect, test } from '@playwright/test';
import { auditFields } from './audit-fields.ts';
import { everyKind, pageOf } from './testing/page-of.ts';

test('every part of an audit is asked for, each field once', () => {
  const fields = auditFields(pageOf(everyKind()).report);
  expect([...new Set(fields.map(({ group }) => group))]).toEqual([
    'Identity',
    'Design',
    'People',
    'Environment',
    'Execution',
    'Results',
    'Judgement',
    'Assurance',
  ]);
  expect(new Set(fields.map(({ field }) => field)).size).toBe(fields.length);
  expect(fields.length).toBeGreaterThanOrEqual(46);
});

test('what nobody gave is never filled in', () => {
  const given = new Map(auditFields(pageOf([]).report).map(({ field, value }) => [field, value]));
  for (const field of [
    'objectives and success criteria',
    'runbook: owner',
    'runbook: last review',
    'independence: author, executor, approver',
    'effect of the fault',
    'recovery time, target and actual',
    'control: stayed broken without the procedure',
    'accepted risks, approver',
    'reported to',
    'population of runs',
    'retention class, confidentiality',
  ])
    expect(given.get(field), field).toBeUndefined();
});

test('what a scenario gives is counted, not spread over those that do not', () => {
  const fields = new Map(auditFields(pageOf(everyKind()).report).map(({ field, value }) => [field, value]));
  expect(fields.get('objectives and success criteria')).toBe('1 of 4 scenarios, see there');
  expect(fields.get('controls that the team maps to drills (what was found for each: see Controls)')).toBe('SOC2-A1.3');
  expect(fields.get('run, and type of test')).toContain('20261121T030000Z-1a2b3c');
});

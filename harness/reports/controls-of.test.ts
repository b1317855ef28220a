import { expect, test } from '@playwright/test';
import type { Control, Team } from '../model/team.ts';
import { controlsOf } from './controls-of.ts';
import { reportOf, stories } from './testing/drilled.ts';

const team = (...controls: readonly Control[]): Team => ({ controls, followups: [], waivers: [] });
const control = (id: string, scenarios: readonly string[]): Control => ({ id, title: `title of ${id}`, scenarios });

test('only a control whose every scenario was drilled and verified has the whole evidence', () => {
  const report = reportOf({ a: stories.verified, b: stories.verified, c: stories.notRestored, d: stories.unhealthy });
  const found = controlsOf(
    team(
      control('all', ['a', 'b']),
      control('mixed', ['a', 'c', 'd', 'e']),
      control('refuted', ['c']),
      control('void', ['d']),
      control('absent', ['e', 'f']),
      control('empty', []),
    ),
    report,
  );
  expect(found.map(({ id, evidence }) => [id, evidence])).toEqual([
    ['all', 'verified'],
    ['mixed', 'partly'],
    ['refuted', 'none'],
    ['void', 'none'],
    ['absent', 'none'],
    ['empty', 'none'],
  ]);
  expect(found[1]?.counts).toEqual({ verified: 1, refuted: 1, inconclusive: 1, 'not-drilled': 1 });
  expect(found[1]?.scenarios).toEqual([
    { id: 'c', outcome: 'refuted', reason: 'not-restored', adaptations: 0 },
    { id: 'd', outcome: 'inconclusive', reason: 'baseline-unhealthy', adaptations: 0 },
    { id: 'e', outcome: 'not-drilled', reason: '', adaptations: 0 },
    { id: 'a', outcome: 'verified', reason: 'clean', adaptations: 0 },
  ]);
});

test('a scenario that is refuted as expected is not verified', () => {
  const report = reportOf({
    a: {
      ...stories.notRestored,
      facts: { outcome: { is: 'refuted', reason: 'not-restored', owner: 'ana', until: '2026-12-31', selfTest: false } },
    },
  });
  expect(report.scenarios[0]?.asExpected).toBe(true);
  expect(controlsOf(team(control('x', ['a'])), report)[0]?.evidence).toBe('none');
});

test('what a scenario says of itself is mapped as well, without a team, too', () => {
  const report = reportOf({ a: { facts: { about: { assumptions: [], controls: ['x', 'y'] } } }, b: stories.verified });
  expect(report.scenarios.map(({ outcome }) => outcome)).toEqual(['verified', 'verified']);
  const mapped = (one: Team | undefined) =>
    controlsOf(one, report).map(({ id, title, scenarios }) => [id, title, ...scenarios.map(s => s.id)]);
  expect(mapped(team(control('x', ['b'])))).toEqual([
    ['x', 'title of x', 'a', 'b'],
    ['y', '', 'a'],
  ]);
  expect(mapped(undefined)).toEqual([
    ['x', '', 'a'],
    ['y', '', 'a'],
  ]);
});

import { expect, test } from '@playwright/test';
import type { Story } from '../judging/testing/journal-builder.ts';
import { headline } from './headline.ts';
import { pageOf, runOf } from './testing/page-of.ts';

const down: Story = { rounds: { recovery: 'rx60' }, failed: { recovery: '' } };
const unsure: Story = { until: 'symptom' };
const known = { outcome: { is: 'refuted', reason: 'not-restored', selfTest: true } } as const;

const of = (...stories: readonly Story[]) => headline(pageOf(stories.map(story => runOf(story))).report);

test('one scenario is told of in words that need no explanation', () => {
  expect(of({})).toMatchObject({ tone: 'good', text: 'The runbook worked' });
  expect(of(down)).toMatchObject({ tone: 'bad', text: 'The runbook did not work' });
  expect(of(unsure)).toMatchObject({ tone: 'unsure', text: 'The drill could not tell whether the runbook works' });
});

test('what is known to be broken is never shown as a success', () => {
  expect(of({ ...down, facts: known })).toMatchObject({ tone: 'neutral', text: 'The runbook did not work', more: ['This was expected.'] });
  expect(of({ ...down, facts: known }, { ...down, facts: known })).toMatchObject({
    tone: 'neutral',
    text: 'No runbook was expected to work, and none did',
  });
  expect(of({}, {}, { ...down, facts: known })).toMatchObject({ tone: 'good', text: 'The runbook worked in both scenarios' });
});

test('one that works although it should not is a surprise, not a success', () => {
  expect(of({ facts: known }).tone).toBe('bad');
});

test('a run that could not tell is no pass, and one surprise colours the whole', () => {
  expect(of({}, unsure)).toMatchObject({ tone: 'unsure', text: 'The runbook worked in 1 of 2 scenarios' });
  expect(of({}, unsure, down).tone).toBe('bad');
  expect(headline(pageOf([]).report)).toMatchObject({ tone: 'neutral', text: 'Nothing was drilled' });
});

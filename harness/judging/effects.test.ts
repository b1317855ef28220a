import { expect, test } from '@playwright/test';
import type { DeclaredEffects } from '../model/effects.ts';
import { judgeTrial } from './judge-trial.ts';
import { journalOf } from './testing/journal-builder.ts';
import type { StoryStep } from './testing/journal-builder.ts';
import { failsInAnyWeather } from './in-any-weather.ts';
import { recordOf } from './trial-record.ts';

function findingsOf(effects: DeclaredEffects | undefined): readonly string[] {
  const events = journalOf({
    trial: 'without-fault',
    facts: effects === undefined ? {} : { effects },
    say: {
      hold: journal =>
        journal.event({
          type: 'effects.seen',
          changes: [
            { aspect: 'restarts', thing: 'worker-1', before: 'running since 1', after: 'running since 2' },
            { aspect: 'rows', thing: 'database: table public.jobs', before: '12 rows', after: '0 rows' },
          ],
          more: 0,
          restless: ['sessions database: sessions of chat (chat-api)'],
          unseen: [],
        }),
    },
  });
  return judgeTrial(events).findings.map(({ rule, message }) => `${rule}: ${message}`);
}

test('where effects are declared, what else is changed on a healthy system is told, and what was not', () => {
  expect(findingsOf({ restarts: ['worker-*'], configuration: ['database: setting work_mem'], sessions: ['database: *'] })).toEqual([
    'undeclared-effect: on a healthy system it changes rows: database: table public.jobs: 12 rows → 0 rows, which `effects` does not say',
    'effect-not-seen: `effects` says that it changes configuration: database: setting work_mem; on a healthy system it did not',
  ]);
});

test('declared or not, it decides nothing', () => {
  expect(findingsOf(undefined)).toEqual([]);
  expect(findingsOf({ restarts: ['worker-1'], rows: ['*'] })).toEqual([]);
});

const look = (stderr: string, status = 1): StoryStep => ({ facts: { role: 'diagnose' }, ended: { status, stderr } });
const weather = (broken: StoryStep, healthy: StoryStep): readonly string[] =>
  failsInAnyWeather(
    recordOf(journalOf({ steps: [broken, {}] })),
    recordOf(journalOf({ trial: 'without-fault', steps: [healthy, {}] })),
  ).map(({ message }) => message);

test('looking that fails with the same words on a healthy system is named', () => {
  expect(
    weather(look('ERROR:  column "stat" does not exist\nLINE 1: 12'), look('ERROR:  column "stat" does not exist\nLINE 1: 13')),
  ).toEqual(['step fix/1 looks and fails with the same words on a healthy system: ERROR:  column "stat" does not exist']);
});

test('what fails only while something is broken is the point of looking, and what finds nothing is no error', () => {
  expect(weather(look('curl: (7) Failed to connect'), look('', 0))).toEqual([]);
  expect(weather(look(''), look(''))).toEqual([]);
  expect(weather(look('ERROR: could not connect to 5'), look('ERROR: relation "x" does not exist'))).toEqual([]);
});

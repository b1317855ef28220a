import { expect, test } from '@playwright/test';
import { Unsupported } from '../../support/harness-error.ts';
import { listingText } from './listing.ts';
import { fillTemplate } from './template.ts';
import { dockerTime, humanDuration, statusWords } from './words.ts';

test('spans of time are said as Docker says them', () => {
  expect([0, 1000, 59_000, 61_000, 300_000, 3_600_000, 7_300_000, 200_000_000].map(humanDuration)).toEqual([
    'Less than a second',
    '1 second',
    '59 seconds',
    'About a minute',
    '5 minutes',
    'About an hour',
    '2 hours',
    '2 days',
  ]);
});

test('the status column tells state, health and how it ended', () => {
  const startedAt = new Date(Date.now() - 300_500);
  const endedAt = new Date(Date.now() - 3500);
  expect(statusWords({ state: 'running', restarts: 0, startedAt, health: 'healthy' })).toBe('Up 5 minutes (healthy)');
  expect(statusWords({ state: 'paused', restarts: 0, startedAt })).toBe('Up 5 minutes (Paused)');
  expect(statusWords({ state: 'stopped', restarts: 0, startedAt, endedAt, exitStatus: 137 })).toBe('Exited (137) 3 seconds ago');
  expect(statusWords({ state: 'restarting', restarts: 2, startedAt, endedAt, exitStatus: 1 })).toBe('Restarting (1) 3 seconds ago');
  expect(statusWords({ state: 'stopped', restarts: 0 })).toBe('Created');
});

test('--since takes spans, Unix times and dates', () => {
  const now = Date.UTC(2026, 10, 21);
  expect([
    dockerTime('10m', now),
    dockerTime('1h30m', now),
    dockerTime('1700000000', now),
    dockerTime('2026-11-20', now),
    dockerTime('2026-11-20T10:00:00', now),
  ]).toEqual([now - 600_000, now - 5_400_000, 1_700_000_000_000, now - 86_400_000, now - 14 * 3_600_000]);
  expect(() => dockerTime('lately', now)).toThrow(Unsupported);
});

test('a template is filled with plain fields; a field or form that is not known is unsupported', () => {
  const fields = { Names: 'web', State: { Status: 'running', Paused: false } };
  expect(fillTemplate('{{.Names}}\\t{{ .State.Status }} {{.State.Paused}} {{json .State}}', fields)).toBe(
    'web\trunning false {"Status":"running","Paused":false}',
  );
  for (const template of ['{{.Size}}', '{{.State}}', '{{range .Names}}{{.}}{{end}}', '{{if .Names}}x{{end}}', '{{.State.OOMKilled}}'])
    expect(() => fillTemplate(template, fields), template).toThrow(Unsupported);
});

test('a listing is a table, a table of chosen columns, lines or JSON', () => {
  const listing = {
    rows: [
      { ID: '12', Names: 'web' },
      { ID: '345', Names: 'database' },
    ],
    columns: ['ID', 'Names'],
    headings: { ID: 'CONTAINER ID', Names: 'NAMES' },
  };
  expect(listingText(listing, undefined)).toBe('CONTAINER ID   NAMES\n12             web\n345            database\n');
  expect(listingText(listing, 'table {{.Names}}\\t{{.ID}}')).toBe('NAMES      CONTAINER ID\nweb        12\ndatabase   345\n');
  expect(listingText(listing, '{{.Names}}')).toBe('web\ndatabase\n');
  expect(listingText(listing, 'json')).toBe('{"ID":"12","Names":"web"}\n{"ID":"345","Names":"database"}\n');
});

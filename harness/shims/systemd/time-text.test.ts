import { expect, test } from '@playwright/test';
import { ago, longTime, parseTime, syslogTime } from './time-text.ts';

const now = Date.UTC(2026, 10, 21, 7, 20, 19);

test('times are read as systemd.time(7) has them', () => {
  const minute = 60_000;
  expect(parseTime('10 minutes ago', now)).toBe(now - 10 * minute);
  expect(parseTime('1h 30min ago', now)).toBe(now - 90 * minute);
  expect(parseTime('-1h', now)).toBe(now - 60 * minute);
  expect(parseTime('1 hour ago', now)).toBe(now - 60 * minute);
  expect(parseTime('today', now)).toBe(Date.UTC(2026, 10, 21));
  expect(parseTime('yesterday', now)).toBe(Date.UTC(2026, 10, 20));
  expect(parseTime('07:10', now)).toBe(now - 10 * minute - 19_000);
  expect(parseTime('2026-11-21 07:00:01', now)).toBe(Date.UTC(2026, 10, 21, 7, 0, 1));
  expect(parseTime('2026-11-20', now)).toBe(Date.UTC(2026, 10, 20));
  expect(parseTime('@1700000000', now)).toBe(1_700_000_000_000);
  for (const text of ['', 'soon', '10 parsecs ago', '10 minutes', 'ago']) expect(parseTime(text, now), text).toBeUndefined();
});

test('times are printed as systemd and syslog print them', () => {
  const at = new Date(now - 83_000);
  expect([longTime(at), syslogTime(at), ago(at, now)]).toEqual(['Sat 2026-11-21 07:18:56 UTC', 'Nov 21 07:18:56', '1min 23s ago']);
  expect([3000, 250, 400_000, 4_000_000, 90_000_000, 400_000_000].map(ms => ago(new Date(now - ms), now))).toEqual([
    '3s ago',
    '250ms ago',
    '6min ago',
    '1h 6min ago',
    '1 day 1h ago',
    '4 days ago',
  ]);
});

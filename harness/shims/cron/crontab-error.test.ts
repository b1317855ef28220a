import { expect, test } from '@playwright/test';
import { crontabError } from './crontab-error.ts';

test('what crontab(5) allows can be installed', () => {
  for (const line of [
    '',
    '# a comment',
    'MAILTO=ops@example.com',
    'PATH = /usr/bin:/bin',
    '0 2 * * * /opt/backup.sh',
    '*/5 0-6,22-23 1,15 jan-mar Mon-fri job --flag "a b"',
    '0 2 1-31/2 12 7 job',
    '@daily job',
    '  @reboot  job',
  ])
    expect(crontabError(`${line}\n`, '-'), line).toBeUndefined();
});

test("what it does not allow is told of in cron's words", () => {
  for (const [line, bad] of [
    ['60 * * * * job', 'bad minute'],
    ['x * * * * job', 'bad minute'],
    ['*/0 * * * * job', 'bad minute'],
    ['5/10 * * * * job', 'bad minute'],
    ['0 24 * * * job', 'bad hour'],
    ['0 0 0 * * job', 'bad day-of-month'],
    ['0 0 * 13 * job', 'bad month'],
    ['0 0 * * fri-mon job', 'bad day-of-week'],
    ['0 0 * * *', 'bad command'],
    ['0 0 *', 'bad month'],
    ['@fortnightly job', 'bad time specifier'],
    ['backup.sh', 'bad minute'],
  ])
    expect(crontabError(`# first\n${line}\n`, '-'), line).toBe(`"-":1: ${bad}`);
  expect(crontabError('0 2 * * * job', 'x')).toContain('missing newline before EOF');
});

import { expect, test } from '@playwright/test';
import { outOfReach } from './out-of-reach.ts';

const reach = { standIns: ['systemctl', 'docker'], hosts: new Set(['db-1.internal']) };
const told = (script: string, stderr = ''): readonly string[] =>
  outOfReach(script, { stderr }, reach).map(text => text.split(':')[0] ?? '');

test('a stand-in that is called by a path, or looked for on another PATH, is out of reach', () => {
  expect(told('sudo /usr/bin/systemctl start web')).toEqual(['/usr/bin/systemctl']);
  expect(told('/bin/systemctl status web; /usr/bin/psql -c "select 1"')).toEqual(['/bin/systemctl']);
  expect(told('sudo /etc/init.d/php8.2-fpm start')).toEqual(['/etc/init.d/php8.2-fpm']);
  expect(told('export PATH=/usr/sbin:/usr/bin')).toEqual(['PATH without what was on it']);
  for (const fine of [
    'export PATH=/opt/bin:$PATH',
    'PATH="$HOME/bin:${PATH}" run',
    'MYPATH=/usr/bin',
    '#!/bin/bash',
    'cat /opt/usr/bin/systemctl.md',
  ])
    expect(told(fine), fine).toEqual([]);
});

test("what the bastion lacks and what lies outside of the stack is out of reach; a name that nobody knows, or the stack's own, is not", () => {
  expect(told('', 'bash: line 3: pg_ctlcluster: command not found\nsudo: logger: command not found')).toEqual(['pg_ctlcluster', 'logger']);
  expect(told('', 'bash: line 3: pg_ctlclutser: command not found')).toEqual([]);
  expect(told('', 'curl: (6) Could not resolve host: hooks.slack.com')).toEqual(['hooks.slack.com']);
  expect(told('', 'curl: (6) Could not resolve host: db-1.internal')).toEqual([]);
  expect(told('', 'curl: (6) Could not resolve host: database')).toEqual([]);
});

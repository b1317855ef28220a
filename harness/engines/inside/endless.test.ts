import { expect, test } from '@playwright/test';
import { isEndless } from './endless.ts';

for (const [line, endless] of [
  ['tail -f /var/log/web.log', true],
  ['tail -n 5 /var/log/web.log', false],
  ['/bin/bash /run/drillbook/bin/pm2 logs web', true],
  ['/bin/bash /run/drillbook/bin/sudo tail -f /var/log/web.log', true],
  ['/bin/bash /run/drillbook/bin/sudo -n -u root LANG=C journalctl -u web -f', true],
  ['/bin/bash /run/drillbook/bin/sudo tail /var/log/web.log', false],
  ['/bin/bash /run/drillbook/bin/sudo rm -f /var/log/web.log', false],
  ['/bin/bash /run/drillbook/bin/sudo -v', false],
] as const)
  test(`${line}: ${endless ? 'until Ctrl-C' : 'ends'}`, () => {
    expect(isEndless(line.split(' '))).toBe(endless);
  });

import { expect, test } from '@playwright/test';
import { stackOf } from '../engines/testing/stack-of.ts';
import { withTools } from './testing/with-tools.ts';

const stack = (): ReturnType<typeof stackOf> => stackOf({ idle: { run: 'sleep 1000' } });

test('a package that the bastion has is already the newest, and its archive of packages can be emptied', async () => {
  await withTools(stack(), async ({ run, unsupported }) => {
    for (const line of [
      'apt-get install -y jq curl',
      'sudo apt install -y jq curl',
      'sudo apt-get -qq install --no-install-recommends jq curl',
    ])
      expect(await run(line), line).toMatchObject({
        status: 0,
        stdout: expect.stringContaining('jq is already the newest version.\ncurl is already the newest version.\n0 upgraded, 0 newly'),
      });
    expect(
      await run(
        'd=/var/cache/apt/archives; mkdir -p $d/partial && touch $d/a_1_amd64.deb $d/partial/b.deb $d/lock; sudo apt clean; find $d -type f',
      ),
    ).toMatchObject({ status: 0, stdout: '/var/cache/apt/archives/lock\n' });
    expect(await run('apt-get --version')).toMatchObject({ status: 0, stdout: 'apt 2.6.1 (drillbook stand-in)\n' });
    expect(unsupported).toEqual([]);
  });
});

test('what needs a mirror or root is unsupported', async () => {
  await withTools(stack(), async ({ run, unsupported }) => {
    const lines = [
      'apt-get update',
      'sudo apt update && sudo apt upgrade -y',
      'apt list --upgradable',
      'sudo apt install -y cowsay',
      'apt-get remove -y jq',
      'sudo apt-get autoremove',
      'apt-get',
    ];
    for (const line of lines) expect((await run(line)).status, line).not.toBe(0);
    expect(unsupported).toHaveLength(lines.length);
  });
});

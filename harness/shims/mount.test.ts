import { expect, test } from '@playwright/test';
import { stackOf, webService } from '../engines/testing/stack-of.ts';
import { withTools } from './testing/with-tools.ts';

const location = { file: 'compose.yaml', line: 1, column: 1 };
const volume = (name: string, target: string) => ({ kind: 'volume', volume: name, target, readOnly: false, location }) as const;
const stack = (): ReturnType<typeof stackOf> =>
  stackOf(
    {
      web: {
        ...webService('hello', 8080),
        mounts: [volume('data', '/srv/data'), volume('plain', '/srv/plain'), volume('db', '/var/lib/postgresql/data')],
      },
    },
    { volumes: [{ name: 'data', sizeBytes: 4 * 1024 ** 2 }, { name: 'plain' }, { name: 'db', sizeBytes: 4 * 1024 ** 2 }] },
  );

test('mount gives a shared volume another size and makes it writable again, as root and by sudo', async () => {
  await withTools(stack(), async ({ run, unsupported }) => {
    const size = `df -P -B1 /srv/data | awk 'END { print $2 }'`;
    expect(await run(`sudo mount -o remount,size=8m /srv/data && ${size}; mount -o remount,size=6M /srv/data/; ${size}`)).toMatchObject({
      status: 0,
      stdout: '8388608\n6291456\n',
    });
    expect(await run('mount -o remount,ro /srv/data; touch /srv/data/x')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Read-only file system'),
    });
    expect(await run('sudo mount -o remount,rw /srv/data && touch /srv/data/x; mount | grep -c " /srv/data "')).toMatchObject({
      status: 0,
      stdout: '1\n',
    });
    expect(unsupported).toEqual([]);
  });
});

test("what cannot be mounted anew is told in mount's words", async () => {
  await withTools(stack(), async ({ run, unsupported }) => {
    expect(await run('head -c 1000000 /dev/zero > /srv/data/big; mount -o remount,size=100k /srv/data')).toMatchObject({
      status: 32,
      stderr: 'mount: /srv/data: mount point not mounted or bad option.\n',
    });
    expect(await run('exec 3>/srv/data/open; mount -o remount,ro /srv/data')).toMatchObject({
      status: 32,
      stderr: 'mount: /srv/data: mount point is busy.\n',
    });
    expect(unsupported).toEqual([]);
  });
});

test('other mounts, and volumes that the operator does not have, are unsupported', async () => {
  await withTools(stack(), async ({ run, unsupported }) => {
    const lines = [
      'mount /dev/sdb1 /mnt',
      'mount -t tmpfs tmpfs /mnt',
      'mount -o remount,rw /srv/plain',
      'mount -o remount,rw /srv',
      'mount -o remount,rw /var/lib/postgresql/data',
      'mount -o remount,noatime /srv/data',
      'mount -o remount,size=50% /srv/data',
      'sudo mount -a',
    ];
    for (const line of lines) expect((await run(line)).status, line).not.toBe(0);
    expect(unsupported).toHaveLength(lines.length);
  });
});

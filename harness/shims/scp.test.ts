import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../engines/testing/engines-under-test.ts';
import { stackOf } from '../engines/testing/stack-of.ts';
import { withTools } from './testing/with-tools.ts';

const stack = (): ReturnType<typeof stackOf> => stackOf({ one: { run: 'sleep 1000' }, two: { run: 'sleep 1000' } });

for (const engine of enginesUnderTest)
  test(`${engine}: files and folders are copied to a service, from it, and between two, byte for byte`, async () => {
    await withTools(
      stack(),
      async ({ run, unsupported }) => {
        expect(
          await run('head -c 300000 /dev/urandom > a; scp -q -o BatchMode=yes a ops@one:/tmp/b && scp one:/tmp/b c && cmp a c'),
        ).toMatchObject({
          status: 0,
          stdout: '',
          stderr: '',
        });
        expect(await run('scp one:/tmp/b two:/tmp/ && scp two:/tmp/b . && cmp a b')).toMatchObject({ status: 0 });
        expect(
          await run(
            'mkdir -p d/e; echo x > d/e/.hidden; scp -r d one:/tmp/new && scp -r d one:/tmp/new; ssh one "cd /tmp/new; find . -type f | sort"',
          ),
        ).toMatchObject({
          stdout: './d/e/.hidden\n./e/.hidden\n',
        });
        expect(await run('echo 1 > p; echo 2 > q; chmod 755 p; scp p q one: && ssh one "cat p q; stat -c %a p"')).toMatchObject({
          stdout: '1\n2\n755\n',
        });
        expect(unsupported).toEqual([]);
      },
      { engine },
    );
  });

test("what is not there is told of in scp's words", async () => {
  await withTools(stack(), async ({ run, unsupported }) => {
    expect(await run('scp one:/nowhere .')).toMatchObject({ status: 1, stderr: 'scp: /nowhere: No such file or directory\n' });
    expect(await run('scp nowhere one:')).toMatchObject({ status: 1, stderr: 'scp: stat local "nowhere": No such file or directory\n' });
    expect(await run('scp one:/tmp x')).toMatchObject({ status: 1, stderr: 'scp: /tmp: not a regular file\n' });
    expect(await run('touch f; scp f one:/no/folder/f')).toMatchObject({
      status: 1,
      stderr: 'scp: dest open "/no/folder/f": No such file or directory\n',
    });
    expect(await run('scp f three:/tmp')).toMatchObject({
      status: 255,
      stderr: 'ssh: Could not resolve hostname three: Name or service not known\nscp: Connection closed\n',
    });
    expect((await run('scp f')).status).toBe(1);
    expect(unsupported).toEqual([]);
    await run("scp 'one:/tmp/*' .");
    expect(unsupported).toHaveLength(1);
  });
});

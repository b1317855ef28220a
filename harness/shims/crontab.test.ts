import { expect, test } from '@playwright/test';
import { stackOf } from '../engines/testing/stack-of.ts';
import { withTools } from './testing/with-tools.ts';

const stack = (): ReturnType<typeof stackOf> => stackOf({ idle: { run: 'sleep 1000' } });

test('a table is installed from a file or standard input, listed and removed, one for each user', async () => {
  await withTools(stack(), async ({ run, unsupported }) => {
    expect(await run('crontab -l')).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(/^no crontab for \w+\n$/) });
    expect(await run('(crontab -l 2>/dev/null; echo "0 2 * * * /opt/backup.sh") | crontab -; crontab -l')).toMatchObject({
      status: 0,
      stdout: '0 2 * * * /opt/backup.sh\n',
      stderr: expect.stringContaining('does not carry out'),
    });
    expect(await run('printf "# none\\n" > t; crontab t && crontab -l')).toMatchObject({ status: 0, stdout: '# none\n', stderr: '' });
    expect(
      await run('echo "@daily tidy" | sudo crontab -u www-data - 2>/dev/null; sudo crontab -u www-data -l; sudo crontab -l'),
    ).toMatchObject({
      status: 1,
      stdout: '@daily tidy\n',
      stderr: 'no crontab for root\n',
    });
    expect(await run('crontab -u www-data -l')).toMatchObject({ status: 1, stderr: 'must be privileged to use -u\n' });
    expect(await run('crontab -r && crontab -r')).toMatchObject({ status: 1, stderr: expect.stringContaining('no crontab for') });
    expect(unsupported).toEqual([]);
  });
});

test('a table with an error in it is refused, and the old one stays', async () => {
  await withTools(stack(), async ({ run, unsupported }) => {
    await run('echo "0 2 * * * old" | crontab -');
    expect(await run('echo "0 25 * * * new" | crontab -')).toMatchObject({
      status: 1,
      stderr: '"-":0: bad hour\nerrors in crontab file, can\'t install.\n',
    });
    expect(await run('crontab /nowhere; crontab')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('/nowhere: No such file or directory\ncrontab: usage error'),
    });
    expect((await run('crontab -l')).stdout).toBe('0 2 * * * old\n');
    expect(unsupported).toEqual([]);
  });
});

test('an editor is whatever EDITOR says; without one, a person would be asked', async () => {
  await withTools(stack(), async ({ run, unsupported }) => {
    await run('printf "5 4 * * * a\\n" | crontab -');
    expect(await run('EDITOR="sed -i s/a$/b/" crontab -e; crontab -l')).toMatchObject({
      status: 0,
      stdout: '5 4 * * * b\n',
      stderr: expect.stringContaining('crontab: installing new crontab\n'),
    });
    expect(await run('EDITOR=true crontab -e')).toMatchObject({ status: 0, stderr: 'No modification made\n' });
    expect((await run('EDITOR=false crontab -e')).status).toBe(1);
    expect(unsupported).toEqual([]);
    expect((await run('crontab -e')).status).toBe(1);
    expect((await run('EDITOR="sed -i s/^5/99/" crontab -e')).status).toBe(1);
    expect(unsupported).toHaveLength(2);
    expect((await run('crontab -l')).stdout).toBe('5 4 * * * b\n');
  });
});

for (const { job, isSoon } of [
  { job: '* * * * * /usr/local/bin/check-cpu.sh', isSoon: true },
  { job: '*/5 * * * * check', isSoon: true },
  { job: '*/5 0-23 * * * check', isSoon: true },
  { job: '0,30 * 1-7 * sun check', isSoon: true },
  { job: '@hourly tidy', isSoon: true },
  { job: '0 */2 * * * tidy', isSoon: false },
  { job: '15 3 * * * backup', isSoon: false },
  { job: '@reboot start', isSoon: false },
  { job: '# * * * * * check', isSoon: false },
  { job: 'MAILTO=root', isSoon: false },
])
  test(`${job}: ${isSoon ? 'would be carried out in reality, which is unsupported' : 'is kept'}`, async () => {
    await withTools(stack(), async ({ run, unsupported }) => {
      expect((await run(`echo "${job}" | crontab -`)).status).toBe(isSoon ? 1 : 0);
      expect(unsupported).toEqual(isSoon ? [expect.stringContaining(`job "${job}" of`)] : []);
      // It was told when it came.
      expect((await run('(crontab -l; echo "0 2 * * * night") | crontab -; crontab -l')).stdout).toBe(`${job}\n0 2 * * * night\n`);
      expect(unsupported).toHaveLength(isSoon ? 1 : 0);
    });
  });

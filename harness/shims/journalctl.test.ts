import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../engines/testing/engines-under-test.ts';
import { stackOf } from '../engines/testing/stack-of.ts';
import { withTools } from './testing/with-tools.ts';

const says = (unit: string, ...lines: readonly string[]) =>
  ({ run: `bash -c "${lines.map(line => `echo '${line}';`).join(' ')} sleep 1000"`, systemd: { unit, type: 'simple' } }) as const;

const machine = (): ReturnType<typeof stackOf> =>
  stackOf({ api: says('chat-api', 'one', '<3>two', '<4>three', 'ERROR four'), worker: says('chat-worker', '<2>five') });

/** Real invocations, and what they print of this machine's journal. */
const table: readonly { readonly line: string; readonly stdout: string; readonly stderr?: string }[] = [
  { line: 'journalctl -u chat-api -o cat', stdout: 'one\ntwo\nthree\nERROR four\n' },
  { line: 'journalctl -u chat-api.service -o cat -n 1 --no-pager', stdout: 'ERROR four\n' },
  { line: 'journalctl -u chat-api -o cat -p err', stdout: 'two\n' },
  { line: 'journalctl -u chat-api -u chat-worker -o cat -p err --no-pager | sort', stdout: 'five\ntwo\n' },
  { line: 'journalctl --unit=chat-worker -o cat --priority=0..2', stdout: 'five\n' },
  { line: 'journalctl -u chat-api -o cat -p 3 -n 20 --since "10 minutes ago"', stdout: 'two\n' },
  { line: 'journalctl -u chat-api -o cat -p info -r -n 2', stdout: 'ERROR four\nthree\n' },
  { line: 'journalctl -u chat-worker -p alert', stdout: '-- No entries --\n' },
  { line: 'journalctl -u chat-worker --since "1 hour ago" --until "10 minutes ago" -q', stdout: '' },
  { line: 'sudo journalctl --disk-usage', stdout: 'Archived and active journals take up 8.0M in the file system.\n' },
  {
    line: 'sudo journalctl --vacuum-time=7d --vacuum-size=100M',
    stdout: '',
    stderr: 'Vacuuming done, freed 0B of archived journals from /var/log/journal.\n',
  },
  { line: 'sudo journalctl --vacuum-size=1G && echo done', stdout: 'done\n' },
];

for (const engine of enginesUnderTest)
  test(`${engine}: journalctl prints what it is asked for`, async () => {
    await withTools(
      machine(),
      async ({ run, unsupported }) => {
        await expect.poll(async () => (await run('journalctl -o cat | wc -l')).stdout.trim()).toBe('5');
        for (const { line, stdout, stderr } of table)
          expect(await run(line), line).toMatchObject({ status: 0, stdout, ...(stderr === undefined ? {} : { stderr }) });
        expect((await run('journalctl -fu chat-api -o cat -p err', { endlessMs: 800 })).stdout).toBe('two\n');
        const acts = 'sudo systemctl restart chat-api; systemctl stop chat-api; systemctl start chat-api';
        expect((await run(`${acts}; journalctl -u chat-api -o cat | grep chat-api`)).stdout).toBe(
          ['Stopping …...', 'chat-api.service: Deactivated successfully.', 'Stopped ….', 'Started ….']
            .map(line => `${line.replace('…', 'chat-api.service - api')}\n`)
            .join('')
            .repeat(2),
        );
        expect((await run('journalctl -u chat-api --since "1 minute ago" | grep Started')).stdout).toMatch(
          / test systemd\[1\]: Started chat-api\.service - api\.\n/,
        );
        expect(unsupported).toEqual([]);
      },
      { engine },
    );
  });

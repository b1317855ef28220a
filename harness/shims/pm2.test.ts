import { expect, test } from '@playwright/test';
import { stackOf, webService } from '../engines/testing/stack-of.ts';
import type { Stack } from '../model/stack.ts';
import { deaf, withTools } from './testing/with-tools.ts';

const apps = (): Stack =>
  stackOf({ worker: { ...webService('hello', 8080), pm2: 'worker' }, deaf: { ...deaf, pm2: 'deaf' } }, { layout: 'host' });

test("apps are listed in pm2's table, described and told as JSON", async () => {
  await withTools(apps(), async ({ run, unsupported }) => {
    const { stdout } = await run('pm2 ls');
    expect(stdout).toMatch(
      /^┌────┬─+┬[^\n]+┐\n│ id │ name +│ namespace +│ version │ mode +│ pid +│ uptime │ ↺ +│ status +│ cpu +│ mem +│ user +│ watching │\n├────┼/,
    );
    expect(stdout).toMatch(
      /│ 1 {2}│ deaf +│ default +│ N\/A +│ fork +│ \d+ +│ \ds +│ 0 +│ online +│ \d+% +│ [\d.]+mb +│ app +│ disabled │\n│ 0 {2}│ worker +│/,
    );
    expect((await run('pm2 describe worker; pm2 stop worker >/dev/null; pm2 show worker')).stdout).toMatch(
      /│ status +│ online +│[^]*│ status +│ stopped +│/,
    );
    expect((await run('pm2 jlist | jq -r ".[] | .name + \\" \\" + .pm2_env.status"')).stdout).toBe('worker stopped\ndeaf online\n');
    expect(unsupported).toEqual([]);
  });
});

test('a restart sends SIGINT, kills after 1.6 s and counts', async () => {
  await withTools(apps(), async ({ run }) => {
    const { durationMs, stdout } = await run('pm2 restart deaf');
    expect(durationMs).toBeGreaterThan(1500);
    expect(durationMs).toBeLessThan(12_000);
    expect(stdout).toMatch(
      /^Use --update-env to update environment variables\n\[PM2\] Applying action restartProcessId on app \[deaf\]\(ids: \[ 1 \]\)\n\[PM2\] \[deaf\]\(1\) ✓\n┌[^]*│ deaf [^\n]*│ 1 +│ online/,
    );
    expect(
      await run('pm2 stop worker >/dev/null; pm2 start worker; curl -s --retry 20 --retry-connrefused --retry-delay 1 localhost:8080'),
    ).toMatchObject({ status: 0, stdout: expect.stringMatching(/\[PM2\] Process successfully started\n[^]*hello$/) });
    expect((await run('pm2 reload 0')).stdout).toBe(
      "Use --update-env to update environment variables\n[PM2] Applying action reloadProcessId on app [0](ids: [ '0' ])\n[PM2] [worker](0) ✓\n",
    );
    expect((await run('pm2 stop all')).stdout).toMatch(/on app \[all\]\(ids: \[ 0, 1 \]\)\n[^]*│ stopped[^]*│ stopped/);
  });
});

test('what is not there is an error for acting verbs and nothing for logs', async () => {
  await withTools(apps(), async ({ run, unsupported }) => {
    for (const verb of ['restart', 'stop', 'reload'])
      expect(await run(`pm2 ${verb} nope`), verb).toMatchObject({
        status: 1,
        stderr: '[PM2][ERROR] Process or Namespace nope not found\n',
      });
    expect(await run('pm2 describe nope')).toMatchObject({ status: 1, stderr: "[PM2][WARN] nope doesn't exist\n" });
    expect(await run('cd /tmp; pm2 start nope')).toMatchObject({ status: 1, stderr: '[PM2][ERROR] Script not found: /tmp/nope\n' });
    expect(await run('pm2 start ecosystem.config.js')).toMatchObject({
      status: 1,
      stderr: '[PM2][ERROR] File ecosystem.config.js not found\n',
    });
    expect(await run('pm2 logs nope --nostream')).toMatchObject({
      status: 0,
      stdout: '[TAILING] Tailing last 15 lines for [nope] process (change the value with --lines option)\n',
    });
    expect(unsupported).toEqual([]);
  });
});

test('logs show the last lines, go on until Ctrl-C, and can be emptied', async () => {
  await withTools(apps(), async ({ run, unsupported }) => {
    expect((await run('pm2 logs deaf --lines 5 --nostream')).stdout).toMatch(
      /last 5 lines for \[deaf\] process [^]*deaf-out\.log last 5 lines:\n1\|deaf {3}\| deaf is up\n\n$/,
    );
    expect(await run('pm2 logs')).toMatchObject({ status: 0, stoppedEndless: [expect.stringContaining('pm2 logs')] });
    expect((await run('pm2 flush deaf; pm2 logs deaf --nostream')).stdout).toMatch(/\[PM2\] Logs flushed\n\[TAILING\][^\n]*\n$/);
    expect(unsupported).toEqual([]);
  });
});

test('logs of one stream are shown alone, and the monitor is drawn until Ctrl-C', async () => {
  await withTools(apps(), async ({ run, unsupported }) => {
    expect((await run('pm2 logs deaf --out --nostream')).stdout).toMatch(/deaf-out\.log last 15 lines:\n1\|deaf {3}\| deaf is up\n\n$/);
    expect((await run('pm2 logs deaf --err --nostream')).stdout).not.toContain('deaf is up');
    expect(await run('pm2 monit')).toMatchObject({
      stdout: expect.stringMatching(/│ 1 {2}│ deaf /),
      stoppedEndless: [expect.stringContaining('pm2 monit')],
    });
    expect(unsupported).toEqual([]);
  });
});

test('what pm2 cannot do truly here is unsupported', async () => {
  await withTools(apps(), async ({ run, unsupported }) => {
    const lines = [
      'touch /tmp/ecosystem.config.js; cd /tmp; pm2 start ecosystem.config.js',
      'pm2 start node -- app.js',
      'pm2 delete worker',
      'pm2 save',
      'pm2 scale worker 3',
      'pm2 restart worker --update-env',
      'pm2 kill',
      'touch /tmp/app && pm2 start /tmp/app',
    ];
    for (const line of lines) expect((await run(line)).status, line).not.toBe(0);
    expect(unsupported).toHaveLength(lines.length);
  });
});

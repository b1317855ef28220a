import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../engines/testing/engines-under-test.ts';
import { stackOf, webService } from '../engines/testing/stack-of.ts';
import { withTools } from './testing/with-tools.ts';

const stack = (): ReturnType<typeof stackOf> =>
  stackOf({ web: { ...webService('hello', 8080), systemd: { unit: 'web', type: 'notify' } } });

test("sudo runs a command with the caller's streams, folder and status", async () => {
  await withTools(stack(), async ({ run, unsupported }) => {
    expect(await run('cd /usr; echo in | sudo -n tr a-z A-Z; sudo pwd; sudo sh -c "echo err >&2; exit 3"')).toMatchObject({
      status: 3,
      stdout: 'IN\n/usr\n',
      stderr: 'err\n',
    });
    expect(
      await run('sudo -n -E -H systemctl is-active web; sudo docker ps --format "{{.Names}}"; sudo sudo service web restart'),
    ).toMatchObject({ status: 0, stdout: 'active\ntest-web-1\n' });
    expect(await run('sudo -u "$(id -un)" id -un; sudo -u root echo as-root; sudo -v')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('as-root'),
    });
    expect(unsupported).toEqual([]);
  });
});

test('what never ends is stopped by Ctrl-C, and the block goes on', async () => {
  await withTools(stack(), async ({ run }) => {
    expect(await run('sudo tail -f /etc/passwd >/dev/null; echo "then $?"')).toMatchObject({
      stdout: 'then 130\n',
      stoppedEndless: [expect.stringContaining('sudo tail -f /etc/passwd')],
    });
  });
});

test("variables are lost unless sudo is told to keep them, as with Debian's own settings", async () => {
  await withTools(stack(), async ({ run }) => {
    expect(
      (
        await run(
          'export TOKEN=x OTHER=y; sudo sh -c \'echo "[$TOKEN]"\'; sudo -E sh -c \'echo "[$TOKEN]"\'; sudo --preserve-env=OTHER sh -c \'echo "[$TOKEN$OTHER]"\'; sudo TOKEN=z sh -c \'echo "[$TOKEN]"\'',
        )
      ).stdout,
    ).toBe('[]\n[x]\n[y]\n[z]\n');
  });
});

test("a command that is not there is told of in sudo's words", async () => {
  await withTools(stack(), async ({ run }) => {
    expect(await run('sudo no-such-tool --flag')).toMatchObject({ status: 1, stderr: 'sudo: no-such-tool: command not found\n' });
    expect(await run('sudo cd /tmp')).toMatchObject({ status: 1, stderr: 'sudo: cd: command not found\n' });
    expect((await run('sudo')).status).toBe(1);
  });
});

test('another user, and what only root can do, is unsupported', async () => {
  await withTools(stack(), async ({ run, unsupported }) => {
    const lines = ['sudo -u postgres psql', 'sudo -i', 'sudo su -', 'sudo chown root /tmp', 'sudo -g adm true'];
    for (const line of lines) expect((await run(line)).status, line).not.toBe(0);
    expect(unsupported).toHaveLength(lines.length);
  });
});

test("who ends others by their command line does not end sudo, which has that line as well and takes no notice of its own command's signals", async () => {
  const worker = { run: 'bash -c "exec -a import-agents sleep 1000"', systemd: { unit: 'worker', type: 'simple' as const } };
  await withTools(stackOf({ worker }, { layout: 'host' }), async ({ run, unsupported }) => {
    expect(await run('sudo pkill -f import-agents; echo "status $?"')).toMatchObject({ stdout: 'status 0\n', stderr: '' });
    await expect.poll(async () => (await run('pgrep -f "^import-agents"')).status).toBe(1);
    expect(await run('sudo pkill -f import-agents')).toMatchObject({ stderr: '' });
    expect(unsupported).toEqual([]);
  });
});

for (const engine of enginesUnderTest)
  test(`${engine}: who asks under sudo whether it is root is told so`, async () => {
    await withTools(
      stack(),
      async ({ run, unsupported }) => {
        expect(
          await run(`sudo id -u; sudo whoami; sudo bash -c '[ "$(id -u)" = 0 ] && echo "$USER"'; sudo -u "$(id -un)" id -un`),
        ).toMatchObject({
          status: 0,
          stdout: '0\nroot\nroot\noperator\n',
        });
        await run(`printf '#!/bin/bash\\n[ "$(id -u)" = 0 ] || exit 7\\nsystemctl is-active web\\n' >/tmp/check; chmod +x /tmp/check`);
        expect(await run('sudo /tmp/check && sudo bash /tmp/check; /tmp/check')).toMatchObject({ status: 7, stdout: 'active\nactive\n' });
        expect(unsupported).toEqual([]);
        await run(`sudo bash -c '[ "$EUID" = 0 ]'; sed 's/.(id -u)/$EUID/' /tmp/check >/tmp/other; chmod +x /tmp/other; sudo /tmp/other`);
        expect(unsupported).toHaveLength(2);
      },
      { engine },
    );
  });

for (const engine of enginesUnderTest)
  test(`${engine}: what sudo makes in a volume of a service would be root's, and is unsupported`, async () => {
    const target = '/srv/data';
    const mount = {
      kind: 'volume',
      volume: 'data',
      target,
      readOnly: false,
      location: { file: 'compose.yaml', line: 1, column: 1 },
    } as const;
    const data = { name: 'data', sizeBytes: 16 * 1024 ** 2 };
    const writer = {
      run: `bash -c "umask 0; cd ${target}; mkdir old; touch old/kept old/also; chmod -R a+rwX .; sleep 1000"`,
      mounts: [mount],
    };
    await withTools(
      { ...stackOf({ writer }, { layout: 'host' }), volumes: [data] },
      async ({ run, unsupported }) => {
        await expect.poll(async () => (await run(`ls ${target}/old`)).stdout).toBe('also\nkept\n');
        const harmless = [
          `echo x | sudo tee ${target}/old/kept`,
          `sudo mv ${target}/old/kept ${target}/moved`,
          `sudo cp /etc/passwd ${target}/moved`,
          'sudo cp /etc/passwd /tmp/mine',
          `sudo bash -c 'echo y >${target}/moved'`,
          `sudo ls ${target}`,
        ];
        for (const line of harmless) await run(line);
        expect(unsupported).toEqual([]);
        const doubtful = [
          `sudo cp /etc/passwd ${target}/copy`,
          `echo x | sudo tee ${target}/said`,
          `cd ${target} && sudo mkdir new`,
          `sudo bash -c 'gzip -c /etc/passwd >${target}/old/packed.gz'`,
          `sudo cp /etc/group ${target}/`,
          `chown nobody ${target}/moved`,
        ];
        for (const line of doubtful) await run(line);
        expect(unsupported).toHaveLength(doubtful.length);
      },
      { engine },
    );
  });

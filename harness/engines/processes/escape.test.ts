import { chownSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { execa } from 'execa';
import { stackOf, webService } from '../testing/stack-of.ts';
import { shellOn, withStack } from '../testing/with-stack.ts';

const standAlone = fileURLToPath(new URL('../testing/stand-alone.ts', import.meta.url));
const isRoot = process.getuid?.() === 0;
const nobody = 65534;

/** Ways out, and what must be seen instead. */
const attempts: readonly { readonly name: string; readonly block: string }[] = [
  { name: 'remounts a read-only folder', block: 'mount -o remount,rw,bind /usr || mount -o remount,rw /usr || touch /usr/bin/x' },
  { name: 'unmounts what hides something', block: 'umount /proc || umount -l /usr || umount /proc/sys' },
  { name: 'mounts anything', block: 'mount -t tmpfs x /mnt || mount --bind / /mnt || mount -t proc proc /mnt' },
  { name: 'makes a user namespace of its own', block: 'unshare -U true || unshare -Ur true || unshare -m true' },
  { name: 'enters the supervisor or another service', block: 'nsenter -t 1 -m true || nsenter -t 1 -a true' },
  {
    name: 'sets a kernel parameter',
    block:
      'echo 1 > /proc/sys/kernel/panic || echo x > /proc/sys/kernel/core_pattern || echo 1 > /proc/sys/net/ipv4/ip_forward || echo h > /proc/sysrq-trigger',
  },
  {
    name: 'writes to a device',
    block: 'mknod /tmp/sda b 8 0 || dd if=/dev/sda of=/dev/null count=1 || dd if=/dev/mem of=/dev/null count=1 || echo x > /dev/kmsg',
  },
  {
    name: 'reads what the host keeps',
    block: 'cat /etc/shadow || ls /home/*/.ssh || cat /root/.bashrc || ls /sys/kernel || ls /var/lib/dpkg',
  },
  { name: 'finds Docker', block: 'test -e /var/run/docker.sock || test -e /run/docker.sock' },
  {
    name: 'reaches another network',
    block: 'curl -s --max-time 3 http://1.1.1.1/ || curl -s --max-time 3 http://192.0.2.1/ || getent hosts example.com',
  },
  {
    name: 'becomes another user',
    block:
      'setpriv --reuid 0 true || chown 1:1 /tmp || su -c true || setpriv --ambient-caps +all grep -E "Cap(Prm|Eff|Amb).*[1-9a-f]" /proc/self/status',
  },
];

for (const { name, block } of attempts) {
  test(`no block ${name}`, async () => {
    await withStack('processes', stackOf({ web: webService('hello', 8080) }), async running => {
      const run = await shellOn(running);
      const onBastion = await run(block);
      expect(onBastion.status, onBastion.stdout).not.toBe(0);
      expect(onBastion.timedOut).toBe(false);
      const inService = await running.services.get('web')!.exec(['bash', '-c', block]);
      expect(inService.status, inService.stdout).not.toBe(0);
    });
  });
}

test('nothing that is written inside appears on the host, and no file of the host appears inside', async () => {
  const marker = join(mkdtempSync(join(tmpdir(), 'drillbook-marker-')), 'secret');
  writeFileSync(marker, 'secret of the host');
  await withStack('processes', stackOf({ web: webService('hello', 8080) }), async running => {
    const run = await shellOn(running);
    expect((await run(`cat ${marker}`)).status).not.toBe(0);
    expect((await run(`cat /proc/1/root${marker} || cat /proc/self/root${marker}`)).status).not.toBe(0);
    const name = `drillbook-${process.pid}`;
    for (const folder of ['/tmp', '/var/tmp', '/etc', '/home', '/opt', '/dev/shm']) await run(`touch ${folder}/${name}`);
    for (const folder of ['/tmp', '/var/tmp', '/etc', '/home', '/opt', '/dev/shm']) expect(readdirSync(folder)).not.toContain(name);
    // No variable of ours and no descriptor but the shell's own.
    expect((await run('env; cat /proc/1/environ | tr "\\0" "\\n"')).stdout).not.toMatch(/npm_|PLAYWRIGHT|NODE_CHANNEL/);
    expect(
      (await run('ls /proc/self/fd')).stdout
        .trim()
        .split('\n')
        .map(Number)
        .filter(fd => fd > 3 && fd < 250),
    ).toEqual([]);
  });
  rmSync(join(marker, '..'), { recursive: true });
});

test("a server on the host's own localhost is out of reach", async () => {
  const server = createServer((_, answer) => answer.end('host')).listen(0, '0.0.0.0');
  await new Promise(resolve => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await withStack('processes', stackOf({ web: webService('hello', 8080) }), async running => {
    const run = await shellOn(running);
    expect((await run(`curl -s --max-time 2 http://localhost:${port} || curl -s --max-time 2 http://10.77.0.1:${port}`)).stdout).toBe('');
  });
  server.close();
});

test('the memory of process 1 cannot be written, and killing everything in sight leaves the services alive', async () => {
  await withStack('processes', stackOf({ web: webService('hello', 8080) }), async running => {
    const run = await shellOn(running);
    await run(
      'echo x | dd of=/proc/1/mem bs=1 count=1 seek=4096 conv=notrunc; for p in /proc/[0-9]*; do kill -9 ${p#/proc/}; done; kill -9 -1',
    );
    expect((await run('curl -s web:8080')).stdout).toBe('hello');
  });
});

test('a fork bomb is held by its limit and goes with the stack', async () => {
  await withStack('processes', stackOf({ web: webService('hello', 8080) }), async running => {
    const run = await shellOn(running);
    const { status } = await run('bomb() { bomb | bomb & }; bomb; sleep 2', { timeoutMs: 1500 });
    expect(status).not.toBe(0);
    expect((await running.services.get('web')!.status()).state).toBe('running');
  });
});

test('a service that takes all memory ends its stack before the machine suffers, and says so', async () => {
  const stack = stackOf({
    greedy: { run: 'node --max-old-space-size=8000 -e "const all = []; setInterval(() => all.push(Buffer.alloc(64 << 20, 1)), 20)"' },
  });
  await withStack('processes', stack, async running => {
    expect((await running.lost).message).toContain('more than the limit');
  });
});

test('what ignores every polite signal is killed with the stack', async () => {
  const name = `stubborn-${process.pid}`;
  await withStack(
    'processes',
    stackOf({ stubborn: { run: `bash -c 'trap : TERM INT HUP; echo deaf; while true; do sleep 0.2; done # ${name}'` } }),
    async running => {
      await expect.poll(() => commandsOnHost().filter(line => line.includes(name)).length).toBeGreaterThan(0);
      const control = running.services.get('stubborn')!.can.process!;
      // Once its trap is set.
      await expect.poll(() => running.services.get('stubborn')!.logs()).toContain('deaf');
      await control.stop({ graceMs: 200 });
      expect(await running.services.get('stubborn')!.status()).toMatchObject({ state: 'stopped', exitStatus: 137 });
      await control.start();
    },
  );
  await expect.poll(() => commandsOnHost().filter(line => line.includes(name))).toEqual([]);
});

for (const user of isRoot ? ['root', 'an ordinary user'] : ['an ordinary user']) {
  test(`as ${user}: after kill -9 of the harness no process and no mount is left`, async () => {
    const cache = mkdtempSync(join(tmpdir(), 'drillbook-cache-'));
    const other = isRoot && user !== 'root';
    if (other) chownSync(cache, nobody, nobody);
    const mark = `DRILLBOOK_TEST_MARK=${cache}`;
    const child = execa(
      process.execPath,
      [
        '--import',
        import.meta.resolve('tsx'),
        standAlone,
        'wait',
        `sleep 1000 & exec -a ${cache.replaceAll('/', '_')} sleep 1000 &`,
        ...attempts.map(({ block }) => block),
      ],
      {
        stdin: 'ignore',
        reject: false,
        ...(other ? { uid: nobody, gid: nobody } : {}),
        env: {
          ...(other || user === 'root' ? { DRILLBOOK_CACHE: other ? cache : (process.env['DRILLBOOK_CACHE'] ?? '') } : {}),
          HOME: cache,
          // A process that is killed cannot take its folders away: they go with the test's own.
          TMPDIR: cache,
        },
        ...(user === 'root' ? { extendEnv: true } : {}),
      },
    );
    let output = '';
    child.stdout.on('data', chunk => (output += String(chunk)));
    child.stderr.on('data', chunk => (output += String(chunk)));
    await expect.poll(() => output, { timeout: 60_000 }).toContain('"ready":true');
    const results = output
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as { block?: string; status?: number });
    for (const { block, status } of results.slice(1, -1)) expect({ block, status }).not.toMatchObject({ status: 0 });
    const named = cache.replaceAll('/', '_');
    expect(commandsOnHost().some(line => line.includes(named))).toBe(true);

    child.kill('SIGKILL');
    await expect.poll(() => commandsOnHost().filter(line => line.includes(named))).toEqual([]);
    await expect.poll(() => commandsOnHost().filter(line => line.includes('/supervisor/main.js') && line.includes(mark))).toEqual([]);
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain('drillbook');
    rmSync(cache, { recursive: true, force: true });
  });
}

function commandsOnHost(): readonly string[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(pid => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
      } catch {
        return [];
      }
    });
}

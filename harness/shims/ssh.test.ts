import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../engines/testing/engines-under-test.ts';
import { stackOf, webService } from '../engines/testing/stack-of.ts';
import { withTools } from './testing/with-tools.ts';

const stack = (): ReturnType<typeof stackOf> =>
  stackOf(
    { web: { ...webService('hello', 8080), environment: { SECRET: 'x' } }, idle: { run: 'sleep 1000' } },
    { bastion: { workdir: '/tmp', copy: {}, path: [], packages: [], hosts: { 'web-1.prod.internal': 'web' }, environment: {} } },
  );

for (const engine of enginesUnderTest)
  test(`${engine}: a command runs in the service behind the name, with the caller's streams and its own status`, async () => {
    await withTools(
      stack(),
      async ({ run, unsupported }) => {
        expect(await run('curl -s -m 1 localhost:8080; ssh web curl -s localhost:8080')).toMatchObject({ status: 0, stdout: 'hello' });
        expect(await run('ssh -o StrictHostKeyChecking=no -i key -p 22 deploy@web-1.prod.internal "exit 3"')).toMatchObject({ status: 3 });
        expect(await run(`echo in | ssh web -T 'tr a-z A-Z; echo err >&2'`)).toMatchObject({ status: 0, stdout: 'IN\n', stderr: 'err\n' });
        expect(await run('echo in | ssh -n web cat')).toMatchObject({ status: 0, stdout: '' });
        expect(await run(`ssh web echo 'a  b' '$((1+1))'`)).toMatchObject({ stdout: 'a b 2\n' });
        expect(await run(`X=1 ssh -qv web 'echo "[$SECRET$X]"'`)).toMatchObject({ stdout: '[]\n' });
        expect(await run(`ssh -t web true`)).toMatchObject({
          status: 0,
          stderr: 'Pseudo-terminal will not be allocated because stdin is not a terminal.\n',
        });
        expect(await run(`ssh web <<'END' 2>/dev/null\nx=7\necho $x\nexit 4\nEND`)).toMatchObject({ status: 4, stdout: '7\n' });
        expect(await run('ssh web no-such-tool')).toMatchObject({ status: 127, stderr: 'bash: line 1: no-such-tool: command not found\n' });
        expect(unsupported).toEqual([]);
      },
      { engine },
    );
  });

test("an unknown host is told of in ssh's words", async () => {
  await withTools(stack(), async ({ run, unsupported }) => {
    expect(await run('ssh ops@Nowhere true')).toMatchObject({
      status: 255,
      stderr: 'ssh: Could not resolve hostname nowhere: Name or service not known\n',
    });
    expect((await run('ssh')).status).toBe(255);
    expect(unsupported).toEqual([]);
  });
});

test('what a service cannot tell is unsupported: tools of a server, other users, a person at the keyboard, a tunnel', async () => {
  await withTools(stack(), async ({ run, running, unsupported }) => {
    await running.services.get('idle')!.can.process!.stop();
    const lines = [
      'ssh web sudo systemctl restart web',
      'ssh web "true && docker ps"',
      'ssh web nmap localhost || true',
      'ssh root@web id; true',
      'ssh web < /dev/null',
      'ssh -L 5432:localhost:5432 web true',
      'ssh -tt web true',
      'ssh localhost true',
      'ssh idle true',
    ];
    for (const line of lines) await run(line);
    expect(unsupported).toHaveLength(lines.length);
  });
});

test("on one server, ssh leads to the operator's own place, with its stand-ins", async () => {
  const host = stackOf({ web: { ...webService('hello', 8080), systemd: { unit: 'web', type: 'notify' } } }, { layout: 'host' });
  await withTools(host, async ({ run, unsupported }) => {
    expect(await run('ssh web "cd /usr && pwd && sudo systemctl is-active web"')).toMatchObject({ status: 0, stdout: '/usr\nactive\n' });
    expect(await run('ssh localhost curl -s localhost:8080')).toMatchObject({ status: 0, stdout: 'hello' });
    expect(unsupported).toEqual([]);
  });
});

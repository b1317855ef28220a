import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../engines/testing/engines-under-test.ts';
import { stackOf, webService } from '../engines/testing/stack-of.ts';
import { withTools } from './testing/with-tools.ts';

/** What is left of three lines for a loop in which this command stands, and what the loop printed. */
const loops: readonly { readonly command: string; readonly stdout: string }[] = [
  { command: 'ssh web true', stdout: 'one\n' },
  { command: 'ssh -n web true', stdout: 'one\ntwo\nthree\n' },
  { command: 'ssh web true </dev/null', stdout: 'one\ntwo\nthree\n' },
  { command: 'ssh nowhere true 2>/dev/null', stdout: 'one\ntwo\nthree\n' },
  { command: 'ssh web cat', stdout: 'one\ntwo\nthree\n' },
  { command: 'docker exec test-web-1 true', stdout: 'one\ntwo\nthree\n' },
  { command: 'docker exec -i test-web-1 true', stdout: 'one\n' },
  { command: 'sudo docker exec -i test-web-1 true', stdout: 'one\n' },
  { command: 'docker-compose exec -T web true', stdout: 'one\n' },
  { command: 'sudo true; docker ps -q >/dev/null', stdout: 'one\ntwo\nthree\n' },
  { command: 'sudo bash -c "read -r next; echo [\\$next]"', stdout: 'one\n[two]\nthree\n[]\n' },
];

for (const engine of enginesUnderTest)
  test(`${engine}: what ssh, docker exec -i and sudo's command read of a file or a pipe is gone`, async () => {
    await withTools(
      stackOf({ web: webService('hello', 8080) }),
      async ({ run, unsupported }) => {
        for (const { command, stdout } of loops) {
          const loop = `while read -r line; do echo "$line"; ${command}; done`;
          const fromFile = await run(`printf 'one\\ntwo\\nthree\\n' >/tmp/list; ${loop} </tmp/list`);
          expect(fromFile.stdout, `${command}, a file`).toBe(stdout);
          expect((await run(`printf 'one\\ntwo\\nthree\\n' | ${loop}`)).stdout, `${command}, a pipe`).toBe(stdout);
        }
        // What a person types comes when it is asked for.
        expect(await run('ssh web true; read -r answer; echo "$answer"', { input: 'yes' })).toMatchObject({ stdout: 'yes\n' });
        expect(unsupported).toEqual([]);
      },
      { engine },
    );
  });

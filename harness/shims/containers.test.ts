import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { enginesUnderTest, layouts } from '../engines/testing/engines-under-test.ts';
import { cache, stackOf } from '../engines/testing/stack-of.ts';
import type { Service } from '../model/stack.ts';
import { withTools } from './testing/with-tools.ts';

const worker = {
  run: 'bash -c "trap \'exit 0\' TERM; echo worker is up; (while :; do :; done) & while :; do sleep 0.05; done"',
  stopGraceMs: 2000,
} as const;

// Nothing is declared where no Docker answers, which the global setup has said.
for (const engine of enginesUnderTest.filter(kind => kind === 'containers')) {
  for (const layout of layouts) {
    test(`${engine}, ${layout}: compose scales a service, and every tool tells its containers apart`, async () => {
      const stack = stackOf({ worker: { ...worker, replicas: 2 }, cache }, { layout });
      await withTools(
        stack,
        async ({ run, unsupported }) => {
          const states = async (): Promise<string> => (await run('docker compose ps -a --format "{{.Name}} {{.State}}" worker')).stdout;
          expect(await states()).toBe('test-worker-1 running\ntest-worker-2 running\n');
          expect(await run('docker compose up -d --scale worker=3')).toMatchObject({
            status: 0,
            stderr: expect.stringContaining(' Container test-worker-3  Started\n'),
          });
          expect((await run('docker compose ps -q | wc -l; docker ps --format "{{.Names}}" | sort')).stdout).toBe(
            '4\ntest-cache-1\ntest-worker-1\ntest-worker-2\ntest-worker-3\n',
          );

          await run('for n in 1 2 3; do docker compose exec --index $n worker sh -c "echo $n >/tmp/number"; done');
          expect((await run('docker exec test-worker-2 cat /tmp/number; docker compose exec worker cat /tmp/number')).stdout).toBe(
            '2\n1\n',
          );
          await run('docker compose restart worker');
          await expect
            .poll(async () => (await run('docker compose logs --tail 1 worker')).stdout)
            .toBe('worker-1  | worker is up\nworker-2  | worker is up\nworker-3  | worker is up\n');

          await run('docker stop test-worker-2');
          expect(await states()).toBe('test-worker-1 running\ntest-worker-2 exited\ntest-worker-3 running\n');
          expect((await run('docker logs test-worker-2 | tail -1; docker start test-worker-2')).stdout).toBe(
            'worker is up\ntest-worker-2\n',
          );

          const { stdout } = await run('docker stats --no-stream --format "{{.Name}} {{.CPUPerc}} {{.MemUsage}} {{.PIDs}}"');
          const busy = [...stdout.matchAll(/^test-worker-(\d) ([\d.]+)% ([\d.]+)MiB \/ \S+ (\d+)$/gm)];
          expect(busy.map(([, number]) => number)).toEqual(['1', '2', '3']);
          for (const [line, , cpu, memory, pids] of busy) {
            expect(Number(cpu), line).toBeGreaterThan(1);
            expect(Number(memory), line).toBeGreaterThan(1);
            expect(Number(pids), line).toBeGreaterThan(1);
          }
          expect((await run('docker top test-worker-3')).stdout).toMatch(/^UID +PID +PPID .*\n(?:.*\n)*.*\bbash -c trap/);

          expect((await run('docker compose scale worker=1 && docker compose up -d')).status).toBe(0);
          expect(await states()).toBe('test-worker-1 running\ntest-worker-2 running\n');
          expect(unsupported).toEqual([]);
        },
        { engine },
      );
    });
  }

  test(`${engine}: an image with busybox alone is looked into, one without any program only from a bastion that sees its processes`, async () => {
    for (const layout of layouts) {
      const folder = mkdtempSync(join(tmpdir(), 'drillbook-stack-'));
      writeFileSync(join(folder, 'Dockerfile'), dockerfile);
      const from = (target: string): Pick<Service, 'build'> => ({ build: { context: folder, args: {}, target } });
      const small = { ...from('small'), command: ['sh', '-c', 'trap "echo got it" HUP; sleep 1000 & while :; do wait; sleep 0.1; done'] };
      const bare = { ...from('bare'), command: ['/busybox', 'sleep', '1000'] };
      await withTools(
        stackOf({ small: { ...small, stopGraceMs: 100 }, bare: { ...bare, stopGraceMs: 100 } }, { layout, folder }),
        async ({ run, unsupported }) => {
          const row = (name: string): RegExp => new RegExp(`^test-${name}-1 [\\d.]+% [\\d.]+[KM]iB / \\S+ \\d+\\n$`);
          const stats = 'docker stats --no-stream --format "{{.Name}} {{.CPUPerc}} {{.MemUsage}} {{.PIDs}}"';
          expect((await run(`${stats} test-small-1`)).stdout).toMatch(row('small'));
          expect((await run('docker top test-small-1')).stdout).toMatch(/^UID .*\n.* sh -c trap .*\n(?:.*\n)*.* sleep 1000\n/);
          await run('docker kill -s HUP test-small-1');
          await expect.poll(async () => (await run('docker logs test-small-1')).stdout).toBe('got it\n');
          expect(unsupported).toEqual([]);

          expect((await run('docker ps --format "{{.Names}}" --filter name=bare; docker restart test-bare-1')).stdout).toBe(
            'test-bare-1\ntest-bare-1\n',
          );
          const { status, stdout } = await run(`${stats} test-bare-1`);
          if (layout === 'host') expect(stdout).toMatch(row('bare'));
          else expect([status, unsupported]).toEqual([1, [expect.stringMatching(/^the processes of test-bare-1: .*not found/)]]);
        },
        { engine },
      );
    }
  });
}

for (const engine of enginesUnderTest) {
  test(`${engine}: exec without -i reads nothing, and leaves what the caller reads alone`, async () => {
    await withTools(
      stackOf({ worker }),
      async ({ run }) => {
        expect(await run('echo 2+3 | docker exec test-worker-1 cat; echo 2+3 | docker exec -i test-worker-1 cat')).toMatchObject({
          status: 0,
          stdout: '2+3\n',
        });
        expect((await run('printf "1\\n2\\n" | while read -r n; do docker exec test-worker-1 sh -c "cat; echo got $n"; done')).stdout).toBe(
          'got 1\ngot 2\n',
        );
        // Compose attaches it unless it is told not to.
        expect(
          (await run('echo 2+3 | docker compose exec -T worker cat; echo 4 | docker compose exec --interactive=false worker cat')).stdout,
        ).toBe('2+3\n');
      },
      { engine },
    );
  });
}

/** As small as an image of Alpine's, and as bare as one that holds a single program. */
const dockerfile = `FROM debian:bookworm-slim AS tools
RUN apt-get update && apt-get install -y --no-install-recommends busybox-static

FROM scratch AS bare
COPY --from=tools /bin/busybox /busybox

FROM scratch AS small
COPY --from=tools /bin/busybox /bin/busybox
RUN ["/bin/busybox", "sh", "-c", "for tool in sh cat sleep; do /bin/busybox ln -s busybox /bin/$tool; done"]
`;

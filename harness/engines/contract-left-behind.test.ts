import { expect, test } from '@playwright/test';
import type { RunningService } from './engine.ts';
import { enginesUnderTest } from './testing/engines-under-test.ts';
import { stackOf } from './testing/stack-of.ts';
import { withStack } from './testing/with-stack.ts';

const leaveBehind = 'while sleep 0.05; do date +%s%3N >>/tmp/beats; done </dev/null >/dev/null 2>&1 & echo left';

async function beats(service: RunningService): Promise<readonly number[]> {
  const { stdout } = await service.exec(['sh', '-c', 'cat /tmp/beats 2>/dev/null || true']);
  return stdout.split('\n').slice(0, -1).map(Number);
}

/** Whether it still beats, as looked at for a while. */
async function isBeating(service: RunningService): Promise<boolean> {
  const before = (await beats(service)).length;
  await new Promise(resolve => setTimeout(resolve, 500));
  return (await beats(service)).length > before;
}

for (const engine of enginesUnderTest) {
  test(`${engine}: what a command leaves behind in a container is frozen with it, and ends with it`, async () => {
    await withStack(engine, stackOf({ quiet: { run: 'sleep 1000' } }), async running => {
      const service = running.services.get('quiet')!;
      const control = service.can.process!;
      expect((await service.exec(['sh', '-c', leaveBehind])).stdout).toBe('left\n');
      await expect.poll(() => isBeating(service)).toBe(true);

      await control.pause();
      await new Promise(resolve => setTimeout(resolve, 3000));
      await control.resume();
      await expect.poll(() => isBeating(service)).toBe(true);
      const times = await beats(service);
      const pauses = times.slice(1).map((time, index) => time - (times[index] ?? time));
      expect(Math.max(...pauses)).toBeGreaterThan(2500);

      await control.stop({ graceMs: 0 });
      await control.start();
      await expect.poll(async () => (await service.status({ health: false })).state).toBe('running');
      expect(await isBeating(service)).toBe(false);
    });
  });
}

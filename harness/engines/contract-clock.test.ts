import { expect, test } from '@playwright/test';
import type { RunningService, RunningStack } from './engine.ts';
import { enginesUnderTest, layouts } from './testing/engines-under-test.ts';
import { database, stackOf, webService } from './testing/stack-of.ts';
import { shellOn, withStack } from './testing/with-stack.ts';

const hourMs = 3_600_000;
const serviceOf = (running: RunningStack, name: string): RunningService => running.services.get(name)!;
/** How far a service's time is from here, in full hours. */
const hoursOff = (text: string): number => Math.round((Date.parse(text) - Date.now()) / hourMs) + 0;

for (const engine of enginesUnderTest) {
  for (const layout of layouts) {
    test(`${engine}, ${layout}: a service's own clock is set at run time, forth and back, stays set over a restart, and no other clock moves`, async () => {
      const web = { ...webService('hello', 8080), ownClock: true };
      await withStack(engine, stackOf({ web, other: webService('other', 8081) }, { layout }), async running => {
        const run = await shellOn(running);
        const host = (name: string): string => (layout === 'host' ? 'localhost' : name);
        const dateOf = async (name: string, port: number): Promise<number> =>
          hoursOff((await run(`curl -si http://${host(name)}:${port}/ | tr -d '\\r' | sed -n 's/^Date: //p'`)).stdout.trim());
        const clock = serviceOf(running, 'web').can.clock!;
        expect(serviceOf(running, 'other').can.clock).toBeUndefined();
        expect(await clock.shiftedBy()).toBe(0);
        expect(await dateOf('web', 8080)).toBe(0);

        await clock.shift(2 * hourMs);
        expect(await clock.shiftedBy()).toBe(2 * hourMs);
        await expect.poll(() => dateOf('web', 8080)).toBe(2);
        expect(hoursOff((await serviceOf(running, 'web').exec(['date', '-Is'])).stdout.trim())).toBe(2);
        expect(await dateOf('other', 8081)).toBe(0);
        expect(hoursOff((await run('date -Is')).stdout.trim())).toBe(0);

        await serviceOf(running, 'web').can.process!.stop();
        await clock.shift(-26 * hourMs);
        await serviceOf(running, 'web').can.process!.start();
        await expect.poll(() => dateOf('web', 8080)).toBe(-26);

        await clock.shift(0);
        await expect.poll(() => dateOf('web', 8080)).toBe(0);
      });
    });
  }

  test(`${engine}: a database follows a clock of its own`, async () => {
    await withStack(engine, stackOf({ database: { ...database, ownClock: true } }), async running => {
      const run = await shellOn(running);
      const now = async (): Promise<number> =>
        hoursOff(
          (
            await run(
              `PGPASSWORD=secret psql -h database -U postgres -XqAt -c "select to_char(now() at time zone 'utc', 'YYYY-MM-DD\\"T\\"HH24:MI:SS\\"Z\\"')"`,
            )
          ).stdout.trim(),
        );
      expect(await now()).toBe(0);
      await serviceOf(running, 'database').can.clock!.shift(-50 * hourMs);
      expect(await now()).toBe(-50);
      await serviceOf(running, 'database').can.clock!.shift(0);
      expect(await now()).toBe(0);
    });
  });
}

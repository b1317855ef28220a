import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../../engines/testing/engines-under-test.ts';
import { stackOf, webService } from '../../engines/testing/stack-of.ts';
import { withTools } from '../testing/with-tools.ts';
import { bytesText, processorTime } from './resource-rows.ts';

test("sizes and times are in systemd's own form", () => {
  expect([0, 900, 1024, 46_400_000, 1024 ** 3 * 1.29].map(bytesText)).toEqual(['0B', '900B', '1.0K', '44.2M', '1.2G']);
  expect([40, 1230, 61_500, 7_261_500].map(processorTime)).toEqual(['40ms', '1.230s', '1min 1.500s', '2h 1min 1.500s']);
});

for (const engine of enginesUnderTest)
  test(`${engine}: systemctl status tells what a unit's processes use`, async () => {
    await withTools(
      stackOf({ web: { ...webService('hello', 8080), systemd: { unit: 'web', type: 'simple' as const } } }),
      async ({ run, unsupported }) => {
        const { stdout } = await run('systemctl status web --no-pager; systemctl status web | grep -c Memory');
        expect(stdout).toMatch(/Main PID: .*\n {6}Tasks: \d+\n {5}Memory: \d+\.\dM\n {8}CPU: [\d.]+m?s\n {5}CGroup: /);
        expect(stdout).toMatch(/\n1\n$/);
        expect((await run('systemctl stop web; systemctl status web')).stdout).not.toContain('Memory:');
        expect(unsupported).toEqual([]);
      },
      { engine },
    );
  });

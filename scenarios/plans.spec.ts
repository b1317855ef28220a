import { expect, test } from '@playwright/test';
import { yamlFilesBelow } from '../harness/cli/yaml-files-below.ts';
import { faults, loadPlan, operations, shims } from '../harness/index.ts';

/** Every scenario of every folder here: that it is drilled elsewhere, or seldom, is no reason for it to rot. */
const files = yamlFilesBelow('scenarios', process.cwd())
  .filter(file => !file.endsWith('/drillbook.yaml'))
  .sort();

test.describe.configure({ mode: 'parallel' });

for (const file of files) {
  test(`${file} can be drilled`, async () => {
    const planned = await loadPlan(file, { operations, faults, shims });
    test.skip(
      !planned.ok && planned.skipped !== undefined,
      planned.ok ? '' : `${planned.skipped?.message ?? ''}: ${planned.skipped?.hint ?? ''}`,
    );
    expect(planned.ok ? [] : planned.problems).toEqual([]);
  });
}

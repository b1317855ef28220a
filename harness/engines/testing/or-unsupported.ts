import { test } from '@playwright/test';
import { Unsupported } from '../../support/harness-error.ts';

/** For what some machines cannot do (a kernel without delays): that the engine says so is then what is tested, and told to whom runs the tests. */
export async function orUnsupportedHere(body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (thrown) {
    if (!(thrown instanceof Unsupported)) throw thrown;
    test.info().annotations.push({ type: 'unsupported here', description: thrown.message });
    console.log(`  unsupported here: ${test.info().title}: ${thrown.message}`);
  }
}

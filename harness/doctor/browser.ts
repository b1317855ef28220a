import { messageOf } from '../support/harness-error.ts';
import type { Check } from './check.ts';

export const browser: Check = {
  kind: 'browser',
  title: 'Chromium',
  async look() {
    try {
      // Playwright is loaded with it, which other checks need not wait for.
      const { findChromium } = await import('../browser/find-chromium.ts');
      const found = findChromium(process.env);
      if (found !== undefined) return { state: 'ok', found };
      return {
        state: 'absent',
        found: 'none on PATH, and none that Playwright has installed',
        todo: 'Only probes of pages and reports as PDF need it: install the package chromium, or name one in DRILLBOOK_CHROMIUM.',
      };
    } catch (thrown) {
      return { state: 'absent', found: messageOf(thrown), todo: 'Correct DRILLBOOK_CHROMIUM, or unset it to look on PATH.' };
    }
  },
};

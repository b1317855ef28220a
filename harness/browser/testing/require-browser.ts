import { findChromium } from '../find-chromium.ts';

/** Before all tests: a Chromium draws the reports and asks the pages that tests look at, and no test of it is skipped. */
export default function requireBrowser(): void {
  if (findChromium(process.env) === undefined)
    throw new Error(
      'no Chromium was found, and tests of reports and pages need one: install the package chromium (`.ci/browser` does, as root on Debian), run `npx playwright install chromium`, or name one in DRILLBOOK_CHROMIUM',
    );
}

import { HarnessError } from '../../support/harness-error.ts';
import { nearest } from '../../support/nearest.ts';

/** Playwright Test's own reporters that can be asked for beside our report. */
export const reporterNames = ['list', 'line', 'dot', 'github', 'html', 'junit', 'json', 'blob'] as const;
export type ReporterName = (typeof reporterNames)[number];

/** These say what they have to say on the terminal; the others write files. */
const printing: ReadonlySet<ReporterName> = new Set(['list', 'line', 'dot', 'github']);

/** @throws {HarnessError} `usage` for a name that is none of them. */
export function readReporters(text: string): readonly ReporterName[] {
  const asked = text
    .split(',')
    .map(one => one.trim())
    .filter(one => one !== '');
  for (const one of asked) {
    if (reporterNames.some(name => name === one)) continue;
    const near = nearest(one, reporterNames);
    throw new HarnessError(
      'usage',
      `unexpected reporter "${one}", expected ${near === undefined ? `one of ${reporterNames.join(', ')}` : `"${near}"`}`,
      'These are the reporters of Playwright Test; our own report is always made.',
    );
  }
  return reporterNames.filter(name => asked.includes(name));
}

/** Whether one of them prints, so that what the test runner says must be passed on. */
export function anyPrints(names: readonly ReporterName[]): boolean {
  return names.some(name => printing.has(name));
}

/**
 * Entries of Playwright's configuration. Files are left where Playwright leaves them, below the user's folder; the environment
 * variables that it documents for each (`PLAYWRIGHT_JUNIT_OUTPUT_FILE`, `PLAYWRIGHT_HTML_OUTPUT_DIR` …) come first.
 */
export function reporterEntries(names: readonly ReporterName[], folder: string): readonly (readonly [string, object?])[] {
  return names.map(name => [name, optionsOf(name, folder)]);
}

function optionsOf(name: ReporterName, folder: string): object {
  switch (name) {
    case 'html':
      return { outputFolder: `${folder}/playwright-report`, open: 'never', noCopyPrompt: true };
    case 'blob':
      return { outputDir: `${folder}/blob-report` };
    case 'junit':
      return { outputDir: folder, fileName: 'junit-drill.xml' };
    case 'json':
      return { outputDir: folder, fileName: 'playwright-drill.json' };
    case 'list':
    case 'line':
    case 'dot':
    case 'github':
      return {};
  }
}

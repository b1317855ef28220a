import { cliPage } from './cli-page.ts';
import { configPage } from './config-page.ts';
import { faultsPage } from './faults-page.ts';
import { probesPage } from './probes-page.ts';
import { reportPage } from './report-page.ts';
import { rulesPage } from './rules-page.ts';
import { scenarioPage } from './scenario-page.ts';
import { stackPage } from './stack-page.ts';
import { standInsPage } from './stand-ins-page.ts';

export interface Page {
  /** Its name in docs/reference. */
  readonly file: string;
  readonly title: string;
  /** What it answers, in one line. */
  readonly about: string;
  body(): Promise<string>;
}

const pages: readonly Page[] = [cliPage, scenarioPage, faultsPage, probesPage, standInsPage, stackPage, configPage, rulesPage, reportPage];

/** Every page of the reference, with the one that lists them, by name of the file. */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  const texts = await Promise.all(
    pages.map(async page => [page.file, pageText(page.title, `${page.about}\n\n${await page.body()}`)] as const),
  );
  const list = pages.map(({ file, title, about }) => `- [${title}](${file}): ${about}`).join('\n');
  return new Map([...texts, ['README.md', pageText('Reference', `${list}\n\nFor explanations see the [other pages](..).`)]]);
}

function pageText(title: string, body: string): string {
  return `<!-- Written by \`npm run reference\` from the code: change it there. -->\n\n# ${title}\n\n${body.trimEnd()}\n`;
}

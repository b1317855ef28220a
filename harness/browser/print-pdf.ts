import { chromium } from '@playwright/test';
import type { Browser } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HarnessError, messageOf } from '../support/harness-error.ts';

export interface PrintOptions {
  /** Path of a Chromium, see `findChromium`. */
  readonly executable: string;
  /** The document's title; else the page's own. */
  readonly title?: string;
  /** RFC 3339: what the file says of when it was made, so that the same page printed twice gives the same bytes. */
  readonly endedAt: string;
}

/**
 * Prints a page of ours as PDF: tagged, with bookmarks from its headings, in the size that its own style sheet names, offline.
 * On one machine the same page gives the same bytes; another Chromium or other fonts give others.
 * @throws {HarnessError} `no-pdf` when the browser does not start or does not print.
 */
export async function printPdf(htmlFile: string, pdfFile: string, { executable, title, endedAt }: PrintOptions): Promise<void> {
  try {
    const browser = await launch(executable);
    try {
      const context = await browser.newContext({ offline: true, colorScheme: 'light' });
      const page = await context.newPage();
      await page.goto(pathToFileURL(resolve(htmlFile)).href);
      if (title !== undefined) await page.evaluate(`document.title = ${JSON.stringify(title)}`);
      const pdf = await page.pdf({ tagged: true, outline: true, preferCSSPageSize: true, printBackground: true });
      writeFileSync(pdfFile, settled(pdf, endedAt));
    } finally {
      await browser.close();
    }
  } catch (thrown) {
    throw new HarnessError(
      'no-pdf',
      `${htmlFile} could not be printed by ${executable}: ${messageOf(thrown).split('\n')[0]}`,
      'Name another Chromium by DRILLBOOK_CHROMIUM, or open the page and print it from there.',
      { cause: thrown },
    );
  }
}

/** Chromium refuses its sandbox to root, and has none where user namespaces are denied. */
async function launch(executable: string): Promise<Browser> {
  const start = async (chromiumSandbox: boolean): Promise<Browser> =>
    await chromium.launch({ executablePath: executable, chromiumSandbox });
  if (process.getuid?.() === 0) return await start(false);
  return await start(true).catch(async () => await start(false));
}

/**
 * Takes out what differs from one printing to the next, each by text of the same length, so that all offsets stay true: both dates
 * (ISO 32000-1, 7.9.4), and the names of table cells (14.7.2), which Chromium counts from wherever it happens to be. These are counted anew in their
 * own order, for the tree that lists them is sorted.
 */
function settled(pdf: Buffer, endedAt: string): Buffer {
  const digits = new Date(endedAt).toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const text = pdf.toString('latin1');
  const cells = [...new Set(text.match(cellName))].sort();
  const renamed = new Map(cells.map((cell, index) => [cell, `(node${String(index + 1).padStart(8, '0')})`]));
  return Buffer.from(
    text
      .replaceAll(/(\/(?:CreationDate|ModDate) \(D:)\d{14}/g, (_all, before: string) => `${before}${digits}`)
      .replaceAll(cellName, cell => renamed.get(cell) ?? cell),
    'latin1',
  );
}

const cellName = /\(node\d{8}\)/g;

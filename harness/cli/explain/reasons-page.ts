import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { HarnessError } from '../../support/harness-error.ts';

/** A part of the page about reasons: a heading and what stands below it. */
export interface PagePart {
  readonly level: number;
  readonly title: string;
  /** Markdown without its heading. */
  readonly text: string;
}

/** Where it lies in the repository and in the package. */
const page = new URL('../../../docs/reasons.md', import.meta.url);

/**
 * The page about reasons, part by part.
 * @throws {HarnessError} `page-missing` where the package was not installed whole.
 */
export function readReasonsPage(): readonly PagePart[] {
  try {
    return partsOf(readFileSync(page, 'utf8'));
  } catch (thrown) {
    throw new HarnessError('page-missing', `unexpected end: ${fileURLToPath(page)} cannot be read`, 'Install drillbook again.', {
      cause: thrown,
    });
  }
}

/** Headings within blocks of code are none. */
function partsOf(markdown: string): readonly PagePart[] {
  const parts: { level: number; title: string; lines: string[] }[] = [];
  let fenced = false;
  for (const line of markdown.split(/\r?\n/)) {
    if (line.startsWith('```')) fenced = !fenced;
    const heading = fenced ? null : /^(#{1,6}) (.+)$/.exec(line);
    if (heading === null) parts.at(-1)?.lines.push(line);
    else parts.push({ level: heading[1]?.length ?? 1, title: heading[2] ?? '', lines: [] });
  }
  return parts.map(({ level, title, lines }) => ({ level, title, text: lines.join('\n').trim() }));
}

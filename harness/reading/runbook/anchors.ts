import type { Procedure, Runbook } from '../../model/runbook.ts';
import { nearest } from '../../support/nearest.ts';

/**
 * The places of a page that a link can name, each with the heading that it shows: slugs of headings, and ids that its author wrote. A bold
 * label has an id in scenarios, and is no place of a page.
 */
export function anchorsOf(runbook: Runbook, text: string): ReadonlyMap<string, Procedure> {
  const lines = text.split(/\r?\n/);
  const headings = runbook.procedures.filter(({ location: { line, column } }) => {
    const own = lines[line - 1]?.slice(column - 1) ?? '';
    return /^#{1,6}(?:\s|$)/.test(own) || /^[\s>]*(?:=+|-+)\s*$/.test(lines[line] ?? '');
  });
  const anchors = new Map(headings.map(heading => [heading.id, heading]));
  for (const [index, line] of lines.entries())
    for (const [, id = ''] of line.matchAll(/(?:<[^>]*\s(?:id|name)=["']?|\{:?\s*#)([\w.:-]+)/g)) {
      // What is written above a heading is that heading's.
      const shown =
        headings.find(({ location }) => location.line >= index + 1 && location.line <= index + 4) ??
        headings.findLast(({ location }) => location.line <= index + 1);
      if (shown !== undefined && !anchors.has(id)) anchors.set(id, shown);
    }
  return anchors;
}

/** The anchor that was most likely meant: nearly the same letters, else the most words in common. */
export function nearestAnchor(anchor: string, anchors: Iterable<string>): string | undefined {
  const all = [...anchors];
  const close = nearest(anchor, all);
  if (close !== undefined) return close;
  const words = new Set(wordsOf(anchor));
  const [best] = all
    .map(id => ({ id, common: wordsOf(id).filter(word => words.has(word)).length }))
    .sort((one, other) => other.common - one.common || one.id.length - other.id.length);
  return best === undefined || best.common === 0 ? undefined : best.id;
}

function wordsOf(id: string): readonly string[] {
  return id
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word.length > 2);
}

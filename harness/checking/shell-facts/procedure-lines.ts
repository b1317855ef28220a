import type { Procedure, Runbook } from '../../model/runbook.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import { sectionAt } from '../document/section-at.ts';

/** Titles of the parts of a procedure: a number, a role, or a word for them. */
const part = /^\W*(?:\d|steps?\b|procedure\b|commands?\b|option\b|phase\b|how to\b|quick\b|immediate\b)/i;

/** Whether a title names no task of its own. */
export function isPart(title: string): boolean {
  return part.test(title);
}

/** A step of a list that has a label. */
const item = /^\s*(?:\d+[.)]|[-*+])\s/;

/**
 * The procedure that a line belongs to, with all its parts: from the heading that names the trouble or the task, not from "Resolution" or
 * "Step 2" below it. First line, and the one behind the last.
 */
export function procedureLines({ runbook, source }: Pick<CheckedDocument, 'runbook' | 'source'>, line: number): readonly [number, number] {
  let top = sectionAt(runbook, line);
  while (top !== undefined && (top.role !== undefined || part.test(top.title) || item.test(source.lines[top.location.line - 1] ?? ''))) {
    const up = parentOf(runbook, top);
    if (up === undefined) break;
    top = up;
  }
  return linesOf(runbook, top);
}

/** A heading's lines, with those of all headings below it. */
export function linesOf({ procedures }: Runbook, procedure: Procedure | undefined): readonly [number, number] {
  if (procedure === undefined) return [1, procedures[0]?.location.line ?? Infinity];
  const { depth, location } = procedure;
  const next = procedures.find(other => other.location.line > location.line && other.depth <= depth);
  return [location.line, next?.location.line ?? Infinity];
}

function parentOf({ procedures }: Runbook, { parent }: Procedure): Procedure | undefined {
  return parent === undefined ? undefined : procedures.find(({ id }) => id === parent);
}

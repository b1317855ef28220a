import type { Location } from '../../model/location.ts';
import type { CheckedDocument } from './checked-document.ts';

/** The title of a document, or its first line: where that is reported which is nowhere. */
export function topOf({ runbook, source }: Pick<CheckedDocument, 'runbook' | 'source'>): Location {
  const line = runbook.procedures[0]?.location.line ?? Math.max(1, source.lines.findIndex(text => text.trim() !== '') + 1);
  const text = source.lines[line - 1] ?? '';
  return {
    file: source.file,
    line,
    column: text.length - text.trimStart().length + 1,
    endLine: line,
    endColumn: text.trimEnd().length + 1,
  };
}

/** Whether somebody is to follow it: pages that only explain need no owner and no limit of time. */
export function isFollowable({ runbook }: Pick<CheckedDocument, 'runbook'>): boolean {
  return runbook.blocks.some(({ step }) => step);
}

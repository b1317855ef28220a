import type { Location } from '../../model/location.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import { commentAbove } from './comment-above.ts';

/** What the page says of a line: its comment, and that above it. */
export function saidBeside({ source }: Pick<CheckedDocument, 'source'>, { line }: Location): string {
  const own = /(?:^|\s)#\s*(.*)$/.exec(source.lines[line - 1] ?? '')?.[1] ?? '';
  return `${commentAbove(source, line)?.text ?? ''}\n${own}`;
}

/** Whether the page warns of a line beside it. */
export function isWarned(document: Pick<CheckedDocument, 'source'>, location: Location): boolean {
  return /\bcareful|\bcaution|\bdanger|\bwarn|\bdestroy|\bdestructive|\birrevers|\bdeletes?\b|\bremoves?\b|\bwipes?\b|\bloses?\b|\blost\b|\bnuclear\b|\bdata loss\b|\bnever\b|⚠/i.test(
    saidBeside(document, location),
  );
}

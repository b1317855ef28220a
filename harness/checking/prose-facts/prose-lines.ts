import type { CheckedDocument } from '../document/checked-document.ts';

export interface ProseLine {
  readonly line: number;
  readonly text: string;
}

/** The lines that stand in no block: what the page says, not what it shows. */
export function proseLines({ source, runbook }: Pick<CheckedDocument, 'source' | 'runbook'>): readonly ProseLine[] {
  const inBlocks = new Set<number>();
  for (const { location } of runbook.blocks)
    for (let line = location.line; line <= (location.endLine ?? location.line); line++) inBlocks.add(line);
  return source.lines.flatMap((text, index) => (inBlocks.has(index + 1) ? [] : [{ line: index + 1, text }]));
}

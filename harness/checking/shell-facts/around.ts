import type { Location } from '../../model/location.ts';
import type { Procedure, Runbook } from '../../model/runbook.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import { sectionAt } from '../document/section-at.ts';
import type { ShellCommand } from '../document/shell/tree.ts';

export interface Around {
  readonly before: readonly ShellCommand[];
  readonly after: readonly ShellCommand[];
}

/** The commands before and after a place in its section, in blocks and in acting sentences. */
export function commandsAround(document: Pick<CheckedDocument, 'runbook' | 'commands'>, place: Location): Around {
  const [from, to] = linesOfSection(document.runbook, place.line);
  const inside = document.commands.filter(({ location: { line } }) => line >= from && line < to);
  return {
    before: inside.filter(({ location }) => isBefore(location, place)),
    after: inside.filter(({ location }) => isBefore(place, location)),
  };
}

/** The text of the section around a line: headings, sentences and code. */
export function sectionText({ runbook, source }: Pick<CheckedDocument, 'runbook' | 'source'>, line: number): string {
  const [from, to] = linesOfSection(runbook, line);
  return source.lines.slice(from - 1, to - 1).join('\n');
}

/** The titles that a line stands below, the nearest first. */
export function titlesAbove(runbook: Runbook, line: number): readonly string[] {
  const titles: string[] = [];
  for (let at = sectionAt(runbook, line); at !== undefined; at = parentOf(runbook, at)) titles.push(at.title);
  return titles;
}

/** The chapter's lines: steps are often headings of their own, so that of the second level counts. */
function linesOfSection(runbook: Runbook, line: number): readonly [number, number] {
  let top = sectionAt(runbook, line);
  for (let up = top; up !== undefined && up.depth >= 2; up = parentOf(runbook, up)) top = up;
  if (top === undefined) return [1, runbook.procedures[0]?.location.line ?? Infinity];
  const { depth, location } = top;
  const next = runbook.procedures.find(other => other.location.line > location.line && other.depth <= depth);
  return [location.line, next?.location.line ?? Infinity];
}

function parentOf({ procedures }: Runbook, { parent }: Procedure): Procedure | undefined {
  return parent === undefined ? undefined : procedures.find(({ id }) => id === parent);
}

function isBefore(one: Location, other: Location): boolean {
  return one.line < other.line || (one.line === other.line && (one.column ?? 1) < (other.column ?? 1));
}

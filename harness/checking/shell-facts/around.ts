import type { Location } from '../../model/location.ts';
import type { Procedure, Runbook } from '../../model/runbook.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import { sectionAt } from '../document/section-at.ts';
import type { ShellCommand } from '../document/shell/tree.ts';

type Documented = Pick<CheckedDocument, 'runbook' | 'commands' | 'source'>;

/** A text of thousands of commands was written for no reader, and must not take long all the same. */
const nearest = 400;

export interface Around {
  readonly before: readonly ShellCommand[];
  readonly after: readonly ShellCommand[];
}

/** The commands before and after a place in its section, in blocks and in acting sentences; of very many, the nearest. */
export function commandsAround(document: Documented, place: Location): Around {
  const { commands } = sectionOf(document, place.line);
  const here = firstOf(commands, ({ location }) => !isBefore(location, place));
  const behind = firstOf(commands, ({ location }) => isBefore(place, location));
  return { before: commands.slice(Math.max(0, here - nearest), here), after: commands.slice(behind, behind + nearest) };
}

/** Where the commands begin that are `past` a place; all before are not, and they may be thousands. */
function firstOf(commands: readonly ShellCommand[], past: (command: ShellCommand) => boolean): number {
  let [from, to] = [0, commands.length];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    const command = commands[middle];
    if (command === undefined || past(command)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** The text of the section around a line: headings, sentences and code. */
export function sectionText(document: Documented, line: number): string {
  return sectionOf(document, line).text;
}

/** The titles that a line stands below, the nearest first. */
export function titlesAbove(runbook: Runbook, line: number): readonly string[] {
  const titles: string[] = [];
  for (let at = sectionAt(runbook, line); at !== undefined; at = parentOf(runbook, at)) titles.push(at.title);
  return titles;
}

interface Section {
  readonly text: string;
  /** By place. */
  readonly commands: readonly ShellCommand[];
}

const sections = new WeakMap<Runbook, Map<number, Section>>();

function sectionOf({ runbook, source, commands }: Documented, line: number): Section {
  const known = sections.get(runbook) ?? new Map<number, Section>();
  sections.set(runbook, known);
  const [from, to] = linesOfSection(runbook, line);
  const found = known.get(from) ?? {
    text: source.lines.slice(from - 1, to - 1).join('\n'),
    commands: commands
      .filter(({ location }) => location.line >= from && location.line < to)
      .toSorted((one, other) => one.location.line - other.location.line || (one.location.column ?? 1) - (other.location.column ?? 1)),
  };
  known.set(from, found);
  return found;
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

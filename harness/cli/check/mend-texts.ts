import { applyEdits, beforeEdits, editsOf, offsetsIn, type Edit } from '../../checking/apply-fixes.ts';
import type { CheckReport } from '../../checking/check-report.ts';
import type { Fix } from '../../checking/rule.ts';
import type { CheckedFile } from './check-files.ts';

export interface Mending {
  /** Checks files again, with texts that nobody has written yet. */
  check(texts: ReadonlyMap<string, string>): Promise<readonly CheckedFile[]>;
  /** The reports whose fixes are wanted. */
  wanted(files: readonly CheckedFile[]): ReadonlySet<CheckReport>;
}

export interface MendedTexts {
  readonly mended: readonly { readonly file: string; readonly was: string; readonly text: string; readonly fixes: number }[];
  /** Files that stay as they are although there is something to mend, and why. */
  readonly refused: readonly { readonly file: string; readonly why: string }[];
}

type ReportFix = Fix & { readonly report: CheckReport };
type ReportEdit = Edit & { readonly fix: ReportFix };

interface Open {
  readonly was: string;
  readonly now: CheckedFile;
  readonly fixes: number;
}

interface Proposal {
  readonly open: Open;
  readonly edits: readonly ReportEdit[];
}

const mostRounds = 10;

/**
 * Makes fixes until there is nothing left to mend. Each text is checked again before it counts: a fix that does not mend what was reported, or
 * makes a new error, is left. Fixes that overlap are made one after the other.
 */
export async function mendTexts(files: readonly CheckedFile[], { check, wanted }: Mending): Promise<MendedTexts> {
  const done: Open[] = [];
  let open: readonly Open[] = files.map(file => ({ was: file.text, now: file, fixes: 0 }));
  for (let round = 0; round < mostRounds && open.length > 0; round++) {
    const reports = wanted(open.map(({ now }) => now));
    const proposals = open.map(one => ({ open: one, edits: editsFor(one.now, reports) }));
    const next = await harmless(proposals, check);
    done.push(...next.filter(one => open.includes(one)));
    open = next.filter(one => !open.includes(one));
  }
  return {
    mended: done.flatMap(({ was, now, fixes }) => (now.text === was ? [] : [{ file: now.file, was, text: now.text, fixes }])),
    refused: open.map(({ now }) => ({ file: now.file, why: `its fixes come to no end after ${mostRounds} rounds` })),
  };
}

function editsFor({ text, reports }: CheckedFile, wanted: ReadonlySet<CheckReport>): readonly ReportEdit[] {
  const fixes = reports.flatMap(report => (report.fix === undefined || !wanted.has(report) ? [] : [{ ...report.fix, report }]));
  return editsOf(bodyOf(text), fixes);
}

/** The texts with those edits that do what they are for; a file without any comes back as it was. */
async function harmless(proposals: readonly Proposal[], check: Mending['check']): Promise<readonly Open[]> {
  const results = proposals.filter(({ edits }) => edits.length === 0).map(({ open }) => open);
  let left = proposals.filter(({ edits }) => edits.length > 0);
  // Each time an edit at least is taken away; who needs more than a few times is left as it is.
  for (let time = 0; time < mostRounds && left.length > 0; time++) {
    const texts = new Map(
      left.map(({ open: { now }, edits }) => [now.file, markOf(now.text) + applyEdits(bodyOf(now.text), edits)] as const),
    );
    const checked = new Map((await check(texts)).map(file => [file.file, file]));
    left = left.flatMap(({ open, edits }) => {
      const after = checked.get(open.now.file);
      const harmful = after === undefined ? new Set(edits) : harmfulOf(open.now, after, edits);
      if (after !== undefined && harmful.size === 0) {
        results.push({ ...open, now: after, fixes: open.fixes + edits.length });
        return [];
      }
      const rest = edits.filter(edit => !harmful.has(edit));
      if (rest.length === 0) results.push(open);
      return rest.length === 0 ? [] : [{ open, edits: rest }];
    });
  }
  return [...results, ...left.map(({ open }) => open)];
}

/** Edits after which their report is still there, or before an error that was not. */
function harmfulOf(before: CheckedFile, after: CheckedFile, edits: readonly ReportEdit[]): ReadonlySet<ReportEdit> {
  const [offsetBefore, offsetAfter] = [offsetsIn(bodyOf(before.text)), offsetsIn(bodyOf(after.text))];
  const origin = (offset: number): number => edits.find(({ from, to }) => from <= offset && offset < to)?.from ?? offset;
  const key = (report: CheckReport, offset: number): string => `${report.rule} ${offset}`;
  const known = new Set(
    before.reports.filter(({ severity }) => severity === 'error').map(report => key(report, origin(offsetBefore(report.location)))),
  );
  const edited = new Map(edits.map(edit => [key(edit.fix.report, origin(offsetBefore(edit.fix.report.location))), edit]));
  const harmful = new Set<ReportEdit>();
  for (const report of after.reports) {
    const offset = beforeEdits(edits, offsetAfter(report.location));
    const still = edited.get(key(report, offset));
    if (still !== undefined) harmful.add(still);
    else if (report.severity === 'error' && !known.has(key(report, offset))) {
      // What stands before it is the likeliest to have made it.
      const cause = edits.findLast(({ from }) => from <= offset) ?? edits[0];
      if (cause !== undefined) harmful.add(cause);
    }
  }
  return harmful;
}

function markOf(text: string): string {
  return text.startsWith('\uFEFF') ? '\uFEFF' : '';
}

function bodyOf(text: string): string {
  return text.slice(markOf(text).length);
}

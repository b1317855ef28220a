import type { CheckReport } from '../check-report.ts';

/** A defect that somebody found in a document by hand: where, of what kind, and how it can be found. */
export interface Row {
  readonly id: string;
  readonly document: string;
  /** Numbers, and ranges such as `4-9`. */
  readonly lines: readonly (number | string)[];
  readonly rule: string;
  /** `a` by looking, `b` by comparing, `c` only by a rehearsal. */
  readonly found: readonly string[];
  readonly severity: string;
}

export interface Rows {
  /** Of a rule, and of the names that reading has for what it finds. */
  readonly families: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
}

/** A report that matches no row, and is true all the same. */
export interface Accepted {
  readonly document: string;
  readonly line: number;
  readonly rule: string;
  readonly why: string;
}

export interface Matched {
  readonly reported: ReadonlySet<Row>;
  /** Reports that match neither a row nor an accepted place. */
  readonly unmatched: readonly CheckReport[];
}

/** A report is true where a row of its family stands on its line, or on one beside it. */
export function matchRows(reports: readonly CheckReport[], { families, rows }: Rows, accepted: readonly Accepted[]): Matched {
  const reported = new Set<Row>();
  const unmatched = reports.filter(report => {
    const { rule, location } = report;
    const document = nameOf(location.file);
    const hits = rows.filter(
      row =>
        row.document === document &&
        (row.rule === rule || (families[rule] !== undefined && families[row.rule] === families[rule])) &&
        row.lines.some(lines => isNear(lines, location.line)),
    );
    for (const row of hits) reported.add(row);
    return (
      hits.length === 0 && !accepted.some(one => one.document === document && one.rule === rule && Math.abs(one.line - location.line) <= 1)
    );
  });
  return { reported, unmatched };
}

function isNear(lines: number | string, line: number): boolean {
  const [from = 0, to = from] = String(lines).split('-').map(Number);
  return line >= from - 1 && line <= to + 1;
}

function nameOf(file: string): string {
  return file.replace(/^.*\//, '');
}

import { inOrder, type CheckReport } from './check-report.ts';
import type { Weight } from './choose-rules.ts';
import { disableComments, maySayDisable, withoutDisabled } from './disable-comments.ts';
import type { Problem } from '../model/problem.ts';
import type { CheckedDocument } from './document/checked-document.ts';
import { isSetUp } from './shell-facts/set-up.ts';
import type { Rule } from './rule.ts';

export interface CheckOptions {
  readonly rules: ReadonlyMap<Rule, Weight>;
  /** What reading the document found is told as well. @default true */
  readonly problems?: boolean;
}

/** What reading finds and only who drills the document need know: for whoever reads it, nothing is wrong there. */
const forDrills: ReadonlySet<string> = new Set(['carried-out-elsewhere', 'alternative-alone', 'alternative-looks']);

/** Everything that is wrong in a document, by place: what its rules report, and what reading it found. */
export function checkDocument(document: CheckedDocument, { rules, problems = true }: CheckOptions): readonly CheckReport[] {
  const found: CheckReport[] = problems ? oncePerPage(document.runbook.problems.filter(problem => isForReaders(problem, document))) : [];
  for (const [rule, severity] of rules) {
    if (severity === 'off') continue;
    for (const report of rule.check(document)) found.push({ rule: rule.kind, severity, ...report });
  }
  const reports = withoutVague(unique(found), document);
  if (!maySayDisable(document.source)) return inOrder(reports);
  const told = found.map(({ rule }) => rule);
  const kinds = [...rules.keys()].map(({ kind }) => kind);
  const asked = new Set([...told, ...[...rules].flatMap(([{ kind }, weight]) => (weight === 'off' ? [] : kind))]);
  const comments = disableComments(document.tree, document.source, [...kinds, ...told]);
  return inOrder([...withoutDisabled(reports, comments, asked), ...comments.reports]);
}

/** Rules that say more of what a vaguer one says as well: of the same line, or of the same block. */
const sayMore: Readonly<Record<string, ReadonlySet<string>>> = {
  'shell-syntax': new Set(['config-in-shell-fence', 'sql-in-shell-fence', 'lost-fence']),
  'env-change-not-loaded': new Set(['config-in-shell-fence']),
};

/** Whatever else is said of a line says more than these. */
const saysLeast: ReadonlySet<string> = new Set(['shell-syntax', 'destructive-in-reference-block']);

/** One cause, one report. */
function withoutVague(reports: readonly CheckReport[], { runbook }: CheckedDocument): readonly CheckReport[] {
  const blockOf = (line: number): unknown => runbook.blocks.findLast(({ location }) => location.line <= line);
  return reports.filter(
    one =>
      (sayMore[one.rule] === undefined && !saysLeast.has(one.rule)) ||
      !reports.some(
        other =>
          (other.location.line === one.location.line && saysLeast.has(one.rule) && other.rule !== one.rule) ||
          (sayMore[one.rule]?.has(other.rule) === true && blockOf(other.location.line) === blockOf(one.location.line)),
      ),
  );
}

/**
 * A page that names no language anywhere has its own way; beside blocks that have one, a block without was forgotten. Who sets something up
 * takes what suits the machine.
 */
function isForReaders({ rule, location }: Problem, { runbook }: CheckedDocument): boolean {
  if (rule === 'alternatives' && isSetUp(runbook, location.line)) return false;
  return !forDrills.has(rule) && (rule !== 'unlabelled-commands' || runbook.blocks.some(({ step, lang }) => step && lang !== ''));
}

/** Who forgets a language forgets it everywhere: the first place is told, and how many there are. */
function oncePerPage(problems: readonly Problem[]): CheckReport[] {
  const bare = problems.filter(({ rule }) => rule === 'unlabelled-commands');
  return problems.flatMap(problem => {
    if (problem.rule !== 'unlabelled-commands' || bare.length === 1) return [problem];
    const more = bare.length - 1;
    return problem === bare[0]
      ? [{ ...problem, hint: `${problem.hint ?? ''} So in ${more} more ${more === 1 ? 'block' : 'blocks'}.` }]
      : [];
  });
}

/** A command that stands in two shells' texts is one place. */
function unique(reports: readonly CheckReport[]): readonly CheckReport[] {
  return [
    ...new Map(
      reports.map(report => [`${report.location.line}:${report.location.column} ${report.rule} ${report.message}`, report]),
    ).values(),
  ];
}

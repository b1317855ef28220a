import type { Procedure, Runbook } from '../../model/runbook.ts';

/** The heading below which a line stands. */
export function sectionAt({ procedures }: Runbook, line: number): Procedure | undefined {
  return procedures.findLast(({ location }) => location.line <= line);
}

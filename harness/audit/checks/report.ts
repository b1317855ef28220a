import { answers, failed, notChecked } from '../audit-result.ts';
import type { Answer } from '../audit-result.ts';
import type { AuditCheck } from './check.ts';

/** All that is computed from the journals, computed again and compared byte for byte. */
export const report: AuditCheck = {
  name: 'report',
  run({ header, drillbook, evidence, runs, render, text, journals }) {
    if (header.drillbook !== drillbook)
      return [notChecked(`drillbook ${header.drillbook} rendered it, and this is ${drillbook}: another version may render otherwise`)];
    if (journals.some(journal => !('unreadable' in journal) && journal.missing.length > 0))
      return [notChecked('outputs that stand in it were taken out of the folder')];
    const rendered = [...render(evidence, runs)];
    const wrong = rendered.flatMap(([name, expected]): readonly Answer[] => {
      const found = text(name);
      if (found === undefined) return [failed('missing', name)];
      return found === expected
        ? []
        : [
            failed(
              `it is not what this build of drillbook ${drillbook} renders from the journals`,
              `${name}:${firstDifference(found, expected)}`,
            ),
          ];
    });
    return answers(wrong, `rendered again, the same bytes: ${rendered.map(([name]) => name).join(', ')}`);
  },
};

/** The line, from 1. */
function firstDifference(one: string, other: string): number {
  const lines = other.split('\n');
  return one.split('\n').findIndex((line, index) => line !== lines[index]) + 1 || lines.length;
}

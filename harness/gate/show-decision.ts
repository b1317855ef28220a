import { cleanLine } from '../reports/clean-text.ts';
import type { PlanFile } from '../selecting/plan-file.ts';
import type { Decision, Judged, Standing } from './decide.ts';

/** Worst first; what passes as it should is counted, and named only in a line of its own. */
const order: readonly Standing[] = ['problem', 'failed', 'missing', 'twice', 'changed', 'no-secret', 'let-pass', 'onboarding', 'expected'];

const words: Readonly<Record<Standing, string>> = {
  problem: 'PROBLEM',
  failed: 'FAILED',
  missing: 'MISSING',
  twice: 'TWICE',
  changed: 'CHANGED',
  'no-secret': 'NOT DRILLED',
  'let-pass': 'LET PASS, NOT VERIFIED',
  onboarding: 'ONBOARDING, NOT VERIFIED',
  expected: 'as expected',
};

/** The decision for people: each scenario that decides with its place, its reason and what to do, by owner where owners are known. */
export function showDecision({ scenarios, wrong, sentence }: Decision, plan: PlanFile): string {
  const owners = [...new Set(scenarios.map(({ owner }) => owner ?? ''))].sort();
  const lines = [
    ...wrong.flatMap(({ what, next }) => [`WRONG  ${what}`, `  ${next}`]),
    ...owners.flatMap(owner => {
      const own = [...scenarios]
        .filter(one => (one.owner ?? '') === owner)
        .sort((a, b) => order.indexOf(a.standing) - order.indexOf(b.standing));
      return [...(owners.length > 1 || owner !== '' ? [`${owner === '' ? 'no owner' : owner}:`] : []), ...own.flatMap(linesOf)];
    }),
    ...plan.removed.map(id => `removed: ${id}: nothing drills it any more`),
    ...plan.leftOut.map(({ id }) => `left out of the plan, no time for it: ${id}`),
    ...plan.notes.map(note => `note: ${note}`),
    sentence,
  ];
  return lines.map(line => `${line.startsWith('  ') ? '  ' : ''}${cleanLine(line)}\n`).join('');
}

function linesOf({ standing, id, at, what, next, result }: Judged): readonly string[] {
  const again = result?.secondAttempt === true ? ' (second attempt)' : '';
  if (standing === 'expected') {
    const how = result?.outcome === 'verified' ? 'verified' : `known to be broken: ${result?.outcome ?? ''} (${result?.reason ?? ''})`;
    return [`${how}${again}  ${id}`];
  }
  return [`${words[standing]}  ${id}  ${at.file}:${at.line}:${at.column}`, `  ${what}${again}`, ...(next === '' ? [] : [`  ${next}`])];
}

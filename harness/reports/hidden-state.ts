import type { HiddenState } from '../model/verdict.ts';
import type { ReportScenario } from './report-schema.ts';

/** Whether the procedure needs what it does not name, as reports tell it. */
export function reportHidden({ outcome, why, differs, unchanged }: HiddenState): NonNullable<ReportScenario['hidden']> {
  return { outcome, why, differs: [...differs], unchanged: unchanged.map(one => ({ ...one })) };
}

/** `needs nothing that it does not name; absent or otherwise in the trial elsewhere: variable PGHOST`. */
export function hiddenSentence({ outcome, why, differs, unchanged }: NonNullable<ReportScenario['hidden']>): string {
  const stayed = unchanged.length === 0 ? '' : `; not tried: ${unchanged.map(({ what }) => what).join(', ')}`;
  if (outcome === 'needs-nothing')
    return `needs nothing that it does not name; absent or otherwise in the trial elsewhere: ${differs.join(', ')}${stayed}`;
  return outcome === 'relies'
    ? `relies on what it does not name: ${why}${stayed}`
    : `whether it needs what it does not name is not judged: ${why}${stayed}`;
}

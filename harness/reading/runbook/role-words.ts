import type { Role } from '../../model/runbook.ts';

/** Words in headings and labels that tell what the blocks below are for. The earliest word in the title decides. */
const words: readonly (readonly [Role, RegExp])[] = [
  ['diagnose', /\b(symptoms?|diagnos\w*|investigat\w*|checks?|checking|triage|assess\w*|detect\w*|identify|inspect\w*|analy[sz]e|determine|find|look)\b/i],
  ['act', /\b(resolutions?|resolve|solutions?|mitigat\w*|recover\w*|immediate actions?|actions?|restart\w*|remediat\w*|repair\w*|fix\w*|cure|restore|rotate|terminate|stop|start|resume|reconnect|replace|clear|free|kill|drain|scale|procedure|do this)\b/i],
  ['verify', /\b(verif\w*|validat\w*|confirm\w*|make sure)\b/i],
  ['rollback', /\b(roll ?-?backs?|revert\w*|undo|back out)\b/i],
  ['other', /\b(prerequisites?|prevent\w*|escalat\w*|appendix|overview|background|references?|contacts?|communicat\w*|post-?mortem|root causes?|related|see also|glossary)\b/i],
];

/** The role that a title tells, if any. */
export function roleTold(title: string): Role | undefined {
  let best: { role: Role; at: number } | undefined;
  for (const [role, pattern] of words) {
    const at = pattern.exec(title)?.index;
    if (at !== undefined && (best === undefined || at < best.at)) best = { role, at };
  }
  return best?.role;
}

/** Whether words introduce something that is only done in some cases. */
export function conditionIn(text: string): string | undefined {
  const sentences = text.replaceAll(/\s+/g, ' ').trim().split(/(?<=[.!?])\s+/);
  const last = (sentences.at(-1) ?? '').replace(/^[\d.)\s*_-]+/, '');
  return /^(if|or|otherwise|alternatively|only (when|if))\b/i.test(last) ? last.replace(/:$/, '') : undefined;
}

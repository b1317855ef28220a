import type { Role } from '../../model/runbook.ts';

/** Words in headings and labels that tell what the blocks below are for. The earliest word in the title decides. */
const words: readonly (readonly [Role, RegExp])[] = [
  [
    'diagnose',
    /\b(symptoms?|diagnos\w*|investigat\w*|checks?|checking|triage|assess\w*|detect\w*|identify|inspect\w*|analy[sz]e|determine|find|look)\b/i,
  ],
  [
    'act',
    /\b(resolutions?|resolve|solutions?|mitigat\w*|recover\w*|immediate actions?|actions?|restart\w*|remediat\w*|repair\w*|fix\w*|cure|restore|rotate|terminate|stop|start|resume|reconnect|replace|clear|free|kill|drain|scale|procedure|do this)\b/i,
  ],
  ['verify', /\b(verif\w*|validat\w*|confirm\w*|make sure)\b/i],
  ['rollback', /\b(roll(?:ing)? ?-?backs?|revert\w*|undo|back out)\b/i],
  [
    'other',
    /\b(prerequisites?|prevent\w*|escalat\w*|appendix|overview|references?|contacts?|communicat\w*|post-?mortem|related|see also|glossary|action items)\b/i,
  ],
];
/** Titles that only explain; beside another word of the list ("Causes and resolution") they tell nothing. */
const explaining = /^(?:\d+[.)]\s*)?(?:background|context|(?:(?:root|common|possible|likely|known|typical) )?causes?)$/i;

/** The role that a title tells, if any. */
export function roleTold(title: string): Role | undefined {
  if (explaining.test(title.trim())) return 'other';
  let best: { role: Role; at: number } | undefined;
  for (const [role, pattern] of words) {
    const at = pattern.exec(title)?.index;
    if (at !== undefined && (best === undefined || at < best.at)) best = { role, at };
  }
  return best?.role;
}

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

/** What is only done in some cases, or is not to be done at all: only somebody who looks can decide. */
const opening =
  /^(?:if|or|otherwise|alternatively|only (?:when|if)|when needed|unless|as a last resort|in case|should (?:the|it|this|that|there|any)|optional(?:ly)?|depending on|when (?:it|this|that|they|nothing) (?:(?:does|do|did|is|are|was|were) not|\w+n['’]t|fails?|failed))\b/i;
const forbidding = /^(?:do not|don['’]t|never|avoid)\b/i;
/** Not "check if", "see if": there it means whether. */
const within =
  /(?<!\b(?:check|checks|checking|see|verify|verifies|determine|confirm|out|know|tell|tells|test|ensure|shows?|as|even|ask|decide|sure)\s)\b(?:if|only when|unless)\b/i;

/** The words that make what they introduce something that is only done in some cases. */
export function conditionIn(text: string): string | undefined {
  const last = lastSentence(text);
  const plain = last.replaceAll('*', '');
  return [opening, forbidding, within].some(words => words.test(plain)) ? last : undefined;
}

/** A title is a condition only where it begins as one: "What to do if the queue is stuck" names the trouble. */
export function conditionInTitle(title: string): string | undefined {
  const words = lastSentence(title);
  return opening.test(words) ? words : undefined;
}

function lastSentence(text: string): string {
  const sentences = text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .split(/(?<=[.!?])\s+(?=[\p{Lu}*"'`(])/u);
  return (sentences.at(-1) ?? '').replace(/^[\d.)\s*_-]+/, '').replace(/\s*:$/, '');
}

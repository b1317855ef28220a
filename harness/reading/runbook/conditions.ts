import { remembered } from '../../support/remembered.ts';

/** Words that say that what follows is only done in some cases: only somebody who looks can decide. */
const opening = new RegExp(
  `^(?:${[
    String.raw`(?:if|or|otherwise|alternatively|unless|in case|depending on|when needed|as a last resort)\b`,
    String.raw`only (?:when|if|on)\b`,
    String.raw`should (?:the|it|this|that|there|any)\b`,
    String.raw`optional(?:ly)?(?:\W*$|[,:]|ly\b| step\b)`,
    // What did not come about; "when the database is back" is an order in time.
    String.raw`when\b[^,:.]*?(?:\b(?:do|does|did|is|are|was|were|has|have|can|will) not\b|\bcannot\b|n['’]t\b|\b(?:fails?|failed|still|no longer)\b)`,
    String.raw`still (?:not|no|down|failing|stuck|broken)\b[^.]*\?$`,
    // Not where the operator's shell is.
    String.raw`on (?:the|each|every|a|your) (?:standby|stand-by|replica|secondary|old|other|second|passive)\b`,
    // One way of several.
    String.raw`(?:with|using|under|in|on|for) (?:docker|docker[ -]compose|podman|systemd|kubernetes|k8s|pm2|supervisord?)$`,
    // Another day.
    String.raw`later\b|after the (?:incident|outage)\b|on a quiet\b|the next (?:day|morning)\b`,
  ].join('|')})`,
  'i',
);
const forbidding =
  /^(?:(?:do not|don['’]t|never|avoid)\b|(?:this|the following) (?:is|was) (?:wrong|forbidden|dangerous|obsolete|outdated|deprecated|not to be)\b|(?:wrong|obsolete|outdated|deprecated)$)/i;
const forbiddingTitle = /^(?:what (?:you (?:must|should) )?not to (?:do|run|type)|common mistakes|anti-?patterns?)$/i;
/** Not "check if", "see if": there it means whether. */
const within =
  /(?<!\b(?:check|checks|checking|see|verify|verifies|determine|confirm|out|know|tell|tells|test|ensure|shows?|as|even|ask|decide|sure)\s)\b(?:if|only when|unless)\b/i;
/** One way of several: a title where another of its kind stands beside it, and in running text by itself. */
const choice = /^(option|method|variant|alternative|approach|choice|possibility|plan|way) (?:[a-z]|\d+)(?=\s*(?:[:.,;)(–—-]|$))/i;
/** An earlier condition reaches no further than these: it led elsewhere, or another time begins. */
const elsewhere = /\b(?:see|stop here|end here|go (?:on|to|back)|continue|skip|right here|nothing (?:to do|more)|(?:an)?other runbook)\b/i;
const next = /^(?:then|now|next|after that|afterwards|finally|in any case|either way|in both cases|in all cases)\b/i;

/** The words that make what they introduce something that is only done in some cases, or not at all. */
export function conditionIn(text: string): string | undefined {
  if (text === '') return undefined;
  const sentences = sentencesOf(text);
  const last = sentences.at(-1) ?? '';
  const plain = last.replaceAll('*', '');
  if ([opening, forbidding, within, choice].some(words => words.test(plain))) return last;
  if (next.test(plain)) return undefined;
  // "If jobs still wait, one is broken. Throw it away:" is one thought.
  const earlier = sentences.slice(0, -1).findLast(sentence => opening.test(sentence) && !elsewhere.test(sentence));
  return earlier === undefined ? undefined : `${earlier} ${last}`;
}

/**
 * A title is a condition only where it begins as one: "What to do if the queue is stuck" names the trouble. It is asked about for every block
 * below it.
 */
export const conditionInTitle = remembered(64, (title): string | undefined => {
  const words = sentencesOf(title).at(-1) ?? '';
  return opening.test(words) || forbiddingTitle.test(words) ? words : undefined;
});

/** Whether a condition is none that could come true: "Do not run this:". */
export function isForbidding(condition: string): boolean {
  const words = condition.replaceAll('*', '');
  return forbidding.test(words) || forbiddingTitle.test(words);
}

/** What a title offers one of ("Option A", "Method 2"): the word that its siblings share. */
export function choiceIn(title: string): string | undefined {
  return choice.exec((sentencesOf(title)[0] ?? '').trim())?.[1]?.toLowerCase();
}

function sentencesOf(text: string): readonly string[] {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/^(?:\[!\w+\]|(?:warning|caution|danger|note|important|attention)(?=[\s:!.]+\p{Lu}|[:!.]))[\s:!.]*/iu, '')
    .split(/(?<=[.!?])\s+(?=[\p{Lu}*"'`(])/u)
    .map(sentence =>
      sentence
        .replace(/^\((.*)\)$/, '$1')
        .replace(/^[\d.)(\s*_-]+/, '')
        .replace(/\s*:$/, ''),
    );
}

import { isFollowable, topOf } from '../document/top-of.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * The document does not say what it is for.
 *
 * Whoever opens it by the alert's link does not know whether this is the trouble at hand, and what counts as the end of it.
 *
 * A sentence or a heading is enough that names symptoms, the alert, a purpose or the case in which to use it.
 *
 * @example Commands, and nothing about it
 * ````markdown
 * # Mail
 *
 * ```bash
 * sudo systemctl restart postfix
 * ```
 * ````
 * 1:1-1:7 unexpected document without an objective, expected what it is for and when to use it
 *
 * @example It is said
 * ````markdown
 * # Mail is late
 *
 * ## Symptoms
 *
 * The queue grows.
 *
 * ```bash
 * sudo systemctl restart postfix
 * ```
 * ````
 * none
 *
 * @example In other words
 * ````markdown
 * # Mail
 *
 * Use this when mail is late.
 *
 * ```bash
 * sudo systemctl restart postfix
 * ```
 * ````
 * none
 *
 * @example Nothing to follow
 * ````markdown
 * # Mail
 *
 * Postfix hands it to the relay.
 * ````
 * none
 */
export const missingObjective: Rule = {
  kind: 'missing-objective',
  preset: 'audit',
  *check(document): Iterable<Report> {
    const { frontMatter } = document.runbook;
    if (!isFollowable(document) || frontMatter.alerts !== undefined || said.test(document.source.text)) return;
    yield {
      message: 'unexpected document without an objective, expected what it is for and when to use it',
      location: topOf(document),
      hint: 'Begin with a sentence: use this when …, until ….',
    };
  },
};

const said =
  /\b(?:objectives?|purpose|goals?|scope|symptoms?|triggers?|alerts?|impact|overview|when to use|use (?:this|it) (?:when|if|to)|this (?:runbook|document|page|guide|procedure)|in case of|describes?)\b/i;

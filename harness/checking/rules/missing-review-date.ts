import { isFollowable, topOf } from '../document/top-of.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * The document does not say when somebody has last looked at it.
 *
 * Commands of three years ago look like those of yesterday. Whoever follows them finds out on the live system which ones are still right.
 *
 * `review:` in the front matter is enough, or a line such as "Last reviewed: …", "Next review …". Whether the day has passed, the rule
 * does not ask.
 *
 * @example Commands, and nothing about it
 * ````markdown
 * # Mail
 *
 * ```bash
 * sudo systemctl restart postfix
 * ```
 * ````
 * 1:1-1:7 unexpected document without a day of review, expected when it was last looked at
 *
 * @example It is said
 * ````markdown
 * ---
 * review: 2027-03-01
 * ---
 *
 * # Mail is late
 *
 * ```bash
 * sudo systemctl restart postfix
 * ```
 * ````
 * none
 *
 * @example In other words
 * ````markdown
 * # Mail is late
 *
 * _Last reviewed: 2026-11-02_
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
export const missingReviewDate: Rule = {
  kind: 'missing-review-date',
  preset: 'audit',
  *check(document): Iterable<Report> {
    const { frontMatter } = document.runbook;
    if (!isFollowable(document) || frontMatter.review !== undefined || said.test(document.source.text)) return;
    yield {
      message: 'unexpected document without a day of review, expected when it was last looked at',
      location: topOf(document),
      hint: 'Add review: to the front matter, with the day of the next look.',
    };
  },
};

const said =
  /\b(?:last|next)[\s_-]+(?:review(?:ed)?|updated?|tested|verified|rehearsed|drill(?:ed)?|changed)\b|\breview(?:ed)?(?:[\s_-]+(?:date|cycle|by|on))?\b[^\n]{0,20}\d{4}|\brevision history\b/i;

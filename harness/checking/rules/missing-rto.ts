import { isFollowable, topOf } from '../document/top-of.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * The document does not say how long a recovery may take.
 *
 * Without a limit nobody knows when to stop trying and to take the other way, and a drill cannot tell a quick recovery from one that came
 * too late.
 *
 * `rto:` in the front matter is enough, or a sentence with RTO, "recovery time" or "within 30 minutes" in the text.
 *
 * @example Commands, and nothing about it
 * ````markdown
 * # Mail
 *
 * ```bash
 * sudo systemctl restart postfix
 * ```
 * ````
 * 1:1-1:7 unexpected document without a limit for the recovery, expected how long it may take
 *
 * @example It is said
 * ````markdown
 * ---
 * rto: 15m
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
 * Users have their mail within 30 minutes.
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
export const missingRto: Rule = {
  kind: 'missing-rto',
  preset: 'audit',
  *check(document): Iterable<Report> {
    const { frontMatter } = document.runbook;
    if (!isFollowable(document) || frontMatter.rtoMs !== undefined || said.test(document.source.text)) return;
    yield {
      message: 'unexpected document without a limit for the recovery, expected how long it may take',
      location: topOf(document),
      hint: 'Add rto: to the front matter, such as rto: 15m.',
    };
  },
};

const said =
  /\bRTO\b|\brecovery time\b|\btime to (?:recover|restore|mitigate)\b|\bwithin \d+\s*(?:s|sec|seconds?|min|minutes?|h|hours?)\b/i;

import { isFollowable, topOf } from '../document/top-of.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * The document does not say how grave the trouble is.
 *
 * Whoever is woken does not know whether to wake others, and whether the rest of the night may be spent on it.
 *
 * `severity:` in the front matter is enough, or a word of the usual scales in the text: P1, SEV2, "severity", "priority".
 *
 * @example Commands, and nothing about it
 * ````markdown
 * # Mail
 *
 * ```bash
 * sudo systemctl restart postfix
 * ```
 * ````
 * 1:1-1:7 unexpected document without a severity, expected how grave it is
 *
 * @example It is said
 * ````markdown
 * ---
 * severity: P2
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
 * # Mail is late (SEV2)
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
export const missingSeverity: Rule = {
  kind: 'missing-severity',
  preset: 'audit',
  *check(document): Iterable<Report> {
    const { frontMatter } = document.runbook;
    if (!isFollowable(document) || frontMatter.severity !== undefined || said.test(document.source.text)) return;
    yield {
      message: 'unexpected document without a severity, expected how grave it is',
      location: topOf(document),
      hint: 'Add severity: to the front matter.',
    };
  },
};

const said = /\bseverit(?:y|ies)\b|\bpriorit(?:y|ies)\b|\bP[0-5]\b|\bSEV-?\s?[0-5]\b/i;

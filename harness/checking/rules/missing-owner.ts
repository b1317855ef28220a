import { isFollowable, topOf } from '../document/top-of.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * The document does not say who keeps it.
 *
 * A page that nobody owns is changed by nobody: after the next migration it describes a system that is gone, and at 3 a.m. there is no
 * one to ask.
 *
 * `owner:` in the front matter is enough, or a line such as "Owner: …", "Maintained by …" anywhere in the text.
 *
 * @example Commands, and nothing about it
 * ````markdown
 * # Mail
 *
 * ```bash
 * sudo systemctl restart postfix
 * ```
 * ````
 * 1:1-1:7 unexpected document without an owner, expected who keeps it
 *
 * @example It is said
 * ````markdown
 * ---
 * owner: mail team
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
 * **Maintained by:** mail team
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
export const missingOwner: Rule = {
  kind: 'missing-owner',
  preset: 'audit',
  *check(document): Iterable<Report> {
    const { frontMatter } = document.runbook;
    if (!isFollowable(document) || frontMatter.owner !== undefined || said.test(document.source.text)) return;
    yield {
      message: 'unexpected document without an owner, expected who keeps it',
      location: topOf(document),
      hint: 'Add owner: to the front matter.',
    };
  },
};

const said =
  /^[\s>*_|#-]*(?:(?:service |document |runbook )?owners?(?:ship)?|maintain(?:ed by|ers?)|responsible(?: team)?|(?:owning )?team|authors?|kept by)\b[^\n]*[:|]\s*\S|\bowned by\b|\bmaintained by\b/im;

import { isFollowable, topOf } from '../document/top-of.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * The document does not say whom to call when it does not help.
 *
 * The last step has failed, and the page ends. What follows is a search for telephone numbers while users wait.
 *
 * A word of whom to call is enough: escalation, on-call, contacts, a channel.
 *
 * @example Commands, and nothing about it
 * ````markdown
 * # Mail
 *
 * ```bash
 * sudo systemctl restart postfix
 * ```
 * ````
 * 1:1-1:7 unexpected document without an escalation, expected whom to call when it does not help
 *
 * @example It is said
 * ````markdown
 * # Mail is late
 *
 * ## Escalation
 *
 * The mail team, after ten minutes.
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
 * On-call of the mail team knows more.
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
export const missingEscalation: Rule = {
  kind: 'missing-escalation',
  preset: 'audit',
  *check(document): Iterable<Report> {
    if (!isFollowable(document) || said.test(document.source.text)) return;
    yield {
      message: 'unexpected document without an escalation, expected whom to call when it does not help',
      location: topOf(document),
      hint: 'Add a section that names a person, a rota or a channel, and after how long.',
    };
  },
};

const said =
  /\bescalat\w*|\bon[- ]?call\b|\bcontacts?\b|\bpager\b|\bpagerduty\b|\bopsgenie\b|\bwhom to (?:call|tell|ask)\b|\b(?:call|page|wake|ask|notify|tell) (?:the|a|your|somebody|someone)\b|\bslack\b/i;

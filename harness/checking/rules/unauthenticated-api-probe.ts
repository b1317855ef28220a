import { optionOf } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';
import { curlValues, urlsOf } from '../shell-facts/curl-call.ts';

/**
 * An API that wants a key answers 401 to everybody else, in good times and in bad ones.
 *
 * The probe is red when all is well, so it is read as "always like that"; without `-f` it is green in an outage. Nothing is said of limits, quota, or whether
 * our own key still works, which is what failed.
 *
 * It is right as a question whether the network lets one through; then ask for the status and expect 401: `-w '%{http_code}'`. Calls that ask for
 * the status or the head alone are not reported.
 *
 * @example No key
 * ````markdown
 * ```bash
 * curl https://api.stripe.com/v1/balance
 * curl -sf https://api.anthropic.com/v1/models || echo "provider down"
 * ```
 * ````
 * 2:6-2:39 unexpected call of api.stripe.com without a key, expected one: it answers 401 in good times, too
 * 3:10-3:45 unexpected call of api.anthropic.com without a key, expected one: it answers 401 in good times, too
 *
 * @example With a key
 * ````markdown
 * ```bash
 * curl -sf -u "$STRIPE_KEY:" https://api.stripe.com/v1/balance
 * curl -sf https://api.anthropic.com/v1/models -H "x-api-key: $KEY" -H 'anthropic-version: 2023-06-01'
 * ```
 * ````
 * none
 *
 * @example The status is expected, or no key is needed
 * ````markdown
 * ```bash
 * [ "$(curl -so /dev/null -w '%{http_code}' https://api.stripe.com/v1/balance)" = 401 ] || exit 1
 * curl -sf https://status.stripe.com/api/v2/status.json
 * curl -I https://api.stripe.com/v1/balance
 * ```
 * ````
 * none
 */
export const unauthenticatedApiProbe: Rule = {
  kind: 'unauthenticated-api-probe',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^curl$/)) {
      const url = urlsOf(command).find(({ value }) => wantsKey.test(value));
      if (url === undefined || givesKey(command) || asksWhetherReachable(command)) continue;
      yield {
        message: `unexpected call of ${wantsKey.exec(url.value)?.[1] ?? 'an API'} without a key, expected one: it answers 401 in good times, too`,
        location: url.location,
        hint: "Send the key that the application sends, or expect 401 by -w '%{http_code}'.",
      };
    }
  },
};

/** APIs whose every address of this kind wants a key. */
const wantsKey =
  /^https?:\/\/(api\.openai\.com|api\.anthropic\.com|api\.stripe\.com|api\.sendgrid\.com|api\.twilio\.com|api\.mailgun\.net|api\.cohere\.ai|api\.mistral\.ai|api\.groq\.com|generativelanguage\.googleapis\.com|api\.cloudflare\.com|api\.digitalocean\.com|api\.pagerduty\.com|api\.datadoghq\.com|slack\.com(?=\/api\/)|api\.telegram\.org(?!\/bot))\/[\w/]/;

/** Only whether something answers, or which status it has. */
function asksWhetherReachable(command: ShellCommand): boolean {
  return optionOf(command, ['-w', '--write-out', '-I', '--head', '-o', '--output', '-v', '--verbose'], curlValues) !== undefined;
}

function givesKey(command: ShellCommand): boolean {
  if (
    optionOf(
      command,
      ['-u', '--user', '-n', '--netrc', '--netrc-file', '-K', '--config', '--oauth2-bearer', '-E', '--cert'],
      curlValues,
    ) !== undefined
  )
    return true;
  return command.args.some(
    ({ value, parts }) =>
      /authorization|api-?key|token|[?&]key=|secret/i.test(value) ||
      parts.some(({ variable }) => /auth|header|opts|args/i.test(variable ?? '')),
  );
}

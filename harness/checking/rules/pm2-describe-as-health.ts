import type { Report, Rule } from '../rule.ts';
import { decides } from '../shell-facts/decides.ts';

/**
 * `pm2 describe` succeeds for a process that is stopped or keeps crashing.
 *
 * It fails only where pm2 has never heard of the name. A check made of it is green as long as nobody deletes the entry: for `stopped`, for
 * `errored`, and in the middle of a loop of restarts.
 *
 * It is right as a question whether the process is known, before `pm2 start` or `pm2 delete`; then nothing is reported.
 *
 * @example A check that cannot fail
 * ````markdown
 * ```bash
 * pm2 describe mailer > /dev/null && echo "mailer runs" || echo "mailer is down"
 * if ! pm2 show billing; then exit 1; fi
 * ```
 * ````
 * 2:1-2:32 unexpected exit status of `pm2 describe` as a check, expected the process's state: it is 0 for stopped and crashing ones, too
 * 3:6-3:22 unexpected exit status of `pm2 show` as a check, expected the process's state: it is 0 for stopped and crashing ones, too
 *
 * @example The state is asked for
 * ````markdown
 * ```bash
 * pm2 jlist | jq -e '.[] | select(.name == "mailer") | .pm2_env.status == "online"' || exit 1
 * pm2 describe mailer | grep -q online || exit 1
 * ```
 * ````
 * none
 *
 * @example Whether pm2 knows it
 * ````markdown
 * ```bash
 * pm2 describe mailer > /dev/null || pm2 start mailer.js
 * pm2 describe mailer
 * ```
 * ````
 * none
 */
export const pm2DescribeAsHealth: Rule = {
  kind: 'pm2-describe-as-health',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^pm2$/)) {
      const verb = command.args[0]?.value ?? '';
      if (command.name !== 'pm2' || !/^(?:describe|desc|show|info)$/.test(verb) || !decides(command)) continue;
      const { text } = command.shell;
      if (/\bpm2\s+(?:start|delete|del|reload|restart)\b/.test(text)) continue;
      yield {
        message: `unexpected exit status of \`pm2 ${verb}\` as a check, expected the process's state: it is 0 for stopped and crashing ones, too`,
        location: command.location,
        hint: 'Ask for the state: pm2 jlist | jq -e \'.[] | select(.name == "NAME") | .pm2_env.status == "online"\'.',
      };
    }
  },
};

import { optionOf, stagesBefore } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * jq ends at the first line of a log that is no JSON.
 *
 * A stack trace, a word of the service manager, a line cut in half by rotation: jq prints `parse error` and ends, and all that came behind is not
 * looked at. What was found up to there reads as all there is.
 *
 * It is right where every line is written by one logger; this rule cannot know that. `jq -R 'fromjson? | …'` leaves out what is no JSON.
 *
 * @example A file, and what a container printed
 * ````markdown
 * ```bash
 * cat /srv/shop/logs/api.log | jq 'select(.level == "warn")'
 * docker logs shop-api 2>&1 | jq .message
 * ```
 * ````
 * 2:30-2:32 unexpected log as input of `jq`, expected `-R` and `fromjson?`: it ends at the first line that is no JSON
 * 3:29-3:31 unexpected log as input of `jq`, expected `-R` and `fromjson?`: it ends at the first line that is no JSON
 *
 * @example Other lines are left out
 * ````markdown
 * ```bash
 * jq -R 'fromjson? | select(.level == "warn")' /srv/shop/logs/api.log
 * grep '^{' /srv/shop/logs/api.log | jq .message
 * ```
 * ````
 * none
 *
 * @example What surely is JSON
 * ````markdown
 * ```bash
 * journalctl -u shop-api -o json | jq .MESSAGE
 * curl -s http://127.0.0.1:9000/ready | jq .state
 * ```
 * ````
 * none
 */
export const jqOnMixedLog: Rule = {
  kind: 'jq-on-mixed-log',
  preset: 'all',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^jq$/)) {
      if (command.name !== 'jq' || optionOf(command, ['-R', '--raw-input', '-n', '--null-input', '--seq'], 'Lf') !== undefined) continue;
      if (command.args.some(({ value }) => value.includes('fromjson')) || !readsLog(command)) continue;
      yield {
        message: 'unexpected log as input of `jq`, expected `-R` and `fromjson?`: it ends at the first line that is no JSON',
        location: command.words[0]?.location ?? command.location,
        hint: "Leave other lines out: jq -R 'fromjson? | …'.",
      };
    }
  },
};

function readsLog(command: ShellCommand): boolean {
  const before = stagesBefore(command);
  const [first] = before;
  if (first === undefined) return command.args.slice(1).some(isLog);
  if (first.type !== 'command' || before.length > 1) return false;
  const { name, args } = first.inner ?? first;
  if (/^(?:cat|tail|head|zcat)$/.test(name)) return args.some(isLog);
  if (name === 'journalctl') return !args.some(({ value }) => /json/.test(value));
  return /^(?:docker|podman|docker-compose|kubectl)$/.test(name) && args.some(({ value }) => value === 'logs');
}

function isLog({ value }: { readonly value: string }): boolean {
  return /\.log(?:\.\d+)?$/.test(value);
}

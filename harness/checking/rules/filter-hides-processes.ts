import { stagesBefore } from '../document/shell/ask.ts';
import type { Report, Rule } from '../rule.ts';
import { titlesAbove } from '../shell-facts/around.ts';
import { grepOf } from '../shell-facts/grep-call.ts';

/**
 * A list of suspicious processes from which those of the likeliest users are taken.
 *
 * Whoever breaks in through a web server runs as its user, and later as root: `ps aux | grep -v root` takes out just these, and every line in which the word stands
 * anywhere else. The list is empty, and reads as clean.
 *
 * It is right where only one's own processes are counted, so nothing is reported but below titles that speak of an intrusion. Compare with what should run instead, or look at what is new: `ps -eo lstart,user,args --sort=start_time`.
 *
 * @example Nothing of root is shown
 * ````markdown
 * ## Look for malware
 *
 * ```bash
 * ps -ef | grep -v "root\|nginx"
 * ```
 * ````
 * 4:18-4:31 unexpected `grep -v` of root in a list of processes, expected all of them: whoever breaks in runs as one of these
 *
 * @example Word by word
 * ````markdown
 * # After a suspicious login
 *
 * ## Processes
 *
 * ```bash
 * ps aux | grep -v grep | grep -v www-data | sort -k 3
 * ```
 * ````
 * 6:33-6:41 unexpected `grep -v` of www-data in a list of processes, expected all of them: whoever breaks in runs as one of these
 *
 * @example All of them, or some that are meant
 * ````markdown
 * ## Look for malware
 *
 * ```bash
 * ps -eo lstart,user,args --sort=start_time | tail -30
 * ps aux | grep shop-worker | grep -v grep
 * ps -u www-data -o pid,args
 * ```
 * ````
 * none
 *
 * @example Other lists, and no suspicion
 * ````markdown
 * ```bash
 * ps aux | grep -v root | wc -l
 * ls -l /srv | grep -v root
 * ```
 * ````
 * none
 */
export const filterHidesProcesses: Rule = {
  kind: 'filter-hides-processes',
  preset: 'default',
  *check({ commandsNamed, runbook }): Iterable<Report> {
    for (const command of commandsNamed(/^z?[ef]?grep$/)) {
      const call = grepOf(command);
      const [pattern] = call?.patterns ?? [];
      const [first] = stagesBefore(command);
      if (call?.inverts !== true || pattern === undefined || first?.type !== 'command' || (first.inner ?? first).name !== 'ps') continue;
      const user = pattern.value.split(/\\?\|/).find(one => /^\^?(?:root|www-data|nginx|apache|httpd|nobody|node)\b/.test(one));
      if (user === undefined || !titlesAbove(runbook, command.location.line).some(title => suspicion.test(title))) continue;
      yield {
        message: `unexpected \`grep -v\` of ${user.replace('^', '')} in a list of processes, expected all of them: whoever breaks in runs as one of these`,
        location: pattern.location,
        hint: 'Compare with what should run, or sort by start: ps -eo lstart,user,args --sort=start_time.',
      };
    }
  },
};

/** Titles below which somebody may have broken in. */
const suspicion =
  /\b(?:security|breach|intru\w+|compromis\w+|backdoors?|malware|suspicious|forensics?|attack\w*|hacked|web ?shells?|rootkits?|miners?)\b/i;

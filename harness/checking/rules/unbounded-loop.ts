import type { Report, Rule } from '../rule.ts';
import { isFollowed } from '../shell-facts/is-followed.ts';
import { unlimitedLoops } from '../shell-facts/unlimited-loops.ts';

/**
 * A loop that waits for a number, or for nothing at all, and has no limit may never end.
 *
 * `while [ "$(count)" -gt 0 ]` is written for the day on which the queue drains. On the other day, when the remedy did not help or new jobs
 * come in as fast, the runbook stands still here: nobody is told, and the step that would help is below.
 *
 * It is right where something outside ends it, such as the `timeout` of a job. A loop that is left by `break` or `exit`, that counts, or that
 * looks at the clock is not reported; one that waits for a server to answer is reported by `unbounded-wait`.
 *
 * @example Until the queue is empty
 * ````markdown
 * ```bash
 * while [ "$(rabbitmqctl -q list_queues messages | tail -1)" -gt 0 ]; do sleep 5; done
 * ```
 * ````
 * 2:1-2:6 unexpected `while` without a limit, expected one: it waits for ever when nothing gets better
 *
 * @example For ever, before other commands
 * ````markdown
 * ```bash
 * while true; do curl -s localhost:9000/ready; sleep 1; done
 * echo "drained"
 * ```
 * ````
 * 2:1-2:6 unexpected `while` without a limit, expected one: what stands behind it is never carried out
 *
 * @example It counts, looks at the clock, or is left
 * ````markdown
 * ```bash
 * for i in $(seq 30); do mysqladmin ping --silent && break; sleep 2; done
 * until [ "$(wc -l < queue.txt)" -le 3 ] || (( ++n > 30 )); do sleep 2; done
 * while [ "$(wc -l < queue.txt)" -gt 3 ]; do [ $SECONDS -gt 60 ] && exit 1; sleep 2; done
 * timeout 60 bash -c 'while [ "$(wc -l < queue.txt)" -gt 3 ]; do sleep 2; done'
 * ```
 * ````
 * none
 *
 * @example It reads lines, or is the work itself
 * ````markdown
 * ```bash
 * while read -r id; do redis-cli DEL "job:$id"; sleep 1; done < ids.txt
 * while true; do php worker.php; sleep 1; done
 * ```
 * ````
 * none
 */
export const unboundedLoop: Rule = {
  kind: 'unbounded-loop',
  preset: 'default',
  *check({ commands }): Iterable<Report> {
    for (const { loop, waitsFor, location } of unlimitedLoops(commands)) {
      if (waitsFor === 'ready' || (waitsFor === 'constant' && !isFollowed(loop))) continue;
      yield {
        message: `unexpected \`${loop.kind}\` without a limit, expected one: ${waitsFor === 'constant' ? 'what stands behind it is never carried out' : 'it waits for ever when nothing gets better'}`,
        location,
        hint: 'Count the tries: for i in $(seq 30); do CHECK && break; sleep 2; done; CHECK || exit 1.',
      };
    }
  },
};

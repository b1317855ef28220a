import { commandsOf, stagesBefore } from '../document/shell/ask.ts';
import { redisFields } from '../shell-facts/redis-fields.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A line is looked for that `redis-cli INFO` does not print.
 *
 * `grep` prints nothing then, as it does when all is well. Who looks for a rate of hits that Redis does not report believes that the cache is
 * empty, or that nothing is wrong with it.
 *
 * The fields are those of Redis up to 8 and Valkey. A field of a module or of a provider's own version is right all the same; say so:
 * `<!-- drillbook-check-disable-next unknown-metric: our provider adds it -->`.
 *
 * @example Fields that are called otherwise
 * ````markdown
 * ```bash
 * redis-cli -h cache INFO stats | grep hit_ratio
 * redis-cli info memory | grep -E 'used_mem_human'
 * ```
 * ````
 * 2:38-2:47 unexpected `hit_ratio`, expected a field of `redis-cli INFO`: no line holds it
 * 3:33-3:49 unexpected `used_mem_human`, expected a field of `redis-cli INFO`: no line holds it
 *
 * @example Fields that are there
 * ````markdown
 * ```bash
 * redis-cli INFO stats | grep keyspace_
 * redis-cli INFO replication | grep -E 'role|master_link_status'
 * redis-cli INFO | grep -i memory
 * ```
 * ````
 * none
 *
 * @example Other commands
 * ````markdown
 * ```bash
 * redis-cli CONFIG GET '*' | grep hit_ratio
 * redis-cli CLIENT LIST | grep hit_ratio
 * ```
 * ````
 * none
 */
export const unknownMetric: Rule = {
  kind: 'unknown-metric',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^[ef]?grep$/)) {
      if (!/^[ef]?grep$/.test(command.name) || !isBehindInfo(command)) continue;
      const pattern = command.args.find(({ value }) => !value.startsWith('-'));
      if (pattern === undefined || command.args.some(({ value }) => /^-\w*v|^--invert/.test(value))) continue;
      // One field by its name; patterns of more than one are for the reader.
      const field = /^\^?([a-z]+(?:_[a-z\d]+)+):?$/i.exec(pattern.value)?.[1]?.toLowerCase();
      if (field === undefined || redisFields.some(name => name.includes(field))) continue;
      yield {
        message: `unexpected \`${field}\`, expected a field of \`redis-cli INFO\`: no line holds it`,
        location: pattern.location,
        hint: /hit/.test(field)
          ? 'Redis counts keyspace_hits and keyspace_misses; the rate is hits / (hits + misses).'
          : 'Print all fields once: redis-cli INFO everything.',
      };
    }
  },
};

function isBehindInfo(command: ShellCommand): boolean {
  const before = stagesBefore(command).at(-1);
  return (
    before !== undefined &&
    commandsOf(before).some(({ name, args }) => /^(?:redis|valkey)-cli$/.test(name) && args.some(({ value }) => /^info$/i.test(value)))
  );
}

import { expressionsOf } from '../promql/expressions-of.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A limit that is not set is 0, and what is divided by it is infinite.
 *
 * A container without a limit of memory has `container_spec_memory_limit_bytes` 0: the share of it that is used is above every threshold for ever, and the
 * alert that always fires is the one that nobody looks at.
 *
 * It is right where every container has a limit, which is hard to know of those to come. `> 0` behind the divisor leaves the others out.
 *
 * @example An alert that fires for ever
 * ````markdown
 * ```yaml
 * - alert: CacheFull
 *   expr: redis_memory_used_bytes / redis_memory_max_bytes > 0.8
 * ```
 * ````
 * 3:35-3:57 unexpected division by `redis_memory_max_bytes`, expected `> 0` behind it: it is 0 where no limit is set
 *
 * @example In several lines, and in a question
 * ````markdown
 * ```yaml
 * - alert: MemoryHigh
 *   expr: |
 *     container_memory_working_set_bytes{name="shop-api"}
 *       / container_spec_memory_limit_bytes{name="shop-api"} > 0.8
 * ```
 * ````
 * 5:9-5:42 unexpected division by `container_spec_memory_limit_bytes`, expected `> 0` behind it: it is 0 where no limit is set
 *
 * @example Those without a limit are left out
 * ````markdown
 * ```promql
 * container_memory_working_set_bytes / (container_spec_memory_limit_bytes > 0) > 0.8
 * redis_memory_used_bytes / redis_memory_max_bytes > 0.8 and redis_memory_max_bytes > 0
 * ```
 * ````
 * none
 *
 * @example Other divisors, and a limit that divides nothing
 * ````markdown
 * ```promql
 * node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1
 * container_spec_memory_limit_bytes / 1024
 * ```
 * ````
 * none
 */
export const promqlZeroLimit: Rule = {
  kind: 'promql-zero-limit',
  preset: 'default',
  *check(document): Iterable<Report> {
    for (const { text, locate } of expressionsOf(document)) {
      const [whole, limit] = divisor.exec(text) ?? [];
      if (
        whole === undefined ||
        limit === undefined ||
        new RegExp(`${limit}(?:\\{[^}]*\\})?\\s*\\)*\\s*(?:>|!=)\\s*0(?![.\\d])`).test(text)
      )
        continue;
      const from = text.indexOf(limit, text.indexOf(whole));
      yield {
        message: `unexpected division by \`${limit}\`, expected \`> 0\` behind it: it is 0 where no limit is set`,
        location: locate(from, from + limit.length),
        hint: `Write / (${limit} > 0).`,
      };
    }
  },
};

const divisor =
  /\/\s*(?:(?:on|ignoring)\s*\([^)]*\)\s*)?(?:group_left\s*(?:\([^)]*\))?\s*)?(?:(?:sum|max|min|avg)\s*(?:(?:by|without)\s*\([^)]*\))?\s*)?\(*\s*(container_spec_memory(?:_swap)?_limit_bytes|redis_memory_max_bytes|redis_config_maxmemory)\b/;

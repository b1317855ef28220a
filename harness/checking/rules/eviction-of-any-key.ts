import { titlesAbove } from '../shell-facts/around.ts';
import { holdsQueue } from '../shell-facts/holds-queue.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * Redis is told to throw away any key when it is full.
 *
 * `allkeys-lru` and its like are for a Redis that holds nothing but a cache. Sessions, locks, limits and jobs that wait are keys like any
 * other: they go without an error, and under load first.
 *
 * Where the page says that this Redis is a cache, it is right. Where it speaks of a queue, `evict-queue-keys` tells.
 *
 * @example For more room
 * ````markdown
 * ## Redis is full
 *
 * ```bash
 * redis-cli CONFIG SET maxmemory-policy allkeys-lru
 * ```
 * ````
 * 4:39-4:50 unexpected `allkeys-lru`, expected a policy that keeps what is no cache: sessions, locks and jobs are thrown away, too
 *
 * @example A cache
 * ````markdown
 * This Redis holds only the cache.
 *
 * ```bash
 * redis-cli CONFIG SET maxmemory-policy allkeys-lru
 * ```
 * ````
 * none
 *
 * @example What has an end, and nothing
 * ````markdown
 * ```bash
 * redis-cli CONFIG SET maxmemory-policy volatile-ttl
 * redis-cli CONFIG SET maxmemory-policy noeviction
 * ```
 * ````
 * none
 */
export const evictionOfAnyKey: Rule = {
  kind: 'eviction-of-any-key',
  preset: 'all',
  *check({ runbook, source }): Iterable<Report> {
    if (!source.text.includes('maxmemory-policy')) return;
    if (/\b(?:only|just|pure|nothing but) (?:a |the )?cach|\bcache[- ]only\b/i.test(source.text) || holdsQueue(source.text)) return;
    for (const { location, text } of runbook.blocks) {
      if (!text.includes('maxmemory-policy')) continue;
      const last = location.line + text.split('\n').length;
      for (let line = location.line; line <= last; line++) {
        const match = /\bmaxmemory-policy['"]?[ =:]+['"]?(allkeys-\w+)/.exec(source.lines[line - 1] ?? '');
        const policy = match?.[1];
        if (match === null || policy === undefined || titlesAbove(runbook, line).some(title => /\bcache\b/i.test(title))) continue;
        const column = match.index + match[0].length - policy.length + 1;
        yield {
          message: `unexpected \`${policy}\`, expected a policy that keeps what is no cache: sessions, locks and jobs are thrown away, too`,
          location: { file: source.file, line, column, endLine: line, endColumn: column + policy.length },
        };
        return;
      }
    }
  },
};

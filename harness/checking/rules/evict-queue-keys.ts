import { holdsQueue } from '../shell-facts/holds-queue.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A Redis that holds a queue is told to throw keys away when it is full.
 *
 * With `allkeys-lru` and its like a waiting job is a key like any other: under load, when the queue is longest, jobs disappear without an
 * error. The libraries that keep queues in Redis ask for `noeviction`.
 *
 * Only said where the page speaks of a queue in Redis. With the queue in another Redis than the cache it is right: say which is meant.
 *
 * @example By a command
 * ````markdown
 * Sidekiq keeps its jobs in Redis.
 *
 * ```bash
 * redis-cli CONFIG SET maxmemory-policy allkeys-lfu
 * ```
 * ````
 * 4:39-4:50 unexpected `allkeys-lfu` where Redis holds a queue, expected `noeviction`: waiting jobs are thrown away
 *
 * @example In a file
 * ````markdown
 * ```bash
 * redis-cli LLEN queue:mails
 * ```
 *
 * ```text
 * maxmemory-policy volatile-lru
 * maxmemory-policy allkeys-random
 * ```
 * ````
 * 7:18-7:32 unexpected `allkeys-random` where Redis holds a queue, expected `noeviction`: waiting jobs are thrown away
 *
 * @example A cache
 * ````markdown
 * Redis holds pages that can be made again.
 *
 * ```bash
 * redis-cli CONFIG SET maxmemory-policy allkeys-lru
 * ```
 * ````
 * none
 *
 * @example Nothing is thrown away
 * ````markdown
 * BullMQ needs `noeviction`; `maxmemory-policy allkeys-lru` is what the cache's own Redis has.
 *
 * ```bash
 * redis-cli CONFIG SET maxmemory-policy noeviction
 * ```
 * ````
 * none
 */
export const evictQueueKeys: Rule = {
  kind: 'evict-queue-keys',
  preset: 'default',
  *check({ runbook, source }): Iterable<Report> {
    if (!source.text.includes('maxmemory-policy') || !holdsQueue(source.text)) return;
    for (const { location, text } of runbook.blocks) {
      if (!text.includes('maxmemory-policy')) continue;
      const last = location.line + text.split('\n').length;
      for (let line = location.line; line <= last; line++) {
        const match = /\bmaxmemory-policy['"]?[ =:]+['"]?(allkeys-\w+)/.exec(source.lines[line - 1] ?? '');
        const policy = match?.[1];
        if (match === null || policy === undefined) continue;
        const column = match.index + match[0].length - policy.length + 1;
        yield {
          message: `unexpected \`${policy}\` where Redis holds a queue, expected \`noeviction\`: waiting jobs are thrown away`,
          location: { file: source.file, line, column, endLine: line, endColumn: column + policy.length },
        };
        return;
      }
    }
  },
};

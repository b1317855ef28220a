import { z } from 'zod';
import { parseDuration, showDuration } from '../../support/duration.ts';
import { defineFault } from '../fault.ts';
import { standInItsPlace } from './in-its-place.ts';
import { checkUpstream, requestsOf, upstreamSettings, type UpstreamSettings } from './settings.ts';

/** Less is not told from silence by a look that must be short. */
const [leastMs, mostMs] = [500, 600_000];
const after = z
  .string()
  .refine(
    text => {
      const ms = parseDuration(text);
      return ms !== undefined && ms >= leastMs && ms <= mostMs;
    },
    { error: 'expected a duration from 500ms to 10m, such as 20s' },
  )
  .transform(text => parseDuration(text) ?? 0);

/** A server that others depend on takes connections and requests, and answers late or never. */
export const upstreamTimeout = defineFault<UpstreamSettings & { readonly after?: number | undefined }>({
  kind: 'upstream.timeout',
  about: 'An HTTP server that a service depends on takes its requests, and answers late or never.',
  symptom:
    'What needs the upstream waits for its limit, and holds its places in pools and queues meanwhile; connections to the upstream open at once.',
  example: { service: 'api', upstream: 'payments' },
  settings: z.strictObject({
    ...upstreamSettings,
    after: after.optional().describe("When the upstream's own answer comes after all, from 500ms to 10m; else never"),
  }) as never,
  needs: ['upstream', 'names', 'network'],
  unsupportedWhere: 'the kernel knows no routing by port or cannot break connections',
  persistence: 'external',
  summarize: ({ after: ms, ...settings }) =>
    `${settings.upstream} answered ${requestsOf(settings)} ${ms === undefined ? 'never' : `after ${showDuration(ms)}`}`,
  target: ({ service }) => service,
  check: checkUpstream,
  inject: ({ after: ms, ...settings }, context) =>
    standInItsPlace(settings, ms === undefined ? { say: 'nothing', afterMs: 0 } : { say: 'real', afterMs: ms }, context),
});

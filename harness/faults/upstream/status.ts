import { z } from 'zod';
import { parseDuration } from '../../support/duration.ts';
import { defineFault } from '../fault.ts';
import { standInItsPlace } from './in-its-place.ts';
import { checkUpstream, requestsOf, upstreamSettings, type UpstreamSettings } from './settings.ts';

const mostBody = 64 * 1024;
const retryAfter = z
  .string()
  .refine(text => (parseDuration(text) ?? 0) >= 1000 && (parseDuration(text) ?? 0) % 1000 === 0, {
    error: 'expected a duration of whole seconds, such as 30s',
  })
  .transform(text => (parseDuration(text) ?? 0) / 1000);

/** A server that others depend on answers with an error: too many requests, out of order, forbidden. */
export const upstreamStatus = defineFault<
  UpstreamSettings & { readonly status: number; readonly body?: string | undefined; readonly retryAfter?: number | undefined }
>({
  kind: 'upstream.status',
  about: 'An HTTP server that a service depends on answers it with an error.',
  symptom: 'What needs the upstream fails with its status; the service and the upstream are up, and all others are served by it.',
  example: { service: 'api', upstream: 'payments', status: 503, retryAfter: '30s' },
  settings: z.strictObject({
    ...upstreamSettings,
    status: z.int().min(400).max(599).describe('The status, from 400 to 599, such as 429 or 503'),
    body: z.string().max(mostBody).optional().describe('The body; else a short one, as servers have it'),
    retryAfter: retryAfter.optional().describe('For the header Retry-After, such as 30s'),
  }) as never,
  needs: ['upstream', 'names', 'network'],
  unsupportedWhere: 'the kernel knows no routing by port or cannot break connections',
  persistence: 'external',
  summarize: ({ status, ...settings }) => `${settings.upstream} answered ${requestsOf(settings)} with ${status}`,
  target: ({ service }) => service,
  check: checkUpstream,
  inject({ status, body, retryAfter: seconds, ...settings }, context) {
    const isText = body !== undefined && !/^\s*[{["]/.test(body);
    const headers = {
      'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
      ...(seconds === undefined ? {} : { 'retry-after': String(seconds) }),
    };
    const say = { status, headers, body: body ?? JSON.stringify({ error: { status, message: wordsFor(status) } }) };
    return standInItsPlace(settings, { say, afterMs: 0 }, context);
  },
});

function wordsFor(status: number): string {
  if (status === 401 || status === 403) return 'The credentials were not accepted.';
  if (status === 404) return 'There is no such resource.';
  if (status === 429) return 'Too many requests.';
  return status < 500 ? 'The request was not accepted.' : 'The service is not available.';
}

import { z } from 'zod';
import type { StubScript } from '../../engines/engine.ts';
import { defineFault } from '../fault.ts';
import { standInItsPlace } from './in-its-place.ts';
import { checkUpstream, requestsOf, upstreamSettings, type UpstreamSettings } from './settings.ts';

const json = { 'content-type': 'application/json; charset=utf-8' };

/** What servers answer with status 200 although something is wrong with them. */
const answers = {
  html: {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: '<!doctype html>\n<html><head><title>Scheduled maintenance</title></head><body><h1>We will be back soon</h1></body></html>\n',
  },
  'truncated-json': { status: 200, headers: json, body: '{"status":"ok","items":[{"id":1,"name":"first"},{"id":2,"na' },
  empty: { status: 200, headers: json, body: '' },
  'wrong-type': { status: 200, headers: json, body: '"OK"' },
} as const satisfies Record<string, Extract<StubScript['say'], object>>;

const words = {
  html: 'a page of HTML',
  'truncated-json': 'JSON that breaks off',
  empty: 'an empty body',
  'wrong-type': 'JSON of another kind',
} as const satisfies Record<keyof typeof answers, string>;

/** A server that others depend on answers 200 with what nobody can use. */
export const upstreamGarbage = defineFault<UpstreamSettings & { readonly as: keyof typeof answers }>({
  kind: 'upstream.garbage',
  about: 'An HTTP server that a service depends on answers 200 with what the service cannot use.',
  symptom: 'What needs the upstream fails while it reads the answer, or goes on with nothing; checks that look at the status are green.',
  example: { service: 'api', upstream: 'payments', as: 'html' },
  settings: z.strictObject({
    ...upstreamSettings,
    as: z
      .enum(['html', 'truncated-json', 'empty', 'wrong-type'])
      .describe(
        'What is answered: a page of HTML (`html`), JSON that breaks off (`truncated-json`), no byte (`empty`), or JSON that is a string (`wrong-type`)',
      ),
  }) as never,
  needs: ['upstream', 'names', 'network'],
  unsupportedWhere: 'the kernel knows no routing by port or cannot break connections',
  persistence: 'external',
  summarize: ({ as, ...settings }) => `${settings.upstream} answered ${requestsOf(settings)} with ${words[as]}`,
  target: ({ service }) => service,
  check: checkUpstream,
  inject: ({ as, ...settings }, context) => standInItsPlace(settings, { say: answers[as], afterMs: 0 }, context),
});

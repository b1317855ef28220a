import { z } from 'zod';
import { parseDuration, showDuration } from '../../support/duration.ts';
import { defineFault } from '../fault.ts';
import { certificateSettings, checkCertificate, otherCertificate, type CertificateSettings } from './other-certificate.ts';

const lifeMs = 90 * 24 * 3_600_000;
const leastMs = 60_000;
const mostMs = 3650 * 24 * 3_600_000;

const age = z
  .string()
  .transform(text => parseDuration(text) ?? 0)
  .refine(ms => ms >= leastMs && ms <= mostMs, { error: 'expected 1m to 3650d, such as 1d' });

/**
 * A server's certificate has expired: another one for the same key, names and authority takes its place.
 * @example
 * - tls.expired: { service: web, certificate: /etc/ssl/web.crt, key: /etc/ssl/web.key, reload: SIGHUP }
 */
export const tlsExpired = defineFault<CertificateSettings & { readonly since: number }>({
  kind: 'tls.expired',
  about: "A server's certificate has expired.",
  symptom:
    'New connections of clients that verify fail with CERT_HAS_EXPIRED; open ones go on, the port answers, and checks that do not verify (`curl -k`) are green.',
  example: {
    service: 'web',
    certificate: '/etc/ssl/web.crt',
    key: '/etc/ssl/web.key',
    ca: { certificate: '/opt/web/ca.crt', key: '/opt/web/ca.key' },
    reload: 'SIGHUP',
  },
  settings: z.strictObject({
    ...certificateSettings,
    since: age.default(24 * 3_600_000).describe('How long ago it expired; 1d'),
  }) as never,
  needs: ['files', 'process'],
  persistence: 'damage',
  summarize: ({ service, since }) => `the certificate of ${service} had expired ${showDuration(since)} ago`,
  target: ({ service }) => service,
  check: checkCertificate,
  inject: (settings, context) => {
    const to = new Date(Date.now() - settings.since);
    return otherCertificate(
      settings,
      context,
      { from: new Date(to.getTime() - lifeMs), to },
      {
        name: settings.service,
        wrong: ({ validTo }) =>
          validTo.getTime() < Date.now() ? `its certificate has expired (CERT_HAS_EXPIRED, ${validTo.toISOString()})` : undefined,
        right: ({ validTo }) => `its certificate is valid until ${validTo.toISOString()}`,
      },
    );
  },
});

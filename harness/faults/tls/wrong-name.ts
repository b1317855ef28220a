import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { certificateSettings, checkCertificate, otherCertificate, type CertificateSettings } from './other-certificate.ts';

const dayMs = 24 * 3_600_000;
const hostName = z.string().regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i, 'expected a host name, such as web.example.com');

/**
 * A server shows a certificate that is for another name, as after a copy from another machine.
 * @example
 * - tls.wrong-name: { service: web, certificate: /etc/ssl/web.crt, key: /etc/ssl/web.key, name: old.example.com }
 */
export const tlsWrongName = defineFault<CertificateSettings & { readonly name: string; readonly usersName?: string | undefined }>({
  kind: 'tls.wrong-name',
  about: "A server's certificate is for another name.",
  symptom:
    'New connections of clients that verify fail with ERR_TLS_CERT_ALTNAME_INVALID (curl: 60); the certificate is in time, and checks that do not verify are green.',
  example: { service: 'web', certificate: '/etc/ssl/web.crt', key: '/etc/ssl/web.key', name: 'old.example.com' },
  settings: z.strictObject({
    ...certificateSettings,
    name: hostName.default('legacy.example.com').describe('The only name that the certificate is for; legacy.example.com'),
    usersName: hostName.optional().describe("The name by which users know the server; the service's own"),
  }) as never,
  needs: ['files', 'process'],
  persistence: 'damage',
  summarize: ({ service, name }) => `the certificate of ${service} was for ${name}`,
  target: ({ service }) => service,
  check(settings, stack) {
    if (settings.name === (settings.usersName ?? settings.service))
      return [`unexpected name "${settings.name}", expected another one than users look for`];
    return checkCertificate(settings, stack);
  },
  inject: (settings, context) => {
    const users = settings.usersName ?? settings.service;
    return otherCertificate(
      settings,
      context,
      { from: new Date(Date.now() - 30 * dayMs), to: new Date(Date.now() + 60 * dayMs), name: settings.name },
      {
        name: users,
        wrong: shown =>
          shown.isFor(users) ? undefined : `its certificate is not for ${users} (ERR_TLS_CERT_ALTNAME_INVALID), but for ${shown.names}`,
        right: ({ names }) => `its certificate is for ${names}`,
      },
    );
  },
});

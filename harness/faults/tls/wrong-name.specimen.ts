import type { Specimen } from '../testing/specimen.ts';
import { isServed, prepareCertificates, reissue, secureWeb, settings } from './testing/secure-web.ts';

export const tlsWrongName: Specimen = {
  kind: 'tls.wrong-name',
  settings: { ...settings, name: 'old.example.com', reload: 'restart' },
  stack: secureWeb,
  prepare: prepareCertificates,
  works: isServed,
  mend: reissue,
  slow: 'the bastion starts openssl and a dozen small programs to make a certificate',
  blunt: [{ where: 'the server is not told to load it', settings: { ...settings, reload: 'none' } }],
};

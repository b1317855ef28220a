import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';

/** Address of a name by a hosts file, as programs that read it would find it; a missing name is `ENOTFOUND`. */
export function addressOf(host: string, hostsFile: string): string {
  if (isIP(host)) return host;
  for (const line of readFileSync(hostsFile, 'utf8').split('\n')) {
    const [address, ...names] = line.split(/\s+/);
    if (address !== undefined && isIP(address) === 4 && names.includes(host)) return address;
  }
  throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
}

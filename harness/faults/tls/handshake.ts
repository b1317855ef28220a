import { checkServerIdentity, connect, type PeerCertificate } from 'node:tls';
import type { RunningStack } from '../../engines/engine.ts';
import { asSocket } from '../../operations/as-socket.ts';

const timeoutMs = 2500;

/** What a server shows to a client that comes anew. */
export interface Shown {
  readonly validTo: Date;
  /** Whether a client that looks for this name accepts it. */
  isFor(name: string): boolean;
  /** Names that it is for. */
  readonly names: string;
}

/** A handshake with a server over a connection of its own, as seen from the bastion; whatever the certificate is, it is looked at. */
export async function handshake(stack: RunningStack, host: string, port: number, name: string, signal: AbortSignal): Promise<Shown> {
  const plain = asSocket(await stack.dial(host, port, { timeoutMs, signal }));
  try {
    const certificate = await new Promise<PeerCertificate>((resolve, reject) => {
      const stream = connect({ socket: plain as never, servername: name, rejectUnauthorized: false });
      const abort = (): void => void stream.destroy(signal.reason as Error);
      signal.addEventListener('abort', abort, { once: true });
      stream.once('close', () => {
        signal.removeEventListener('abort', abort);
        reject(new Error('the connection was closed before a certificate was shown'));
      });
      stream.on('error', reject);
      stream.once('secureConnect', () => {
        resolve(stream.getPeerCertificate());
        stream.destroy();
      });
    });
    return {
      validTo: new Date(certificate.valid_to),
      isFor: wanted => checkServerIdentity(wanted, certificate) === undefined,
      names: certificate.subjectaltname ?? `CN:${String(certificate.subject?.CN)}`,
    };
  } finally {
    plain.on('error', () => {}).destroy();
  }
}

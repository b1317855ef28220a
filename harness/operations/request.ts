import { request as httpRequest } from 'node:http';
import { isIP } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import type { Duplex } from 'node:stream';
import type { Answer } from '../model/operation.ts';
import { asSocket } from './as-socket.ts';
import { deadline } from './deadline.ts';
import type { OperationContext } from './operation.ts';
import { noAnswer } from './no-answer.ts';
import type { HttpSettings } from './settings/http.ts';

/** Longest body that is read; more is no probe, and one without end must not fill the memory. */
const longestBody = 1024 ** 2;

/** One HTTP request over a stream of its own, as seen from the bastion. Redirects are answers. */
export async function request(settings: HttpSettings, { stack, timeoutMs, signal }: OperationContext): Promise<Answer> {
  const began = performance.now();
  const limit = deadline(timeoutMs, signal);
  const streams: Duplex[] = [];
  try {
    const url = new URL(settings.url);
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
    streams.push(asSocket(await stack.dial(url.hostname.replace(/^\[|\]$/g, ''), port, { timeoutMs, signal: limit.signal })));
    // A throw-away stack has a throw-away certificate.
    if (url.protocol === 'https:')
      streams.push(
        asSocket(
          tlsConnect({
            socket: streams[0] as never,
            ...(isIP(url.hostname) ? {} : { servername: url.hostname }),
            rejectUnauthorized: false,
          }),
        ),
      );
    const { status, text } = await send(settings, url, streams.at(-1) as Duplex, limit.signal);
    return { answered: true, status, text, durationMs: performance.now() - began };
  } catch (thrown) {
    return noAnswer(limit.signal.aborted ? limit.signal.reason : thrown, began);
  } finally {
    limit.release();
    for (const stream of streams.reverse()) stream.destroy();
  }
}

function send(
  settings: HttpSettings,
  url: URL,
  stream: Duplex,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const body = settings.json === undefined ? settings.body : JSON.stringify(settings.json);
    const message = httpRequest({
      method: settings.method,
      path: `${url.pathname}${url.search}`,
      signal,
      createConnection: () => stream as never,
      headers: {
        host: url.host,
        connection: 'close',
        ...(settings.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...settings.headers,
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      },
    });
    message.on('error', reject);
    message.on('response', response => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= longestBody) chunks.push(chunk);
        else reject(new Error(`unexpected body of more than ${longestBody} bytes`));
      });
      response.on('error', reject);
      response.on('aborted', () => reject(new Error('the answer was cut off')));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }));
    });
    message.end(body);
  });
}

import { request as httpRequest } from 'node:http';
import { connect as tlsConnect } from 'node:tls';
import type { Duplex } from 'node:stream';
import type { Answer } from '../model/operation.ts';
import { deadline } from './deadline.ts';
import type { OperationContext } from './operation.ts';
import { noAnswer } from './no-answer.ts';
import type { HttpSettings } from './settings/http.ts';

/** Longest body that is read; more is no probe. */
const longestBody = 1024 ** 2;

/** One HTTP request over a stream of its own, as seen from the bastion. Redirects are answers. */
export async function request(settings: HttpSettings, { stack, timeoutMs, signal }: OperationContext): Promise<Answer> {
  const began = performance.now();
  const limit = deadline(timeoutMs, signal);
  let stream: Duplex | undefined;
  try {
    const url = new URL(settings.url);
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
    const dialled = await stack.dial(url.hostname, port, { timeoutMs, signal: limit.signal });
    // A throw-away stack has a throw-away certificate.
    stream = url.protocol === 'https:' ? tlsConnect({ socket: dialled, servername: url.hostname, rejectUnauthorized: false }) : dialled;
    const { status, text } = await send(settings, url, stream, limit.signal);
    return { answered: true, status, text, durationMs: performance.now() - began };
  } catch (thrown) {
    return noAnswer(limit.signal.aborted ? limit.signal.reason : thrown, began);
  } finally {
    limit.release();
    stream?.destroy();
  }
}

function send(settings: HttpSettings, url: URL, stream: Duplex, signal: AbortSignal): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const body = settings.json === undefined ? settings.body : JSON.stringify(settings.json);
    const message = httpRequest({
      method: settings.method, path: `${url.pathname}${url.search}`, signal, createConnection: () => stream as never,
      headers: {
        host: url.host, connection: 'close', ...(settings.json === undefined ? {} : { 'content-type': 'application/json' }), ...settings.headers,
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
      });
      response.on('error', reject);
      response.on('aborted', () => reject(new Error('the answer was cut off')));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }));
    });
    message.end(body);
  });
}

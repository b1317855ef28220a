import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { asSocket } from './as-socket.ts';
import { deadline } from './deadline.ts';
import { noAnswer } from './no-answer.ts';
import { defineOperation } from './operation.ts';
import { tcpSettings, type TcpSettings } from './settings/tcp.ts';

const longestText = 64 * 1024;

/** Whether a port takes connections; with `send` or `expect`, also what it says. */
export const tcp = defineOperation<TcpSettings>({
  kind: 'tcp',
  about: 'A connection, and what it says. Its answer has `text`.',
  example: 'localhost:5432',
  settings: tcpSettings as never,
  async ask({ host, port, send, expect }, { stack, timeoutMs, signal }) {
    const began = performance.now();
    const limit = deadline(timeoutMs, signal);
    let stream: Duplex | undefined;
    try {
      stream = asSocket(await stack.dial(host, port, { timeoutMs, signal: limit.signal }));
      if (send !== undefined) stream.write(send);
      const text = send === undefined && expect === undefined ? '' : await listen(stream, expect, limit.signal);
      return { answered: true, text, durationMs: performance.now() - began };
    } catch (thrown) {
      return noAnswer(limit.signal.aborted ? limit.signal.reason : thrown, began);
    } finally {
      limit.release();
      stream?.destroy();
    }
  },
});

/** What it says first or, where a text is expected, all up to that text. */
async function listen(stream: Duplex, expect: string | undefined, signal: AbortSignal): Promise<string> {
  const over = new AbortController();
  const chunks: Buffer[] = [];
  const said = (): string => Buffer.concat(chunks).toString('utf8');
  const ended = once(stream, 'close', { signal: over.signal }).then(() => {
    throw new Error(
      `the connection was closed${expect === undefined ? ' without a word' : `, expected ${JSON.stringify(expect)} in ${JSON.stringify(said().slice(0, 100))}`}`,
    );
  });
  const heard = new Promise<string>((resolve, reject) => {
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (expect === undefined || said().includes(expect)) resolve(said());
      else if (said().length > longestText) reject(new Error(`unexpected ${longestText} bytes without ${JSON.stringify(expect)}`));
    });
    stream.on('end', () => stream.destroy());
    stream.on('error', reject);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  try {
    return await Promise.race([heard, ended]);
  } finally {
    over.abort();
    ended.catch(() => {});
    heard.catch(() => {});
  }
}

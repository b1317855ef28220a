import { once } from 'node:events';
import { deadline } from './deadline.ts';
import { noAnswer } from './no-answer.ts';
import { defineOperation } from './operation.ts';
import { tcpSettings, type TcpSettings } from './settings/tcp.ts';

/** Whether a port takes connections; with `send`, also what it says first. */
export const tcp = defineOperation<TcpSettings>({
  kind: 'tcp',
  settings: tcpSettings as never,
  async ask({ host, port, send }, { stack, timeoutMs, signal }) {
    const began = performance.now();
    const limit = deadline(timeoutMs, signal);
    try {
      const stream = await stack.dial(host, port, { timeoutMs, signal: limit.signal });
      try {
        if (send === undefined) return { answered: true, text: '', durationMs: performance.now() - began };
        stream.write(send);
        const [data] = (await once(stream, 'data', { signal: limit.signal })) as [Buffer];
        return { answered: true, text: data.toString('utf8'), durationMs: performance.now() - began };
      } finally {
        stream.destroy();
      }
    } catch (thrown) {
      return noAnswer(limit.signal.aborted ? limit.signal.reason : thrown, began);
    } finally {
      limit.release();
    }
  },
});

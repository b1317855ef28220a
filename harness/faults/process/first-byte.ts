import type { RunningStack, ServiceInstance } from '../../engines/engine.ts';
import { asSocket } from '../../operations/as-socket.ts';
import { HarnessError, Unsupported, messageOf } from '../../support/harness-error.ts';

/** What a new connection to a service comes to, from within itself: nothing in between can be the reason. */
export type FirstByte =
  | { readonly is: 'answered' }
  | { readonly is: 'refused'; readonly message: string }
  /** Connected, and closed or cut without a byte. */
  | { readonly is: 'closed' }
  | { readonly is: 'silent'; readonly afterMs: number };

/** Most servers answer this, were it with an error. */
const question = 'GET / HTTP/1.0\r\n\r\n';

export async function firstByte(
  stack: RunningStack,
  service: string,
  {
    instance,
    port,
    timeoutMs,
    signal,
  }: { readonly instance: ServiceInstance; readonly port: number; readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<FirstByte> {
  let stream;
  try {
    stream = asSocket(await stack.dial('127.0.0.1', port, { from: service, instance: instance.number, timeoutMs, signal }));
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof HarnessError || thrown instanceof Unsupported) throw thrown;
    return { is: 'refused', message: (thrown as NodeJS.ErrnoException).code ?? messageOf(thrown) };
  }
  const opened = stream;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise(resolve => {
      timer = setTimeout(() => resolve({ is: 'silent', afterMs: timeoutMs }), timeoutMs);
      opened.on('data', () => resolve({ is: 'answered' }));
      opened.on('close', () => resolve({ is: 'closed' }));
      opened.on('end', () => resolve({ is: 'closed' }));
      opened.on('error', () => resolve({ is: 'closed' }));
      opened.write(question);
    });
  } finally {
    clearTimeout(timer);
    opened.destroy();
  }
}

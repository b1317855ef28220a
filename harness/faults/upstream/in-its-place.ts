import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReplacedUpstream, StubScript } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { serviceOf, type FaultContext, type InjectedFault } from '../fault.ts';
import { needed } from '../needed.ts';
import { notInjected, prove, type Proof } from '../proof.ts';
import { upstreamPort, type UpstreamSettings } from './settings.ts';

const dialMs = 1500;
/** How long an answer that must not come is waited for, and how long a request is under way at most. */
const [silenceMs, arriveMs] = [300, 1500];
const mostBytes = 1024 * 1024;
const lookMs = 4500;

/** Puts an answerer in an upstream's place, towards one service, and proves that it is there by asking from the service's own place. */
export async function standInItsPlace(
  settings: UpstreamSettings,
  script: Pick<StubScript, 'say' | 'afterMs'>,
  { stack, signal }: FaultContext,
): Promise<InjectedFault> {
  const { service: name, upstream, path, share } = settings;
  const service = serviceOf(stack, name);
  const [names, network] = [needed(service, 'names'), needed(service, 'network')];
  const port = upstreamPort(settings, stack.spec) ?? 0;
  const { say } = script;
  const mark = randomUUID();
  const runs = async (): Promise<boolean> => (await service.status({ health: false })).state === 'running';
  let replaced: ReplacedUpstream | undefined;
  try {
    // Without an address there is nothing to stand in the place of.
    if (await runs())
      replaced = await needed(service, 'upstream')
        .replace(upstream, port, { ...script, share, path, look: mark })
        .catch(unlessNotFound);
    if (replaced !== undefined) {
      await breakOpen(() => network.abort(replaced?.addresses ?? [], port));
    }
  } catch (thrown) {
    await replaced?.end().catch(() => {});
    throw notInjected(
      `nothing could be put in the place of ${upstream}:${port} towards ${name}`,
      thrown,
      'Look whether both services run.',
    );
  }
  const look = async (limit: AbortSignal): Promise<Proof> => {
    if (replaced === undefined) return { held: false, proof: `${name} did not run, or found no address of ${upstream}` };
    if (!(await runs())) return { held: false, proof: `${name} does not run, so nobody asks ${upstream}` };
    const { addresses, code } = await names.lookup(upstream);
    const others = addresses.filter(address => !replaced.addresses.includes(address));
    if (addresses.length === 0) return { held: false, proof: `${upstream} is not found by ${name} now (${code ?? 'no address'})` };
    if (others.length > 0) return { held: false, proof: `${upstream} is also at ${others.join(', ')} now, where it answers itself` };
    const before = await replaced.counts();
    const stream = await stack.dial(upstream, port, { from: name, timeoutMs: dialMs, signal: limit });
    const heard = hear(stream);
    try {
      stream.write(requestOf(path, `${upstream}:${port}`, mark));
      if (typeof say === 'object') await heard.whole(limit);
      else await arrives(replaced, before.looks, limit);
    } finally {
      stream.destroy();
    }
    const { harmed, passed, looks } = await replaced.counts();
    const request = `GET ${path} from ${name} to ${upstream}:${port}`;
    const said = heard.text();
    if (looks <= before.looks) return { held: false, proof: `${request} is answered by the upstream itself (${firstLine(said)})` };
    if (harmed === 0 && passed > 0)
      return { held: false, proof: `none of the ${passed} requests of ${name} to ${upstream} was one of those that are harmed` };
    const counts = `so did ${harmed} requests of ${name}${passed === 0 ? '' : `, ${passed} others were passed on`}`;
    return typeof say === 'object'
      ? {
          held: said.startsWith(`HTTP/1.1 ${say.status} `) && said.endsWith(`\r\n\r\n${say.body}`),
          proof: `${request} gets ${firstLine(said)} from whoever stands in its place; ${counts}`,
        }
      : { held: said === '', proof: `${request} gets no answer in ${silenceMs} ms from whoever stands in its place; ${counts}` };
  };
  return {
    proveEffect: () => prove(`what ${upstream} answers to ${name}`, signal, look, lookMs),
    undo: async () => await replaced?.end(),
  };
}

/** What is open leads to the upstream still. Where the kernel cannot break it, it is reset when it is used next. */
async function breakOpen(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    if (!(thrown instanceof Unsupported)) throw thrown;
  }
}

function unlessNotFound(thrown: NodeJS.ErrnoException): undefined {
  if (thrown.code !== 'ENOTFOUND') throw thrown;
}

function requestOf(path: string, host: string, id: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nX-Request-Id: ${id}\r\nAccept: */*\r\nConnection: close\r\n\r\n`;
}

function hear(stream: Duplex): { text(): string; whole(signal: AbortSignal): Promise<void> } {
  let said = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    if (said.length < mostBytes) said += text;
  });
  const closed = once(stream, 'close');
  closed.catch(() => {});
  return {
    text: () => said,
    whole: async signal => {
      await Promise.race([closed.catch(() => {}), sleep(lookMs, undefined, { signal, ref: false })]);
    },
  };
}

/** A request that is not answered has come there at least, and is waited for a while more. */
async function arrives(replaced: ReplacedUpstream, looks: number, signal: AbortSignal): Promise<void> {
  const since = performance.now();
  while ((await replaced.counts()).looks <= looks && performance.now() - since < arriveMs) await sleep(25, undefined, { signal });
  await sleep(silenceMs, undefined, { signal });
}

function firstLine(said: string): string {
  return said === '' ? 'nothing' : (said.split('\r\n')[0]?.slice(0, 80) ?? '');
}

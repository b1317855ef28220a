import { once } from 'node:events';
import type { RunThere } from './redirects.ts';

/**
 * Breaks the TCP connections of a network that lead to one of these addresses, and tells how many there were. The kernel does it
 * (`SOCK_DESTROY`); one that cannot says so by leaving them.
 */
export async function abortConnections(run: RunThere, addresses: readonly string[], port?: number): Promise<number> {
  const wanted = [...addresses.flatMap((address, index) => [...(index === 0 ? ['('] : ['or']), 'dst', address]), ')'];
  const filter = ['state', 'connected', ...wanted, ...(port === undefined ? [] : ['and', 'dport', '=', `:${port}`])];
  const before = await connections(run, ['-Htn', ...filter]);
  if (before.length === 0) return 0;
  await connections(run, ['-HtnK', ...filter]);
  const left = await connections(run, ['-Htn', 'state', 'established', ...filter.slice(2)]);
  if (before.some(one => left.includes(one)))
    throw Object.assign(new Error("this machine's kernel cannot break connections"), { code: 'UNSUPPORTED' });
  return before.length;
}

/** Each by its two ends. */
async function connections(run: RunThere, words: readonly string[]): Promise<readonly string[]> {
  const child = run(['ss', ...words], ['ignore', 'pipe', 'ignore']);
  let out = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  await once(child, 'close');
  return out.split('\n').flatMap(line => /(\S+:\d+)\s+(\S+:\d+)/.exec(line)?.slice(1, 3).join(' ') ?? []);
}

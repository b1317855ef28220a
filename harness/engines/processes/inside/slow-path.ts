import { once } from 'node:events';
import type { Cells } from './cells.ts';
import type { Networks } from './networks.ts';

/** Delays packets between a cell and a peer, half of it in each direction's sender, with the kernel's netem. */
export async function delayPath(cells: Cells, networks: Networks, name: string, peer: string, delayMs: number): Promise<void> {
  const there = networks.path(name, peer);
  const back = networks.path(peer, name);
  for (const [cell, { device, other }] of [[name, there], [peer, back]] as const) {
    await tc(cells, cell, `tc qdisc del dev ${device} root 2>/dev/null || true`);
    if (delayMs === 0) continue;
    await tc(cells, cell, [
      `tc qdisc add dev ${device} root handle 1: prio bands 4 priomap 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0`,
      `tc qdisc add dev ${device} parent 1:4 handle 40: netem delay ${delayMs}ms`,
      `tc filter add dev ${device} parent 1: protocol ip prio 1 u32 match ip dst ${other.address}/32 flowid 1:4`,
    ].join(' && '));
  }
}

async function tc(cells: Cells, cell: string, script: string): Promise<void> {
  const child = cells.enterWithRights(cell, ['sh', '-c', script], ['ignore', 'ignore', 'pipe']);
  let errors = '';
  child.stderr?.on('data', chunk => (errors += String(chunk)));
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw Object.assign(new Error(`this kernel cannot delay packets: ${errors.trim().split('\n').at(-1) ?? ''}`), { code: 'UNSUPPORTED' });
}

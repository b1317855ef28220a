import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Impairment } from '../../inside/protocol.ts';
import { impairedWay } from '../../inside/impaired-way.ts';
import { listeningPorts } from '../../inside/listening.ts';
import { PacketRelay } from '../../inside/packet-relay.ts';
import type { Cells } from './cells.ts';
import type { Networks } from './networks.ts';

/** A way between two cells that leads through the supervisor. */
interface Way {
  readonly cells: readonly [string, string];
  readonly relay: PacketRelay;
  readonly children: ChildProcess[];
  readonly impairments: Map<number, { readonly from: string; readonly impairment: Impairment }>;
}

/** Smaller than an Ethernet's, for what is around the packet on its way through the supervisor. */
const mtu = 1400;

/**
 * Harms packets between two cells without netem and packet filters of the kernel, which many machines lack: each side routes
 * the other's addresses into a tunnel device, the supervisor holds, drops or answers each packet, and puts what goes on back
 * on the bridge.
 */
export class ImpairedWays {
  readonly #cells: Cells;
  readonly #networks: Networks;
  readonly #ways = new Map<string, Promise<Way>>();
  #made = 0;
  #impairments = 0;

  constructor(cells: Cells, networks: Networks) {
    this.#cells = cells;
    this.#networks = networks;
  }

  async impair(name: string, peer: string, impairment: Impairment): Promise<number> {
    const way = await this.#wayOf(name, peer);
    const id = this.#impairments++;
    this.#harm(way, id, name, impairment);
    return id;
  }

  async mend(id: number): Promise<void> {
    for (const [key, opened] of this.#ways) {
      const way = await opened.catch(() => undefined);
      if (way === undefined || !way.impairments.delete(id)) continue;
      if (!way.relay.mend(id)) await this.#close(key, way);
    }
  }

  /** A cell was plugged in or out: its ways lead over the networks that are left; what has none is over, and nothing harms a new line. */
  async rewire(cell: string): Promise<void> {
    // Those that are there now: one that is opened anew is none of them.
    const ways = [...this.#ways];
    for (const [key, opened] of ways) {
      const way = await opened.catch(() => undefined);
      if (way?.cells.includes(cell) !== true) continue;
      const kept = [...way.impairments];
      await this.#close(key, way);
      if (this.#networks.paths(...way.cells).length === 0) continue;
      const anew = await this.#wayOf(...way.cells);
      for (const [id, { from, impairment }] of kept) this.#harm(anew, id, from, impairment);
    }
  }

  async #wayOf(name: string, peer: string): Promise<Way> {
    const key = keyOf(name, peer);
    const opened = this.#ways.get(key) ?? this.#open(name, peer, key);
    this.#ways.set(key, opened);
    try {
      return await opened;
    } catch (thrown) {
      if (this.#ways.get(key) === opened) this.#ways.delete(key);
      throw thrown;
    }
  }

  #harm(way: Way, id: number, from: string, impairment: Impairment): void {
    const peer = way.cells.find(cell => cell !== from) ?? '';
    const filter = impairedWay(impairment, {
      from: new Set(this.#networks.paths(from, peer).map(({ own }) => own.address)),
      listening: new Set(listeningPorts(`/proc/${this.#cells.get(from).init}`)),
    });
    way.impairments.set(id, { from, impairment });
    way.relay.impair(id, filter);
  }

  async #open(name: string, peer: string, key: string): Promise<Way> {
    if (!existsSync('/dev/net/tun')) throw unsupported('it has no /dev/net/tun');
    const paths = { [name]: this.#networks.paths(name, peer), [peer]: this.#networks.paths(peer, name) };
    const [path] = paths[name] ?? [];
    if (path === undefined) throw new Error(`unexpected lack of a way from ${name} to ${peer}, expected a network that both are on`);
    const number = this.#made++;
    const [device, out] = [`way${number}`, 20_000 + number];
    for (const setting of ['ip_forward', 'conf/all/rp_filter', 'conf/default/rp_filter'])
      writeFileSync(`/proc/sys/net/ipv4/${setting}`, setting === 'ip_forward' ? '1' : '0');
    const relay = await PacketRelay.open((packet, socket) => socket.send(packet, out, '127.0.0.1'));
    const cells = [name, peer] as const;
    const children = [
      spawn('socat', ['-u', `UDP4-RECV:${out},bind=127.0.0.1`, tunnel(device)], { stdio: ['ignore', 'ignore', 'inherit'] }),
      ...cells.map(cell =>
        this.#cells.enterWithRights(
          cell,
          ['socat', '-u', tunnel(device), `UDP4-SENDTO:${path.gateway}:${relay.port}`],
          ['ignore', 'ignore', 'inherit'],
        ),
      ),
    ];
    const way: Way = { cells, relay, children, impairments: new Map() };
    try {
      await Promise.all([
        appears(device, '/proc/net/dev'),
        ...cells.map(async cell => {
          await appears(device, `/proc/${this.#cells.get(cell).init}/net/dev`);
          await this.#networks.ipIn(cell, [
            `link set ${device} mtu ${mtu} up`,
            ...(paths[cell] ?? []).map(({ own, other }) => `route replace ${other.address}/32 dev ${device} src ${own.address}`),
          ]);
        }),
      ]);
      return way;
    } catch (thrown) {
      await this.#close(key, way);
      throw thrown;
    }
  }

  async #close(key: string, way: Way): Promise<void> {
    this.#ways.delete(key);
    const alive = way.children.filter(child => child.exitCode === null && child.signalCode === null);
    const ended = alive.map(child => once(child, 'exit'));
    for (const child of alive) child.kill('SIGKILL');
    // The devices and their routes go with the processes that hold them.
    await Promise.all(ended);
    way.relay.close();
  }
}

function keyOf(name: string, peer: string): string {
  return [name, peer].sort().join(' ');
}

function tunnel(device: string): string {
  return `TUN,tun-name=${device},tun-type=tun,iff-no-pi,iff-up`;
}

async function appears(device: string, table: string): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (readFileSync(table, 'utf8').includes(`${device}:`)) return;
    await sleep(5);
  }
  throw unsupported('the tunnel device did not appear');
}

function unsupported(why: string): Error {
  return Object.assign(new Error(`this machine cannot harm packets: ${why}`), { code: 'UNSUPPORTED' });
}

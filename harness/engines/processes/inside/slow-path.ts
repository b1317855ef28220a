import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cells } from './cells.ts';
import type { Networks } from './networks.ts';

interface SlowPath {
  readonly relays: readonly ChildProcess[];
  readonly socket: Socket;
}

/**
 * Delays packets between two cells without the kernel's netem, which many machines lack: each side
 * routes the other's address into a tunnel device, the supervisor holds every packet for the delay
 * and puts it back on the bridge.
 */
export class SlowPaths {
  readonly #cells: Cells;
  readonly #networks: Networks;
  readonly #slow = new Map<string, SlowPath>();
  #made = 0;

  constructor(cells: Cells, networks: Networks) {
    this.#cells = cells;
    this.#networks = networks;
  }

  async set(name: string, peer: string, delayMs: number): Promise<void> {
    const key = [name, peer].sort().join(' ');
    await this.#end(key);
    if (delayMs === 0) return;
    if (!existsSync('/dev/net/tun'))
      throw Object.assign(new Error('this machine cannot delay packets: it has no /dev/net/tun'), { code: 'UNSUPPORTED' });
    const there = this.#networks.path(name, peer);
    const back = this.#networks.path(peer, name);
    const device = `slow${this.#made++}`;
    for (const setting of ['ip_forward', 'conf/all/rp_filter', 'conf/default/rp_filter'])
      writeFileSync(`/proc/sys/net/ipv4/${setting}`, setting === 'ip_forward' ? '1' : '0');

    const socket = createSocket('udp4');
    socket.bind(0, '0.0.0.0');
    await once(socket, 'listening');
    const out = 20_000 + this.#made;
    socket.on(
      'message',
      packet =>
        void setTimeout(() => {
          if (this.#slow.get(key)?.socket === socket) socket.send(packet, out, '127.0.0.1');
        }, delayMs),
    );
    const port = socket.address().port;
    const relays: ChildProcess[] = [
      spawn('socat', ['-u', `UDP4-RECV:${out},bind=127.0.0.1`, tunnel(device)], { stdio: ['ignore', 'ignore', 'inherit'] }),
    ];
    for (const [cell] of [[name], [peer]] as const) {
      relays.push(
        this.#cells.enterWithRights(
          cell,
          ['socat', '-u', tunnel(device), `UDP4-SENDTO:${there.gateway}:${port}`],
          ['ignore', 'ignore', 'inherit'],
        ),
      );
    }
    this.#slow.set(key, { relays, socket });
    await appears(device, '/proc/net/dev');
    for (const [cell, { own, other }] of [
      [name, there],
      [peer, back],
    ] as const) {
      await appears(device, `/proc/${this.#cells.get(cell).init}/net/dev`);
      await this.#networks.ipIn(cell, [`link set ${device} mtu 1400 up`, `route add ${other.address}/32 dev ${device} src ${own.address}`]);
    }
  }

  async #end(key: string): Promise<void> {
    const slow = this.#slow.get(key);
    if (slow === undefined) return;
    this.#slow.delete(key);
    const ended = slow.relays.map(relay => once(relay, 'exit'));
    for (const relay of slow.relays) relay.kill('SIGKILL');
    // The devices and their routes go with the processes that hold them.
    await Promise.all(ended);
    slow.socket.close();
  }
}

function tunnel(device: string): string {
  return `TUN,tun-name=${device},tun-type=tun,iff-no-pi,iff-up`;
}

async function appears(device: string, table: string): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (readFileSync(table, 'utf8').includes(`${device}:`)) return;
    await sleep(5);
  }
  throw Object.assign(new Error('this machine cannot delay packets: the tunnel device did not appear'), { code: 'UNSUPPORTED' });
}

import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { execFileSync } from 'node:child_process';
import type { AgentCalls } from './protocol.ts';

const tunnels = new Map<string, ChildProcess>();
const delays = new Map<string, Socket>();

/**
 * Leads all packets for a peer into a tunnel device whose other end is a UDP port of the bastion, since
 * the kernel's netem is missing on many machines. What comes back over it was meant for us.
 */
export async function openTunnel({ device, own, peer, via, viaPort, port }: AgentCalls['tunnel']['in']): Promise<void> {
  if (!existsSync('/dev/net/tun')) throw unsupported('it has no /dev/net/tun');
  const relay = spawn('socat', [`TUN,tun-name=${device},tun-type=tun,iff-no-pi,iff-up`, `UDP4:${via}:${viaPort},sourceport=${port}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  relay.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  tunnels.set(device, relay);
  for (let tries = 0; !readFileSync('/proc/net/dev', 'utf8').includes(`${device}:`); tries++) {
    if (relay.exitCode !== null || tries > 400)
      throw unsupported(`the tunnel device did not appear${said === '' ? '' : `: ${said.trim()}`}`);
    await sleep(5);
  }
  execFileSync('ip', ['link', 'set', device, 'mtu', '1400', 'up']);
  execFileSync('ip', ['route', 'add', `${peer}/32`, 'dev', device, 'src', own]);
}

/** The device and its route go with the process that holds it. */
export async function closeTunnel(device: string): Promise<void> {
  const relay = tunnels.get(device);
  tunnels.delete(device);
  if (relay === undefined || relay.exitCode !== null) return;
  const ended = once(relay, 'exit');
  relay.kill('SIGKILL');
  await ended;
}

/** Passes packets from one end of a tunnel to the other after a while. */
export async function delayPackets({ id, delayMs, ends }: AgentCalls['delay']['in']): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '0.0.0.0');
  await once(socket, 'listening');
  delays.set(id, socket);
  socket.on('error', () => {});
  socket.on('message', (packet, from) => {
    const other = ends.find(({ address }) => address !== from.address);
    if (other === undefined) return;
    setTimeout(() => {
      if (delays.get(id) === socket) socket.send(packet, other.port, other.address);
    }, delayMs);
  });
  return socket.address().port;
}

export function endDelay(id: string): void {
  delays.get(id)?.close();
  delays.delete(id);
}

function unsupported(why: string): Error {
  return Object.assign(new Error(`this machine cannot delay packets: ${why}`), { code: 'UNSUPPORTED' });
}

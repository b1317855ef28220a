import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { listeningPorts } from '../../inside/listening.ts';
import type { TunnelRequest } from './protocol.ts';

const tunnels = new Map<string, ChildProcess>();
const ip = promisify(execFile);

/**
 * Leads all packets for some addresses into a tunnel device whose other end is a UDP port of the bastion, since
 * the kernel's netem is missing on many machines. What comes back over it was meant for us.
 */
export async function openTunnel({ device, via, viaPort, port, routes }: TunnelRequest): Promise<readonly number[]> {
  if (!tunnels.has(device)) {
    if (!existsSync('/dev/net/tun')) throw unsupported('it has no /dev/net/tun');
    const relay = spawn('socat', [`TUN,tun-name=${device},tun-type=tun,iff-no-pi,iff-up`, `UDP4:${via}:${viaPort},sourceport=${port}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    relay.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    tunnels.set(device, relay);
    for (let tries = 0; !readFileSync('/proc/net/dev', 'utf8').includes(`${device}:`); tries++) {
      if (relay.exitCode !== null || tries > 400) {
        await closeTunnel(device);
        throw unsupported(`the tunnel device did not appear${said === '' ? '' : `: ${said.trim()}`}`);
      }
      await sleep(5);
    }
    await ip('ip', ['link', 'set', device, 'mtu', '1400', 'up']);
  }
  for (const { own, peer } of routes) await ip('ip', ['route', 'replace', `${peer}/32`, 'dev', device, 'src', own]);
  return listeningPorts();
}

/** The device and its routes go with the process that holds it. */
export async function closeTunnel(device: string): Promise<void> {
  const relay = tunnels.get(device);
  tunnels.delete(device);
  if (relay === undefined || relay.exitCode !== null) return;
  const ended = once(relay, 'exit');
  relay.kill('SIGKILL');
  await ended;
}

function unsupported(why: string): Error {
  return Object.assign(new Error(`this machine cannot harm packets: ${why}`), { code: 'UNSUPPORTED' });
}

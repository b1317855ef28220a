import { readFileSync } from 'node:fs';

const listen = '0A';

/** TCP ports on which somebody listens in the network of a process, by its folder in /proc. */
export function listeningPorts(folder = '/proc/self'): readonly number[] {
  const ports = ['tcp', 'tcp6'].flatMap(table => rowsOf(`${folder}/net/${table}`)).filter(({ state }) => state === listen);
  return [...new Set(ports.map(({ port }) => port))];
}

/** Bytes that a TCP socket of this process's network has sent and the other end has not acknowledged; undefined when there is no such socket (any more). */
export function unacknowledgedBytes(localPort: number, remotePort: number): number | undefined {
  return rowsOf('/proc/self/net/tcp').find(row => row.port === localPort && row.remotePort === remotePort)?.unacknowledged;
}

interface Row {
  readonly port: number;
  readonly remotePort: number;
  readonly state: string;
  readonly unacknowledged: number;
}

function rowsOf(file: string): readonly Row[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // A machine without IPv6.
    return [];
  }
  const port = (end = ''): number => Number.parseInt(end.split(':')[1] ?? '', 16);
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map(line => line.trim().split(/\s+/))
    .map(([, local, remote, state = '', queues = '']) => ({
      port: port(local),
      remotePort: port(remote),
      state,
      unacknowledged: Number.parseInt(queues.split(':')[0] ?? '', 16),
    }));
}

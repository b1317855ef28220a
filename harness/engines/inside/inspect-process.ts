import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { commandLine, innerPid, readProcess } from './process-table.ts';

/** A soft limit, in the words of /proc/PID/limits. */
export type Limit = number | 'unlimited';

export interface Limits {
  readonly openFiles?: Limit;
  readonly fileSizeBytes?: Limit;
}

/** The same as `InspectedProcess` of the engine's contract. */
export interface Inspected {
  readonly pid: number;
  readonly parent: number;
  readonly started: number;
  readonly state: string;
  readonly command: string;
  readonly program: string;
  readonly residentBytes: number;
  readonly waits: number;
  readonly catches: readonly number[];
  readonly listens: readonly number[];
  readonly openFiles: readonly number[];
  readonly limits: Required<Limits>;
}

/** One process with what it uses and may use; undefined when it is gone, or has ended and waits for its parent. */
export function inspectProcess(pid: number): Inspected | undefined {
  try {
    const entry = readProcess(pid);
    if (entry === undefined || entry.state === 'Z' || entry.state === 'X') return undefined;
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const limits = readFileSync(`/proc/${pid}/limits`, 'utf8');
    const openFiles = ascending(readdirSync(`/proc/${pid}/fd`).map(Number));
    return {
      pid: innerPid(pid),
      parent: entry.parent === 0 ? 0 : innerPid(entry.parent),
      started: entry.started,
      state: entry.state,
      // A title that a process gives itself is followed by what is left of the old one.
      command: commandLine(pid).join(' ').trimEnd(),
      // A file may have any name, and this one is printed.
      program: basename(readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '')).replaceAll(/[^\w.+-]/g, '_'),
      residentBytes: Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024,
      waits: Number(/^voluntary_ctxt_switches:\s+(\d+)$/m.exec(status)?.[1] ?? 0),
      catches: signalsOf(/^SigCgt:\s+([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'),
      listens: listeningPorts(pid, openFiles),
      openFiles,
      limits: { openFiles: limitOf(limits, 'Max open files'), fileSizeBytes: limitOf(limits, 'Max file size') },
    };
  } catch (thrown) {
    const now = readProcess(pid)?.state;
    if (now !== undefined && now !== 'Z' && now !== 'X') throw thrown;
    // It ended meanwhile.
    return undefined;
  }
}

/** Sets soft limits of a process; fine when it is gone. */
export async function limitProcess(pid: number, { openFiles, fileSizeBytes }: Limits): Promise<void> {
  try {
    await promisify(execFile)(
      'prlimit',
      [
        '--pid',
        String(pid),
        // Without a number behind the colon the hard limit stays.
        ...(openFiles === undefined ? [] : [`--nofile=${openFiles}:`]),
        ...(fileSizeBytes === undefined ? [] : [`--fsize=${fileSizeBytes}:`]),
      ],
      ownerOf(pid),
    );
  } catch (thrown) {
    if (readProcess(pid) !== undefined) throw thrown;
  }
}

/** Its user may set its limits without further rights (prlimit(2)); the right to set those of all is often not to be had. */
function ownerOf(pid: number): { readonly uid?: number; readonly gid?: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const [uid, gid] = ['Uid', 'Gid'].map(name => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0));
  return uid === process.getuid?.() && gid === process.getgid?.() ? {} : { uid: uid ?? 0, gid: gid ?? 0 };
}

/** Numbers of the signals that are set in a mask of /proc/PID/status. */
function signalsOf(mask: string): readonly number[] {
  const bits = BigInt(`0x${mask}`);
  return Array.from({ length: 64 }, (_, index) => index + 1).filter(signal => (bits >> BigInt(signal - 1)) & 1n);
}

function limitOf(limits: string, name: string): Limit {
  const soft = new RegExp(`^${name}\\s+(\\S+)`, 'm').exec(limits)?.[1] ?? 'unlimited';
  return soft === 'unlimited' ? soft : Number(soft);
}

/** TCP ports on which it waits for connections: rows in state 0A whose socket it has open (proc_net_tcp). */
function listeningPorts(pid: number, openFiles: readonly number[]): readonly number[] {
  const rows = ['tcp', 'tcp6'].flatMap(name => {
    try {
      return readFileSync(`/proc/${pid}/net/${name}`, 'utf8').split('\n').slice(1);
    } catch {
      return [];
    }
  });
  const portOf = new Map<string, number>();
  for (const row of rows) {
    const [, local = '', , state, , , , , , inode = ''] = row.trim().split(/\s+/);
    if (state === '0A') portOf.set(inode, Number.parseInt(local.split(':')[1] ?? '0', 16));
  }
  if (portOf.size === 0) return [];
  const ports = openFiles.flatMap(file => {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${file}`))?.[1] ?? '';
      return portOf.get(inode) ?? [];
    } catch {
      return [];
    }
  });
  return ascending([...new Set(ports)]);
}

/** Without `toSorted`: the Node of the operator's machine may be older. */
function ascending(numbers: readonly number[]): readonly number[] {
  return [...numbers].sort((one, other) => one - other);
}
